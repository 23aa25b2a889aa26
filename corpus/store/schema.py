"""The layout of the library's database, one step a version; steps that were shipped stay as is.

Checksums stand on each other: `state` has the number of heads and the sum of their checksums, a
head's entry has the checksums of its versions, a version's text is checked against that, an
original against its name. So a row that is missing shows as surely as one that changed.
"""

import sqlite3

_STEPS: tuple[tuple[str, ...], ...] = (
    (
        # One row. `changes` counts the transactions: see corpus/store/change_counter.py.
        """CREATE TABLE state (
            changes INTEGER NOT NULL,
            documents INTEGER NOT NULL,
            checksum BLOB NOT NULL
        )""",
        "INSERT INTO state VALUES (0, 0, zeroblob(32))",
        """CREATE TABLE heads (
            document_id TEXT PRIMARY KEY,
            version TEXT NOT NULL,
            source_sha256 TEXT NOT NULL,
            entry BLOB NOT NULL,
            checksum BLOB NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX heads_by_source ON heads (source_sha256)",
        """CREATE TABLE versions (
            document_id TEXT NOT NULL,
            version TEXT NOT NULL,
            source_sha256 TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (document_id, version)
        )""",
        "CREATE INDEX versions_by_source ON versions (source_sha256)",
        "CREATE TABLE originals (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL)",
        # What came along with the program, so that it comes once.
        "CREATE TABLE seeded (document_id TEXT PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE jobs (
            job_id TEXT PRIMARY KEY,
            state TEXT NOT NULL,
            created TEXT NOT NULL,
            entry BLOB NOT NULL,
            checksum BLOB NOT NULL
        )""",
        "CREATE INDEX jobs_by_state ON jobs (state)",
    ),
)
LAYOUT = len(_STEPS)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest layout, each step whole or not at all."""
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if found < LAYOUT:
                for statement in _STEPS[found]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {found + 1}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if found >= LAYOUT:
            return

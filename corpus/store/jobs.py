"""Work that goes on behind a request, kept in the library's database so that it outlives a restart.

A job is changed in a transaction of its own, without waiting for the library's writer: its
progress can be noted, and it can be cancelled, while a long change goes on.
"""

import contextlib
import hashlib
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from corpus.errors import DocumentFileCorrupt, UnknownJob
from corpus.store.database import Database

JobState = Literal["queued", "running", "done", "failed", "cancelled"]
FINISHED: frozenset[JobState] = frozenset({"done", "failed", "cancelled"})
_NEWEST_FIRST = "SELECT entry, checksum FROM jobs ORDER BY created DESC, rowid DESC LIMIT ?"
_UNFINISHED = "SELECT entry, checksum FROM jobs WHERE state IN ('queued', 'running') ORDER BY rowid"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work; times are ISO 8601 in UTC.

    `payload` is what it works on and `results` what came of each part so far; both are JSON and
    mean what its kind says they do.
    """

    job_id: str
    kind: str
    state: JobState
    created: str
    updated: str
    payload: Mapping[str, Any]
    done: int = 0
    total: int = 0
    stage: str = ""
    results: tuple[Any, ...] = ()
    error: str | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in FINISHED


_JOB = TypeAdapter(Job)


class JobStore:
    """The jobs of a home; threads and processes share it."""

    def __init__(self, home: Path) -> None:
        self._database = Database(home)

    def create(self, kind: str, payload: Mapping[str, Any]) -> str:
        """A new job in state `queued`; gives its id."""
        now = _now()
        job = Job(secrets.token_hex(8), kind, "queued", now, now, payload)
        with self._database.transaction() as connection:
            _write(connection, job)
        return job.job_id

    def update(
        self,
        job_id: str,
        *,
        state: JobState | None = None,
        done: int | None = None,
        total: int | None = None,
        stage: str | None = None,
        results: Sequence[Any] | None = None,
        error: str | None = None,
    ) -> Job:
        """Change what is given; gives the job as it is then.

        A finished job keeps its state, whatever state is given: one that was cancelled while its
        worker finished stays cancelled, and the worker sees it in what comes back.
        """
        given = {
            "state": state,
            "done": done,
            "total": total,
            "stage": stage,
            "results": None if results is None else tuple(results),
            "error": error,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        with self._database.transaction() as connection:
            job = self._read(connection, job_id)
            if job.finished:
                changes.pop("state", None)
            job = replace(job, updated=_now(), **changes)  # type: ignore[arg-type]  # by name
            _write(connection, job)
        return job

    def get(self, job_id: str) -> Job:
        """A job by its id."""
        with self._database.reading() as connection:
            return self._read(connection, job_id)

    def unfinished(self) -> Sequence[Job]:
        """Jobs that are queued or were running when their process ended, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_UNFINISHED).fetchall()
        return [self._job(row) for row in rows]

    def list(self, most: int = 100) -> Sequence[Job]:
        """The newest jobs, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_NEWEST_FIRST, (most,)).fetchall()
        return [self._job(row) for row in rows]

    def forget(self, keep: int = 1000) -> None:
        """Delete finished jobs but for the newest ones."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM jobs WHERE state IN ('done', 'failed', 'cancelled') AND rowid NOT IN "
                "(SELECT rowid FROM jobs ORDER BY created DESC, rowid DESC LIMIT ?)",
                (keep,),
            )

    def _read(self, connection: sqlite3.Connection, job_id: str) -> Job:
        sql = "SELECT entry, checksum FROM jobs WHERE job_id = ?"
        row = connection.execute(sql, (job_id,)).fetchone()
        if row is None:
            raise UnknownJob(job_id)
        return self._job(row)

    def _job(self, row: tuple[Any, ...]) -> Job:
        with contextlib.suppress(ValidationError, TypeError):
            if hashlib.sha256(row[0]).digest() == row[1]:
                return _JOB.validate_json(row[0])
        raise DocumentFileCorrupt(self._database.path, "the entry of a job is not as written")


def _write(connection: sqlite3.Connection, job: Job) -> None:
    entry = _JOB.dump_json(job)
    connection.execute(
        "INSERT INTO jobs (job_id, state, created, entry, checksum) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (job_id) DO UPDATE SET "
        "state = excluded.state, entry = excluded.entry, checksum = excluded.checksum",
        (job.job_id, job.state, job.created, entry, hashlib.sha256(entry).digest()),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

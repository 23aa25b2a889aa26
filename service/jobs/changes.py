"""One job's change of the library: what was uploaded, read and stored; or a document, removed.

Done twice, it is the same as done once: a job whose service died goes over its steps again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from corpus.errors import UnknownDocument
from corpus.readers.dispatch import Reading
from corpus.store.library import Head, Library
from service.jobs.incoming import Incoming, Kept
from service.library.adding import Added, Adder, Draft, Wish
from service.library.json_blocks import read_given_blocks

Payload = dict[str, Any]  # what the jobs table keeps as JSON


class Reader(Protocol):
    """What reads files: a process of its own (corpus/readers/sandbox/reader.py)."""

    def read(self, content: bytes, filename: str) -> Reading:
        """What a file holds; every failure is a `TextNotReadable`."""

    def close(self) -> None:
        """End the process; the next file starts another one."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent, on the disk, and what was said about it.

    `filename` is None for a document that came as JSON blocks.
    """

    kept: Kept
    filename: str | None
    wish: Wish


class Changes:
    """Changes of one library."""

    def __init__(self, library: Library, adder: Adder, incoming: Incoming, reader: Reader) -> None:
        self.incoming = incoming
        self._library = library
        self._adder = adder
        self._reader = reader

    def known(self, upload: Upload) -> Head | None:
        """The document that is just this upload already."""
        return self._adder.known(upload.kept.sha256, upload.wish)

    def draft(self, upload: Upload) -> Draft:
        """The upload as it would be stored; reading it may take as long as its limits let it."""
        content = self.incoming.read(upload.kept.name)
        if upload.filename is None:
            reading, filename = read_given_blocks(content), "document.json"
        else:
            reading, filename = self._reader.read(content, upload.filename), upload.filename
        return self._adder.draft(content, filename, reading, upload.wish)

    def rest(self) -> None:
        """Give back what only work needs: the process that reads."""
        self._reader.close()

    def store(self, draft: Draft) -> Added:
        """Store a draft; it is durable when this returns."""
        return self._adder.store(draft)

    def remove(self, document_id: str, again: bool) -> None:
        """Remove a document.

        Raises:
            UnknownDocument: it is not there; but where the job runs `again`, it may be this job
                that removed it.
        """
        try:
            self._library.remove(document_id)
        except UnknownDocument:
            if not again:
                raise


def payload_of(upload: Upload) -> Payload:
    """An upload as the jobs table keeps it."""
    return {
        "upload": upload.kept.name,
        "sha256": upload.kept.sha256,
        "filename": upload.filename,
        "wish": asdict(upload.wish),
    }


def upload_of(job_id: str, payload: Mapping[str, Any]) -> Upload:
    """The upload of a job that adds; where it has no id, what it gets is bound to the job."""
    given = payload["wish"]
    tags = None if given["tags"] is None else tuple(given["tags"])
    origin = None if given["document_id"] else f"job:{job_id}"
    wish = Wish(**{**given, "tags": tags, "origin": origin})
    return Upload(Kept(payload["upload"], payload["sha256"]), payload["filename"], wish)

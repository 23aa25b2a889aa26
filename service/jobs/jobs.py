"""Jobs as people see them: what is asked of the library, how far it is, and what became of it."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from corpus.errors import UnknownJob
from corpus.store.jobs import Job, JobStore
from corpus.store.library import Head, Library
from service.errors import JobNotCancellable
from service.jobs.changes import Changes, Payload, Upload, payload_of
from service.jobs.compactor import Tidying
from service.jobs.worker import STORING, Stage, Worker
from service.library.adding import Draft


def _everything(_: Payload) -> bool:
    return True


class Jobs:
    """The jobs of a running service; `start` it once, `stop` it at the end."""

    def __init__(
        self,
        store: JobStore,
        library: Library,
        changes: Changes,
        worker: Worker,
        tidying: Tidying,
    ) -> None:
        self.incoming = changes.incoming
        self._store = store
        self._library = library
        self._changes = changes
        self._worker = worker
        self._tidying = tidying

    def start(self, index_is_behind: bool) -> None:
        """Take up what an earlier service left unfinished, an index that is behind included."""
        unfinished = self._store.unfinished()
        self.incoming.sweep({str(job.payload.get("upload")) for job in unfinished})
        for job in self._store.list():
            # One that ended, but its service did before it had removed the upload.
            if job.finished and job.kind == "add":
                self.incoming.remove(job.payload["upload"])
        if index_is_behind and not unfinished:
            self._store.create("index", {})
        self._worker.start()
        self._tidying.start()

    def stop(self) -> None:
        """End the threads; what is unfinished goes on at the next start."""
        self._worker.stop()
        self._tidying.stop()

    def known(self, upload: Upload) -> Head | None:
        """The document that is just this upload already, if nothing that waits may change that."""
        return None if self._store.unfinished() else self._changes.known(upload)

    def draft(self, upload: Upload) -> Draft:
        """The upload as it would be stored."""
        return self._changes.draft(upload)

    def submit(self, upload: Upload) -> dict[str, Any]:
        """Add what was uploaded; it is not lost any more when this returns."""
        return self._submit("add", payload_of(upload))

    def submit_removal(self, document_id: str) -> dict[str, Any]:
        """Remove a document.

        Raises:
            UnknownDocument: it is not there, and no job is about to add it.
        """
        tags: Sequence[str] = ()
        if not self._is_awaited(document_id):
            tags = self._library.head(document_id).tags
        return self._submit("remove", {"document_id": document_id, "tags": list(tags)})

    def get(self, job_id: str, sees: Callable[[Payload], bool] = _everything) -> dict[str, Any]:
        """One job; raises `UnknownJob` if there is none, or none that `sees` lets be seen."""
        job = self._store.get(job_id)
        if not sees(dict(job.payload)):
            raise UnknownJob(job_id)
        return self._view(job)

    def list(self, sees: Callable[[Payload], bool] = _everything) -> list[dict[str, Any]]:
        """The last jobs, newest first."""
        return [self._view(job) for job in self._store.list() if sees(dict(job.payload))]

    def cancel(self, job_id: str) -> dict[str, Any]:
        """Cancel a job.

        Raises:
            UnknownJob: there is none of this id.
            JobNotCancellable: it has ended, or its document is stored.
        """
        job = self._store.get(job_id)
        made = job.finished or job.results or job.stage == STORING
        if made or not self._worker.cancel(job):
            raise JobNotCancellable(job_id, self._store.get(job_id).state)
        return self.get(job_id)

    def _submit(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        job_id = self._store.create(kind, payload)
        self._store.forget()
        self._worker.wake()
        return self.get(job_id)

    def _is_awaited(self, document_id: str) -> bool:
        return any(
            job.kind == "add" and job.payload["wish"]["document_id"] == document_id
            for job in self._store.unfinished()
        )

    def _view(self, job: Job) -> dict[str, Any]:
        # Another service over this library may be working on it: then only its stage is known.
        stage = self._worker.stages.get(job.job_id, Stage(job.stage or "waiting"))
        running = not job.finished
        result = job.results[0] if job.results else None
        wished = job.payload.get("document_id") or job.payload.get("wish", {}).get("document_id")
        return {
            "job_id": job.job_id,
            "kind": job.kind,
            "state": job.state,
            "stage": stage.name if running else None,
            "done": stage.done if running else 0,
            "total": stage.total if running else 0,
            "note": stage.note if running else None,
            "document_id": result["document_id"] if result else wished,
            "result": result,
            "error": None if job.error is None else json.loads(job.error),
            "created": job.created,
            "updated": job.updated,
            "url": f"/v1/jobs/{job.job_id}",
        }

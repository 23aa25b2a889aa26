"""The one thread that changes the library of a running service, job after job.

A job reads its upload in a process of its own, stores the document, and is searched once the index
is whole again; until then the index before is served. Jobs that wait together are indexed together.
Everything that must last is in the jobs table, so a service that died goes on where it was: a job
with a result has stored its document, one without begins again. Several services over one library
take turns (service/jobs/worker.py): a job that one accepted may be done by another.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from corpus.disk import lock_file
from corpus.errors import LibraryLocked, LibraryNotWritable, WenjuError
from corpus.store.jobs import Job, JobState, JobStore
from index.errors import IndexingCancelled, IndexNotWritable
from service.error_codes import INTERNAL, status_and_code
from service.jobs.changes import Changes, upload_of


class Turn:
    """The right to work on the jobs of a home; it is kept until it is given back."""

    def __init__(self, home: Path) -> None:
        self._path = home / "jobs.lock"
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Whether it is ours, now or already."""
        if self._descriptor is None:
            self._descriptor = lock_file(self._path)
        return self._descriptor is not None

    def give_back(self) -> None:
        """Let another service have it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Report = Callable[[str, int, int], None]
Index = Callable[[Report, Callable[[], bool]], None]

# A batch is indexed after so many jobs or seconds, so that the first need not wait for the last.
_BATCH = 200
_BATCH_SECONDS = 30.0
# What may be well again in a while; the job was accepted, so it waits instead of failing.
_PASSING = (LibraryLocked, LibraryNotWritable, IndexNotWritable)
_PAUSE = 1.0
# Other services over this library create jobs too, and cannot wake this thread.
_LOOK_AGAIN = 1.0
_IDLE = 60.0


STORING = "storing"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a running job does now, and how much of it is done."""

    name: str
    done: int = 0
    total: int = 0
    note: str | None = None


class Stopped(Exception):
    """The job goes no further now: the service ends, or it was cancelled."""


class Worker:
    """Works on the jobs of one store; `wake` it when there is a new one.

    `stages` says what running jobs do. It is not stored: after a restart nothing runs any more.
    """

    def __init__(self, store: JobStore, changes: Changes, index: Index, turn: Turn) -> None:
        self.stages: dict[str, Stage] = {}
        self._turn = turn
        self._store = store
        self._changes = changes
        self._index = index
        self._awake = threading.Event()
        self._ending = threading.Event()
        self._guard = threading.Lock()
        self._storing: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="library", daemon=True)

    def start(self) -> None:
        """Begin, with what an earlier service left unfinished."""
        self._awake.set()
        self._thread.start()

    def stop(self, seconds: float = 5) -> None:
        """End after the step that runs; what is unfinished goes on at the next start."""
        self._ending.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def wake(self) -> None:
        """Look for jobs."""
        self._awake.set()

    def cancel(self, job: Job) -> bool:
        """Cancel an unfinished job; False if its change is made, or about to be."""
        with self._guard:
            if job.job_id in self._storing:
                return False
            # Here and not in the thread, which may be reading a large file for a minute.
            self._store.update(job.job_id, state="cancelled")
        self._clean_up(job)
        return True

    def _run(self) -> None:
        worked = time.monotonic()
        while not self._ending.is_set():
            self._awake.wait(_LOOK_AGAIN)
            self._awake.clear()
            try:
                while not self._ending.is_set() and self._turn.take() and self._work_on_batch():
                    worked = time.monotonic()
            except Exception:  # the jobs table itself; it may be well again in a while
                logger.exception("the jobs could not be worked on")
                self._ending.wait(_IDLE)
            if time.monotonic() - worked > _IDLE:
                self._changes.rest()
        self._changes.rest()
        self._turn.give_back()

    def _work_on_batch(self) -> bool:
        """Change the library for the jobs that wait, then index once; False if none waited."""
        jobs = self._store.unfinished()[:_BATCH]
        until = time.monotonic() + _BATCH_SECONDS
        changed: list[Job] = []
        for job in jobs:
            if self._ending.is_set() or (changed and time.monotonic() > until):
                break
            if self._went_well([job], lambda job=job: self._change(job)):  # type: ignore[misc]
                changed.append(job)
        if changed and self._went_well(changed, lambda: self._make_searchable(changed)):
            for job in changed:
                self._end(job, "done")
        return bool(jobs)

    def _went_well(self, jobs: Sequence[Job], step: Callable[[], None]) -> bool:
        """Whether a step did its work; where it failed, the jobs end with why."""
        try:
            step()
        except (Stopped, IndexingCancelled):
            return False
        except Exception as error:
            if not isinstance(error, WenjuError):
                logger.exception("a job failed")
            for job in jobs:
                self._end(job, "failed", _described(error))
            return False
        return True

    def _change(self, job: Job) -> None:
        if job.kind == "index" or job.results:
            self._store.update(job.job_id, state="running", stage="indexing")
            return
        self._store.update(job.job_id, state="running", stage="reading")
        result = self._remove(job) if job.kind == "remove" else self._add(job)
        self._store.update(job.job_id, results=[result], stage="indexing")

    def _remove(self, job: Job) -> dict[str, Any]:
        document_id = job.payload["document_id"]
        self._begin_storing(job)
        # Run again after a crash, it may find that it has removed the document already.
        again = job.state == "running"
        self._patiently([job], lambda: self._changes.remove(document_id, again))
        return {"document_id": document_id, "outcome": "removed"}

    def _add(self, job: Job) -> dict[str, Any]:
        self._show([job.job_id], Stage("reading"))
        upload = upload_of(job.job_id, job.payload)
        known = self._changes.known(upload)
        if known is not None:
            self._begin_storing(job)
            return {
                "document_id": known.document_id, "version": known.version, "outcome": "unchanged"
            }  # fmt: skip
        draft = self._changes.draft(upload)
        self._begin_storing(job)
        return asdict(self._patiently([job], lambda: self._changes.store(draft)))

    def _make_searchable(self, jobs: Sequence[Job]) -> None:
        ids = [job.job_id for job in jobs]

        def report(stage: str, done: int, total: int) -> None:
            self._show(ids, Stage(stage, done, total))

        self._show(ids, Stage("indexing"))
        self._patiently(jobs, lambda: self._index(report, self._ending.is_set))
        if self._ending.is_set():
            raise Stopped

    def _begin_storing(self, job: Job) -> None:
        """From here on the job cannot be cancelled any more."""
        with self._guard:
            # It may have been cancelled here or in another service.
            if self._store.update(job.job_id, stage=STORING).finished:
                raise Stopped
            self._storing.add(job.job_id)
        self._show([job.job_id], Stage(STORING))

    def _patiently(self, jobs: Sequence[Job], step: Callable[[], Result]) -> Result:
        """Do a step; wait where another process writes, or where there is no room just now."""
        while True:
            try:
                return step()
            except _PASSING as error:
                logger.warning("waiting: %s", error)
                self._show([job.job_id for job in jobs], Stage("waiting", note=str(error)))
                if self._ending.wait(_PAUSE):
                    raise Stopped from error

    def _end(self, job: Job, state: JobState, error: str | None = None) -> None:
        # One that was cancelled meanwhile lost its upload, and that is no failure to show.
        if not self._store.get(job.job_id).finished:
            self._store.update(job.job_id, state=state, error=error)
        self._clean_up(job)

    def _clean_up(self, job: Job) -> None:
        if job.kind == "add":
            self._changes.incoming.remove(job.payload["upload"])
        self.stages.pop(job.job_id, None)
        self._storing.discard(job.job_id)

    def _show(self, job_ids: Iterable[str], stage: Stage) -> None:
        for job_id in job_ids:
            self.stages[job_id] = stage


def _described(error: Exception) -> str:
    """An error as a job shows it, in JSON; the codes are those of HTTP."""
    code, message = INTERNAL, "something went wrong here; the log says what"
    if isinstance(error, WenjuError):
        code, message = status_and_code(error)[1], str(error)
    details = getattr(error, "details", {})
    return json.dumps({"code": code, "message": message, "details": details})

"""Jobs of a running service, with a reader and an index that wait until they are told to go on."""

import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import LibraryNotWritable
from corpus.readers.dispatch import Reading, read_bytes
from corpus.store.jobs import JobStore
from corpus.store.library import Library
from index.errors import IndexDamaged
from service.errors import JobNotCancellable
from service.jobs.changes import Changes, Upload
from service.jobs.compactor import Tidying
from service.jobs.incoming import Incoming
from service.jobs.jobs import Jobs
from service.jobs.worker import Turn, Worker
from service.library.adding import Adder, Wish
from service.library.origins import Origins
from tests.steady import PATIENCE, until


class Gate:
    """Something that a job comes to, and waits at while it is closed."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.open = threading.Event()
        self.open.set()
        self.passed = 0

    def wait(self) -> None:
        self.reached.set()
        assert self.open.wait(PATIENCE)
        self.passed += 1

    def close(self) -> None:
        self.reached.clear()
        self.open.clear()


class Service:
    """What `service/jobs/wiring.py` puts together, but for the reader and the index."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.library = Library(home)
        self.reading, self.indexing = Gate(), Gate()
        self.index_fails: list[Exception] = []
        self.disk_is_full = False
        self.indexed: list[dict[str, str]] = []
        self.adder = Adder(self.library, Origins(home))
        self.changes = Changes(self.library, self.adder, Incoming(home, 1000), self)
        store = JobStore(home)
        self.worker = Worker(store, self.changes, self._index, Turn(home))
        tidying = Tidying(lambda ending: None)
        self.jobs = Jobs(store, self.library, self.changes, self.worker, tidying)

    def read(self, content: bytes, filename: str) -> Reading:
        self.reading.wait()
        return read_bytes(content, filename)

    def close(self) -> None:
        pass

    def _index(
        self, report: Callable[[str, int, int], None], cancelled: Callable[[], bool]
    ) -> None:
        report("encode", 3, 7)
        self.indexing.wait()
        if self.disk_is_full:
            raise LibraryNotWritable(self.home, "No space left on device")
        if self.index_fails:
            raise self.index_fails.pop()
        self.indexed.append(self.library.current_versions())

    def submit(
        self,
        text: str,
        document_id: str | None = None,
        **wish: Any,  # noqa: ANN401  # of a Wish
    ) -> dict[str, Any]:
        kept = self.changes.incoming.keep(io.BytesIO(text.encode()))
        return self.jobs.submit(Upload(kept, "a.txt", Wish(document_id, **wish)))

    def ended(self, job: dict[str, Any]) -> dict[str, Any]:
        until(lambda: self.jobs.get(job["job_id"])["stage"] is None)
        return self.jobs.get(job["job_id"])

    def uploads(self) -> list[Path]:
        return list((self.home / "incoming").iterdir())

    def nothing_is_left(self) -> None:
        """No upload waits any more; a job is done before its upload is removed."""
        until(lambda: not self.uploads())

    def stop(self) -> None:
        """End, however long the step that runs may take."""
        self.worker.stop(PATIENCE)
        self.jobs.stop()

    def ids(self) -> list[str]:
        return list(self.library.current_versions())


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(tmp_path)
    yield made
    made.reading.open.set()
    made.indexing.open.set()
    made.stop()


def test_a_job_tells_its_stages_and_is_done_when_it_is_indexed(service: Service) -> None:
    service.reading.close()
    service.indexing.close()
    job = service.submit("A text.", "one")
    assert (job["state"], job["kind"], job["document_id"]) == ("queued", "add", "one")
    service.jobs.start(index_is_behind=False)
    assert service.reading.reached.wait(PATIENCE)
    assert service.jobs.get(job["job_id"])["stage"] == "reading"
    service.reading.open.set()
    assert service.indexing.reached.wait(PATIENCE)
    running = service.jobs.get(job["job_id"])
    assert (running["state"], running["stage"]) == ("running", "encode")
    assert (running["done"], running["total"]) == (3, 7)
    assert running["result"]["outcome"] == "added"  # durable already, not searched yet
    service.indexing.open.set()
    assert service.ended(job)["state"] == "done"
    service.nothing_is_left()


def test_jobs_that_wait_together_are_indexed_together_in_their_order(service: Service) -> None:
    jobs = [service.submit(f"The text number {n}.", "one") for n in (1, 2, 3)]
    jobs.append(service.submit("Another text.", "two"))
    service.jobs.start(index_is_behind=False)
    assert [service.ended(job)["result"]["outcome"] for job in jobs] == [
        "added", "replaced", "replaced", "added"
    ]  # fmt: skip
    assert service.library.get("one").text == "The text number 3."
    assert service.indexed == [service.library.current_versions()]


def test_a_job_that_waits_or_reads_is_cancelled_and_changes_nothing(service: Service) -> None:
    service.reading.close()
    service.jobs.start(index_is_behind=False)
    reading = service.submit("A text.", "one")
    waiting = service.submit("Another text.", "two")
    assert service.reading.reached.wait(PATIENCE)
    for job in (waiting, reading):
        assert service.jobs.cancel(job["job_id"])["state"] == "cancelled"
    service.reading.open.set()
    last = service.submit("A third text.", "three")
    assert service.ended(last)["state"] == "done"
    assert service.ids() == ["three"]
    cancelled = service.jobs.get(reading["job_id"])
    assert (cancelled["state"], cancelled["error"]) == ("cancelled", None)
    service.nothing_is_left()


def test_a_job_whose_upload_goes_with_its_cancelling_is_cancelled_and_not_failed(
    service: Service,
) -> None:
    service.reading.close()
    service.jobs.start(index_is_behind=False)
    job = service.submit("", "empty")  # which will fail when it is read
    assert service.reading.reached.wait(PATIENCE)
    service.jobs.cancel(job["job_id"])
    service.reading.open.set()
    assert service.ended(service.submit("A text.", "next"))["state"] == "done"
    cancelled = service.jobs.get(job["job_id"])
    assert (cancelled["state"], cancelled["error"]) == ("cancelled", None)


def test_a_job_whose_document_is_stored_cannot_be_cancelled(service: Service) -> None:
    service.indexing.close()
    service.jobs.start(index_is_behind=False)
    job = service.submit("A text.", "one")
    assert service.indexing.reached.wait(PATIENCE)
    with pytest.raises(JobNotCancellable, match="running"):
        service.jobs.cancel(job["job_id"])
    service.indexing.open.set()
    assert service.ended(job)["state"] == "done"


def test_a_file_that_cannot_be_read_fails_alone(service: Service) -> None:
    jobs = [service.submit(text, name) for text, name in [("", "bad"), ("A text.", "good")]]
    service.jobs.start(index_is_behind=False)
    bad, good = (service.ended(job) for job in jobs)
    assert (bad["state"], bad["error"]["code"]) == ("failed", "file_empty")
    assert (bad["result"], good["state"]) == (None, "done")
    assert service.ids() == ["good"]


def test_a_document_is_stored_even_if_the_index_cannot_be_made(service: Service) -> None:
    service.index_fails.append(IndexDamaged(service.home, "a file is missing"))
    service.jobs.start(index_is_behind=False)
    failed = service.ended(service.submit("A text.", "one"))
    assert (failed["state"], failed["error"]["code"]) == ("failed", "index_unavailable")
    assert (failed["result"]["outcome"], service.ids()) == ("added", ["one"])
    # The next job indexes it, too.
    service.ended(service.submit("Another text.", "two"))
    assert list(service.indexed[-1]) == ["one", "two"]


def test_an_unforeseen_failure_does_not_end_the_thread(service: Service) -> None:
    service.index_fails.append(ZeroDivisionError("private details"))
    service.jobs.start(index_is_behind=False)
    failed = service.ended(service.submit("A text.", "one"))
    assert failed["error"]["code"] == "internal_error"
    assert "private" not in failed["error"]["message"]
    assert service.ended(service.submit("Another text.", "two"))["state"] == "done"


def test_a_job_waits_while_the_disk_is_full_instead_of_failing(service: Service) -> None:
    service.disk_is_full = True
    service.jobs.start(index_is_behind=False)
    job = service.submit("A text.", "one")
    seen: list[dict[str, Any]] = []

    def waits() -> bool:
        seen.append(service.jobs.get(job["job_id"]))
        return seen[-1]["note"] is not None

    until(waits)
    assert seen[-1]["stage"] == "waiting"
    assert "No space left" in seen[-1]["note"]
    service.disk_is_full = False
    assert service.ended(job)["state"] == "done"


def test_a_service_that_ended_while_it_read_begins_again(tmp_path: Path) -> None:
    first = Service(tmp_path)
    job = first.submit("A text.", None, tags=("law",), record={"title": "T"})
    JobStore(tmp_path).update(job["job_id"], state="running")  # it was killed here
    second = Service(tmp_path)
    second.jobs.start(index_is_behind=True)
    assert second.ended(job)["result"]["outcome"] == "added"
    assert second.library.head("t").tags == ("law",)
    second.stop()


def test_a_service_that_ended_after_storing_only_indexes(tmp_path: Path) -> None:
    first = Service(tmp_path)
    job = first.submit("A text.", "one")
    result = {"document_id": "one", "version": "0" * 12, "outcome": "added"}
    JobStore(tmp_path).update(job["job_id"], state="running", results=[result])  # killed here
    second = Service(tmp_path)
    second.jobs.start(index_is_behind=True)
    ended = second.ended(job)
    assert (ended["state"], ended["result"]["outcome"]) == ("done", "added")
    assert (second.reading.passed, len(second.indexed)) == (0, 1)
    second.stop()


def test_of_two_services_one_works_and_the_other_takes_over_when_it_ends(tmp_path: Path) -> None:
    first, second = Service(tmp_path), Service(tmp_path)
    first.reading.close()
    first.jobs.start(index_is_behind=False)
    accepted = first.submit("A text.", "one")
    assert first.reading.reached.wait(PATIENCE)
    second.jobs.start(index_is_behind=False)
    other = second.submit("Another text.", "two")
    assert second.jobs.get(accepted["job_id"])["stage"] == "reading"
    assert second.jobs.cancel(accepted["job_id"])["state"] == "cancelled"
    first.reading.open.set()
    assert second.ended(other)["state"] == "done"
    assert (first.reading.passed, second.reading.passed) == (2, 0)
    assert second.ids() == ["two"]
    first.stop()
    assert second.ended(second.submit("A third text.", "three"))["state"] == "done"
    assert second.reading.passed == 1
    second.stop()


def test_an_upload_that_is_stored_again_after_a_kill_makes_one_document(tmp_path: Path) -> None:
    first = Service(tmp_path)
    job = first.submit("A text.", None, again=True)
    payload = JobStore(tmp_path).get(job["job_id"]).payload
    stored = first.adder.store(
        first.changes.draft(
            Upload(
                first.changes.incoming.keep(io.BytesIO(b"A text.")),
                "a.txt",
                Wish(again=True, origin=f"job:{job['job_id']}"),
            )
        )
    )
    assert payload["wish"]["again"] is True
    JobStore(tmp_path).update(job["job_id"], state="running")  # killed before it noted the result
    second = Service(tmp_path)
    second.jobs.start(index_is_behind=True)
    assert second.ended(job)["document_id"] == stored.document_id
    assert second.ids() == [stored.document_id]
    second.stop()


def test_a_removal_that_is_done_again_after_a_kill_is_done(tmp_path: Path) -> None:
    first = Service(tmp_path)
    first.jobs.start(index_is_behind=False)
    first.ended(first.submit("A text.", "one"))
    first.stop()
    job = first.jobs.submit_removal("one")
    first.library.remove("one")
    JobStore(tmp_path).update(job["job_id"], state="running")
    second = Service(tmp_path)
    second.jobs.start(index_is_behind=True)
    assert second.ended(job)["result"]["outcome"] == "removed"
    second.stop()


def test_an_index_that_is_behind_at_the_start_is_brought_up_to_date(service: Service) -> None:
    service.jobs.start(index_is_behind=True)
    (job,) = service.jobs.list()
    assert service.ended(job)["state"] == "done"
    assert (job["kind"], len(service.indexed)) == ("index", 1)


def test_uploads_that_no_job_waits_for_are_swept_at_the_start(service: Service) -> None:
    service.changes.incoming.keep(io.BytesIO(b"cut off before it had a job"))
    (service.home / "incoming" / "half.part").write_bytes(b"half")
    for path in service.uploads():
        os.utime(path, (0, 0))
    kept = service.submit("A text.", "one")
    service.jobs.start(index_is_behind=False)
    assert service.ended(kept)["state"] == "done"
    service.nothing_is_left()


def test_an_upload_whose_job_ended_is_removed_at_the_start_however_young(
    service: Service,
) -> None:
    job = service.submit("A text.", "one")
    JobStore(service.home).update(job["job_id"], state="done")  # its service was killed here
    assert len(service.uploads()) == 1
    service.jobs.start(index_is_behind=False)
    assert service.uploads() == []


def test_a_document_that_a_job_is_about_to_add_can_be_removed_behind_it(service: Service) -> None:
    added, removed = service.submit("A text.", "one"), service.jobs.submit_removal("one")
    service.jobs.start(index_is_behind=False)
    assert service.ended(added)["result"]["outcome"] == "added"
    assert service.ended(removed)["result"]["outcome"] == "removed"
    assert service.ids() == []

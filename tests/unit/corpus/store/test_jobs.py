import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest

from corpus.errors import DocumentFileCorrupt, UnknownJob
from corpus.store.jobs import JobStore
from corpus.store.locking import writing
from tests.steady import PATIENCE


@pytest.fixture
def jobs(tmp_path: Path) -> JobStore:
    return JobStore(tmp_path)


def test_a_new_job_is_queued_with_what_it_works_on(jobs: JobStore) -> None:
    job = jobs.get(jobs.create("add", {"document_id": "甲"}))
    assert (job.kind, job.state, job.payload) == ("add", "queued", {"document_id": "甲"})
    assert (job.done, job.total, job.stage, job.results, job.error) == (0, 0, "", (), None)
    assert job.created == job.updated


def test_progress_and_results_outlive_a_restart(jobs: JobStore, tmp_path: Path) -> None:
    job_id = jobs.create("add", {})
    jobs.update(job_id, state="running", done=1, total=3, stage="encode")
    jobs.update(job_id, done=2, results=[{"file": "a.txt", "outcome": "added"}])
    job = JobStore(tmp_path).get(job_id)
    assert (job.state, job.done, job.total, job.stage) == ("running", 2, 3, "encode")
    assert job.results == ({"file": "a.txt", "outcome": "added"},)


def test_unfinished_jobs_are_given_oldest_first(jobs: JobStore) -> None:
    ids = [jobs.create("add", {"n": n}) for n in range(5)]
    jobs.update(ids[1], state="running")
    jobs.update(ids[2], state="done")
    jobs.update(ids[3], state="failed", error="the disk is full")
    assert [job.job_id for job in jobs.unfinished()] == [ids[0], ids[1], ids[4]]
    assert jobs.get(ids[3]).error == "the disk is full"


def test_newest_jobs_come_first(jobs: JobStore) -> None:
    ids = [jobs.create("add", {}) for _ in range(3)]
    assert [job.job_id for job in jobs.list(most=2)] == [ids[2], ids[1]]


def test_a_cancelled_job_stays_cancelled_when_its_worker_finishes(jobs: JobStore) -> None:
    job_id = jobs.create("add", {})
    jobs.update(job_id, state="cancelled")
    told = jobs.update(job_id, state="done", done=1)
    assert (told.state, told.done) == ("cancelled", 1)
    assert jobs.get(job_id) == told


def test_an_unknown_job_is_named(jobs: JobStore) -> None:
    for use in (jobs.get, jobs.update):
        with pytest.raises(UnknownJob, match="'nothing'"):
            use("nothing")


def test_old_finished_jobs_can_be_forgotten(jobs: JobStore) -> None:
    ids = [jobs.create("add", {}) for _ in range(4)]
    for job_id in ids[1:]:
        jobs.update(job_id, state="done")
    jobs.forget(keep=1)
    assert [job.job_id for job in jobs.list()] == [ids[3], ids[0]]


def test_a_job_is_changed_while_the_library_is_being_written(
    jobs: JobStore, tmp_path: Path
) -> None:
    job_id = jobs.create("add", {})
    with writing(tmp_path):
        thread = threading.Thread(target=lambda: jobs.update(job_id, state="cancelled"))
        thread.start()
        thread.join(timeout=PATIENCE)
    assert jobs.get(job_id).state == "cancelled"


def test_a_damaged_job_is_named(jobs: JobStore, tmp_path: Path) -> None:
    job_id = jobs.create("add", {"n": 1})
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as connection, connection:
        connection.execute("UPDATE jobs SET entry = replace(CAST(entry AS TEXT), '1', '2')")
    with pytest.raises(DocumentFileCorrupt, match="job"):
        jobs.get(job_id)

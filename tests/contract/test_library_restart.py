"""What was accepted outlives the service: real programs, killed and started again."""

import json
import os
import signal
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from eval.serving import Served, serving
from tests.project import ROOT
from tests.running import clean_environment, get_json
from tests.steady import PATIENCE, until

pytestmark = [pytest.mark.model, pytest.mark.slow]


def put(served: Served, document_id: str, text: str) -> str:
    """The id of the job that was accepted."""
    request = urllib.request.Request(
        f"http://{served.host}/v1/documents/{document_id}",
        data=json.dumps({"text": text}).encode(),
        headers={"Content-Type": "application/json"},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        assert response.status == 202
        job: dict[str, Any] = json.load(response)
    return str(job["job_id"])


def ended(served: Served, job_id: str) -> dict[str, Any]:
    def job() -> dict[str, Any]:
        return get_json(served, f"/v1/jobs/{job_id}")

    until(lambda: job()["state"] not in ("queued", "running"))
    return job()


def test_a_service_that_is_killed_goes_on_with_all_that_it_accepted(tmp_path: Path) -> None:
    home, start = tmp_path / "home", {"cwd": ROOT, "environment": clean_environment()}
    with serving(home, **start) as served:  # type: ignore[arg-type]  # two of its arguments
        jobs = [put(served, f"text-{n}", f"The lighthouse number {n} is tall.") for n in range(6)]
        os.kill(served.process, signal.SIGKILL)
    with serving(home, **start) as served:  # type: ignore[arg-type]
        assert [ended(served, job)["state"] for job in jobs] == ["done"] * 6
        listed = get_json(served, "/v1/documents")["documents"]
        assert {f"text-{n}" for n in range(6)} <= {each["document_id"] for each in listed}
        documents = get_json(served, "/readyz")["documents"]
        assert documents == len(listed)
        # A job is done before its upload is removed.
        until(lambda: not list((home / "incoming").iterdir()))

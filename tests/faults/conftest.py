import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import index_operations, operations
from tests.faults.client import Faults, fault_server
from tests.faults.shim import MISSING, compile_shim, find_compiler

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if find_compiler() is None:
        pytest.skip(MISSING)
    return compile_shim(tmp_path_factory.mktemp("shim") / "shim.so")


@pytest.fixture(scope="session")
def library_faults(shim: Path) -> Iterator[Faults]:
    with fault_server(shim, operations.__name__) as running:
        yield running


@pytest.fixture(scope="session")
def index_faults(shim: Path) -> Iterator[Faults]:
    with fault_server(shim, index_operations.__name__) as running:
        yield running


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: what a kill leaves does not depend on the disk."""
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="wenju-faults-", dir=place) as made:
        yield Path(made)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if Faults.tried:
        terminalreporter.write_line(f"faults: {Faults.tried:,} points were tried")

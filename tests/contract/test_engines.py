"""Every engine passes one suite; the one in memory is held to the same."""

from pathlib import Path

import pytest

from index.engines.base import Engine
from index.engines.selection import engine_at
from tests.contract.engine_suite import EngineSuite
from tests.memory_engine import MemoryEngine


class TestLocalEngine(EngineSuite):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Engine:
        return engine_at(tmp_path / "index")


class TestMemoryEngine(EngineSuite):
    @pytest.fixture
    def engine(self) -> Engine:
        return MemoryEngine()

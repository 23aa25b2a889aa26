"""Which engine has an index: the one place that knows them all."""

from pathlib import Path

from index.engines.base import Engine
from index.engines.local.engine import LocalEngine


def engine_at(home: Path) -> Engine:
    """The engine of the index in a folder, which need not be there yet."""
    return LocalEngine(home)

import os
from pathlib import Path

import pytest

from corpus.disk import is_locked, lock_file


def test_a_lock_is_held_until_its_descriptor_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "one.lock"
    held = lock_file(path)
    assert held is not None

    assert lock_file(path) is None
    assert is_locked(path)
    os.close(held)
    assert not is_locked(path)

    again = lock_file(path, wait=True)
    assert again is not None
    os.close(again)


def test_a_file_that_cannot_be_made_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        lock_file(tmp_path / "missing" / "one.lock")
    with pytest.raises(FileNotFoundError):
        is_locked(tmp_path / "missing.lock")

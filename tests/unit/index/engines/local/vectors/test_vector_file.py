from pathlib import Path

import numpy as np
import pytest

from index.engines.local.vectors.vector_file import VectorRows, VectorWriter, map_vectors


@pytest.fixture
def path(tmp_path: Path) -> Path:
    writer = VectorWriter(tmp_path / "vectors.npy", 3)
    for block in (np.arange(12).reshape(4, 3), np.arange(12, 18).reshape(2, 3)):
        writer.add(block.astype(np.float32))
    writer.finish()
    return tmp_path / "vectors.npy"


@pytest.mark.parametrize(
    ("starts", "ends"), [([0], [6]), ([4, 0], [6, 1]), ([2, 2], [2, 3]), ([], [])]
)
def test_spans_are_rows_one_after_the_other(path: Path, starts: list[int], ends: list[int]) -> None:
    found = VectorRows(path).spans(np.array(starts, np.int64), np.array(ends, np.int64))
    spans = zip(starts, ends, strict=True)
    assert found.tolist() == [
        row for start, end in spans for row in map_vectors(path)[start:end].tolist()
    ]
    assert found.flags.writeable  # what torch wants of an array that it takes over


def test_a_file_that_was_cut_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="6 vectors"):
        VectorRows(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"vectors\.npy"):
        VectorRows(tmp_path / "vectors.npy")

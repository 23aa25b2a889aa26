from pathlib import Path

import pytest

from index.encoders.token_codes import Pieces, make_pieces
from index.engines.local.vectors.token_vectors import PieceFile, PieceWriter
from tests.unit.index.encoders.test_token_codes import unit_rows

DIMENSIONS = 16


def some_passages(seed: int) -> list[Pieces]:
    """Five passages of nought to eight pieces in up to three sentences."""
    sizes = [3, 0, 8, 1, 5]
    rows = unit_rows(sum(sizes), DIMENSIONS, seed)
    found, start = [], 0
    for size in sizes:
        found.append(make_pieces(rows[start : start + size], [n // 3 for n in range(size)]))
        start += size
    return found


def opened(folder: Path, passages: list[Pieces]) -> PieceFile:
    folder.mkdir(parents=True)
    writer = PieceWriter(folder)
    writer.add(passages)
    writer.finish()
    return PieceFile.open(folder)


def test_pieces_come_back_as_they_were_written(tmp_path: Path) -> None:
    passages = some_passages(5)
    file = opened(tmp_path / "one", passages)
    for row, pieces in enumerate(passages):
        found = file.of_row(row)
        assert found.codes.tolist() == pieces.codes.tolist()
        assert found.scales.tolist() == pieces.scales.tolist()
        assert found.sentences.tolist() == pieces.sentences.tolist()


def test_a_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    opened(tmp_path / "one", some_passages(5))
    path = tmp_path / "one" / "pieces.bin"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"pieces\.bin"):
        PieceFile.open(tmp_path / "one")

from pathlib import Path

import numpy as np
import pytest

from index.encoders.token_codes import Pieces, QuestionPieces, make_pieces, make_question
from index.engines.local.row_numbers import Numbering
from index.engines.local.vectors.token_vectors import PieceFile, PieceVectors, PieceWriter
from index.scoring.late_interaction import Matches, weigh
from tests.unit.index.encoders.test_token_codes import unit_rows

DIMENSIONS = 16


class Documents:
    """As a passage table names what rows are of: each row a document of its own."""

    def __init__(self, rows: int, first: int) -> None:
        self.document_ids = [f"d{first + row:03d}" for row in range(rows)]

    def document_numbers(self, rows: np.ndarray) -> np.ndarray:
        return rows


def some_passages(seed: int) -> list[Pieces]:
    """Five passages of nought to eight pieces in up to three sentences."""
    sizes = [3, 0, 8, 1, 5]
    rows = unit_rows(sum(sizes), DIMENSIONS, seed)
    found, start = [], 0
    for size in sizes:
        found.append(make_pieces(rows[start : start + size], [n // 3 for n in range(size)]))
        start += size
    return found


def question() -> QuestionPieces:
    return make_question(unit_rows(4, DIMENSIONS, 9), np.array([1, 2, 3, 2], np.float32))


def opened(folder: Path, passages: list[Pieces]) -> PieceFile:
    folder.mkdir(parents=True)
    writer = PieceWriter(folder)
    writer.add(passages)
    writer.finish()
    return PieceFile.open(folder)


def held(tmp_path: Path) -> tuple[PieceVectors, list[Pieces]]:
    """Two segments of five passages each."""
    groups = [some_passages(1), some_passages(2)]
    parts = [opened(tmp_path / str(n), group) for n, group in enumerate(groups)]
    live = [np.ones(5, np.bool_)] * 2
    tables = [Documents(5, 0), Documents(5, 5)]
    numbering = Numbering(live, tables)
    return PieceVectors(parts, numbering), [one for group in groups for one in group]


def by_hand(asked: QuestionPieces, pieces: Pieces) -> np.ndarray:
    """Every cosine, the plain way, shape (pieces of the passage, pieces of the question)."""
    left = pieces.codes.astype(np.float64) * pieces.scales.astype(np.float64)[:, None]
    right = asked.codes.astype(np.float64) * asked.scales.astype(np.float64)[:, None]
    found: np.ndarray = left @ right.T
    return found


def test_best_matches_are_those_of_all_pairs(tmp_path: Path) -> None:
    vectors, passages = held(tmp_path)
    asked = question()
    rows = np.array([7, 0, 2, 9, 4])
    matches = vectors.match(asked, rows)
    for row, found in zip(rows.tolist(), matches.passages, strict=True):
        assert found == pytest.approx(by_hand(asked, passages[row]).max(axis=0), abs=1e-5)
    assert matches.interaction == pytest.approx(matches.passages @ asked.weights, abs=1e-6)


def test_the_best_sentence_is_the_one_that_scores_most(tmp_path: Path) -> None:
    vectors, passages = held(tmp_path)
    asked = question()
    matches = vectors.match(asked, np.arange(10))
    for row, score in enumerate(matches.focus.tolist()):
        if not len(passages[row]):
            continue
        cosines = by_hand(asked, passages[row])
        scores = [
            cosines[passages[row].sentences == number].max(axis=0) @ asked.weights
            for number in np.unique(passages[row].sentences)
        ]
        assert score == pytest.approx(max(scores), abs=1e-5)
        in_sentences = vectors.in_sentences(asked, row, len(scores))
        assert weigh(in_sentences, asked.weights) == pytest.approx(scores, abs=1e-5)


def test_a_passage_without_pieces_matches_nothing(tmp_path: Path) -> None:
    vectors, _ = held(tmp_path)
    matches = vectors.match(question(), np.array([1, 6]))
    assert matches.interaction.tolist() == pytest.approx([-1.0, -1.0])
    assert (vectors.in_sentences(question(), 1, 2) == -1).all()


def test_order_and_company_of_rows_change_no_score(tmp_path: Path) -> None:
    vectors, _ = held(tmp_path)
    asked = question()
    together = vectors.match(asked, np.arange(10)).interaction
    alone = [float(vectors.match(asked, np.array([row])).interaction[0]) for row in range(10)]
    assert together.tolist() == alone


def test_some_candidates_are_kept(tmp_path: Path) -> None:
    vectors, _ = held(tmp_path)
    matches = vectors.match(question(), np.arange(5))
    kept = matches.keep(np.array([True, False, True, False, False]))
    assert isinstance(kept, Matches)
    assert kept.interaction.tolist() == matches.interaction[[0, 2]].tolist()


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

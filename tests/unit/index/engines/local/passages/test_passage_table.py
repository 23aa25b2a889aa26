from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.passages import Passage
from index.engines.base import Filters
from index.engines.local.passages.passage_table import PassageTable
from index.errors import IndexDamaged


def passage(document_id: str, start: int, **changes: object) -> Passage:
    text = "鐵很重。It is \u2028 heavy 𠮷."
    made = Passage(
        document_id=document_id,
        version="0123456789ab",
        language="zh-Hant",
        text=text,
        start=start,
        end=start + len(text),
        section_path=(),
        paragraph=1,
        page=None,
        sentences=((start, start + 4), (start + 4, start + len(text))),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test may change any field


ROWS = [
    passage("b", 0, section_path=("第一章", "緒論")),
    passage("b", 90, section_path=("第一章", "方法"), page="12"),
    passage("a", 0, language="zh-Hans", section_path=("第二章",)),
    passage("c", 7, language="en", section_path=("Part One", "")),
    passage("c", 70, language="en", text='He wrote: {"a", "text": "b"}, "text": \\.'),
]


@pytest.fixture
def table(tmp_path: Path) -> PassageTable:
    return PassageTable.write(tmp_path / "passages", iter(ROWS))


def test_rows_come_back_as_they_were_written(table: PassageTable) -> None:
    assert list(table) == ROWS
    assert [table[row] for row in range(5)] == ROWS
    assert table[-1] == ROWS[4]
    assert table[1:3] == ROWS[1:3]
    assert table[int(np.int64(2))] == ROWS[2]
    assert ROWS[3] in table
    assert [table.text(row) for row in range(5)] == [one.text for one in ROWS]


@pytest.mark.parametrize("row", [5, -6])
def test_a_row_that_is_not_there_is_named(table: PassageTable, row: int) -> None:
    with pytest.raises(IndexError, match=f"no row {row} among 5"):
        table[row]


def test_documents_and_starts_need_no_passage(table: PassageTable) -> None:
    assert table.document_ids == ["b", "a", "c"]
    assert [table.document_of(row) for row in range(5)] == ["b", "b", "a", "c", "c"]
    assert table.document_numbers(np.array([4, 0, 2])).tolist() == [2, 0, 1]
    assert table.places(np.array([1, 4, 2])) == [("b", 90), ("c", 70), ("a", 0)]
    assert table.document_rows("c") == range(3, 5)
    assert len(table.document_rows("d")) == 0


@pytest.mark.parametrize(
    ("documents", "languages", "section", "expected"),
    [
        ({"b", "unknown"}, None, None, [0, 1]),
        (set(), None, None, []),
        (None, {"zh"}, None, [0, 1, 2]),
        (None, {"zh-Hans", "en"}, None, [2, 3, 4]),
        (None, {"fr"}, None, []),
        (None, None, "第一", [0, 1]),
        (None, None, "章", [0, 1, 2]),
        (None, None, "章緒", []),  # across two titles
        (None, None, "", [0, 1, 2, 3]),
        (None, None, "Part.One", []),
        ({"b", "a"}, {"zh-Hant"}, "方法", [1]),
    ],
)
def test_filters_admit_these_rows(
    table: PassageTable,
    documents: set[str] | None,
    languages: set[str] | None,
    section: str | None,
    expected: list[int],
) -> None:
    admitted = table.admitted(
        Filters(
            None if documents is None else frozenset(documents),
            None if languages is None else frozenset(languages),
            section,
        )
    )
    assert admitted is not None
    assert np.flatnonzero(admitted).tolist() == expected


def test_no_rows_are_listed_when_all_are_admitted(table: PassageTable) -> None:
    assert table.admitted(Filters()) is None
    assert table.admitted(Filters(languages=frozenset({"zh", "en"}))) is None
    assert table.admitted(Filters(documents=frozenset({"a", "b", "c"}))) is None


def test_a_table_without_passages_is_a_table(tmp_path: Path) -> None:
    empty = PassageTable.write(tmp_path / "passages", [])
    assert list(empty) == []
    assert empty.admitted(Filters(section="x")) is None
    assert empty.document_rows("a") == range(0)


def test_scattered_passages_of_one_document_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'b' must follow each other"):
        PassageTable.write(tmp_path / "passages", [ROWS[0], ROWS[2], ROWS[1]])


def test_passages_are_written_as_they_come(tmp_path: Path) -> None:
    seen: list[int] = []

    def rows() -> Iterator[Passage]:
        for number, row in enumerate(ROWS):
            seen.append(number)
            yield row

    PassageTable.write(tmp_path / "passages", rows())
    assert seen == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("name", ["passages.jsonl", "section-titles.bin", "starts.npy"])
def test_a_file_that_is_cut_off_is_damage(tmp_path: Path, name: str) -> None:
    PassageTable.write(tmp_path / "passages", ROWS)
    path = tmp_path / "passages" / name
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(IndexDamaged, match="passages cannot be read"):
        PassageTable.open(tmp_path / "passages")

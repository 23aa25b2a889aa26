"""The passages of a pool, read from disk one at a time, with columns that filters go by.

A passage is a line of JSON, parsed when it is asked for. What must be known of all of them at
once (which document, language and section each row is of) lies beside them in mapped arrays, a
few bytes a row: opening reads the names of the documents and nothing else.
"""

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage, Place
from index.engines.base import Filters
from index.engines.local.file_access import map_bytes
from index.engines.local.passages.section_titles import SectionTitles
from index.engines.local.row_numbers import Live
from index.errors import IndexDamaged

Rows = NDArray[np.int64]

LINES, ABOUT = "passages.jsonl", "about.json"

_FIELDS = tuple(field.name for field in fields(Passage))

_TEXT = ', "text": '
_DECODER = json.JSONDecoder()

_KEPT = 1024
"""So many parsed passages are kept: the candidates of a few questions, about two megabytes."""


class PassageTable(Sequence[Passage]):
    """Passages by row; those of one document follow each other."""

    def __init__(self, folder: Path) -> None:
        self._ends: NDArray[np.int64] = _load_mapped(folder / "ends.npy")
        self._starts: NDArray[np.int64] = _load_mapped(folder / "starts.npy")
        self._sections: NDArray[np.int32] = _load_mapped(folder / "sections.npy")
        self._languages: NDArray[np.uint8] = _load_mapped(folder / "languages.npy")
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        self._codes: list[str] = about["languages"]
        self.document_ids: list[str] = about["documents"]
        """In the order of their passages."""
        self._bounds = np.array([*about["first_rows"], len(self._ends)], np.int64)
        self._numbers = {name: number for number, name in enumerate(self.document_ids)}
        self._titles = SectionTitles(folder)
        self._read, self._read_text = _readers(folder / LINES, self._ends)

    @classmethod
    def write(cls, folder: Path, passages: Iterable[Passage]) -> "PassageTable":
        """Write passages, read once, into a new folder, and open it.

        Raises:
            ValueError: a document's passages do not follow each other.
        """
        with closing(PassageWriter(folder)) as writer:
            for passage in passages:
                writer.add(passage)
            writer.finish()
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "PassageTable":
        """Map what `write` wrote.

        Raises:
            IndexDamaged: a file is missing or not what was written.
        """
        try:
            return cls(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(folder, f"its passages cannot be read ({error})") from error

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self._read(each) for each in range(*row.indices(len(self)))]
        place = row + len(self) if row < 0 else row
        if not 0 <= place < len(self):
            raise IndexError(f"there is no row {row} among {len(self)} passages")
        return self._read(int(place))

    def __iter__(self) -> Iterator[Passage]:
        return (self._read(row) for row in range(len(self)))

    def text(self, row: int) -> str:
        """The text of a passage, at a third of what reading all of it takes."""
        return self._read_text(row)

    def document_of(self, row: int) -> str:
        """The id of a passage's document."""
        return self.document_ids[int(np.searchsorted(self._bounds, row, side="right")) - 1]

    def document_numbers(self, rows: Rows) -> Rows:
        """For each row the number of its document, a place in `document_ids`."""
        return np.searchsorted(self._bounds, rows, side="right") - 1

    def places(self, rows: Rows) -> list[tuple[str, int]]:
        """For each row its document's id, and where it starts in the document's text."""
        names = [self.document_ids[number] for number in self.document_numbers(rows).tolist()]
        return list(zip(names, self._starts[rows].tolist(), strict=True))

    def document_rows(self, document_id: str) -> range:
        """The rows of a document; none if it has no passage here."""
        number = self._numbers.get(document_id)
        if number is None:
            return range(0)
        return range(int(self._bounds[number]), int(self._bounds[number + 1]))

    def admitted(self, filters: Filters) -> Live | None:
        """Which of the rows pass; None when all do."""
        documents, languages, section = filters.documents, filters.languages, filters.section
        admitted = np.ones(len(self), np.bool_)
        if documents is not None:
            admitted = self._rows_of(documents)
        if languages is not None and not languages.issuperset(self._codes):
            admitted &= self._rows_in(languages)
        if section is not None:
            admitted &= self._titles.containing(section)[self._sections]
        return None if admitted.all() else admitted

    def _rows_of(self, documents: frozenset[str]) -> NDArray[np.bool_]:
        rows = np.zeros(len(self), np.bool_)
        for name in documents:
            span = self.document_rows(name)
            rows[span.start : span.stop] = True
        return rows

    def _rows_in(self, languages: frozenset[str]) -> NDArray[np.bool_]:
        rows = np.zeros(len(self), np.bool_)
        for number, code in enumerate(self._codes):  # few, and comparing is faster than a look-up
            if code in languages or code.split("-")[0] in languages:
                rows |= self._languages == number
        return rows


class PassageWriter:
    """Writes a table into a new folder, passage by passage."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._columns = _Columns()
        self._lines = (folder / LINES).open("wb")

    def add(self, passage: Passage) -> None:
        """Add the next row.

        Raises:
            ValueError: a document's passages do not follow each other.
        """
        line = json.dumps({name: getattr(passage, name) for name in _FIELDS}, ensure_ascii=False)
        self._columns.add(passage, self._lines.write(f"{line}\n".encode()))

    def close(self) -> None:
        """Close the file; what was not finished is of no use."""
        self._lines.close()

    def finish(self) -> None:
        """Write the columns beside the lines."""
        self.close()
        self._columns.save(self._folder)


class _Columns:
    """What is known of every row, gathered while the passages go by."""

    def __init__(self) -> None:
        self._columns = {"ends": array("q"), "starts": array("q"), "sections": array("i")}
        self._columns["languages"] = array("B")
        self._documents: dict[str, int] = {}  # id → first row
        self._paths: dict[tuple[str, ...], int] = {}
        self._codes: dict[str, int] = {}
        self._last: str | None = None
        self._end = 0

    def add(self, passage: Passage, size: int) -> None:
        """Add the next row, whose line has `size` bytes."""
        name, path, code = passage.document_id, passage.section_path, passage.language
        if name != self._last and name in self._documents:
            raise ValueError(f"the passages of {name!r} must follow each other; sort by document")
        self._documents.setdefault(name, len(self._columns["ends"]))
        self._last = name
        self._end += size
        self._columns["ends"].append(self._end)
        self._columns["starts"].append(passage.start)
        self._columns["sections"].append(self._paths.setdefault(path, len(self._paths)))
        self._columns["languages"].append(self._codes.setdefault(code, len(self._codes)))

    def save(self, folder: Path) -> None:
        """Write the columns beside the lines."""
        for name, values in self._columns.items():
            np.save(folder / f"{name}.npy", np.array(values, values.typecode))
        SectionTitles.write(folder, self._paths)
        about = {
            "documents": list(self._documents),
            "first_rows": list(self._documents.values()),
            "languages": list(self._codes),
        }
        (folder / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def _readers(
    path: Path, ends: NDArray[np.int64]
) -> tuple[Callable[[int], Passage], Callable[[int], str]]:
    """What parses the passage of a row, and its text alone; they hold the mapped file."""
    lines = map_bytes(path)
    written = int(ends[-1]) if len(ends) else 0
    if len(lines) != written:
        raise ValueError(f"{path.name} has {len(lines)} bytes, not {written}")

    def line(row: int) -> bytes:
        return lines[int(ends[row - 1]) if row else 0 : int(ends[row])]

    @lru_cache(maxsize=_KEPT)
    def read(row: int) -> Passage:
        return _parse(line(row))

    def read_text(row: int) -> str:
        # Quotation marks within a value are escaped, so this is the name of the field.
        record = line(row).decode()
        start = record.index(_TEXT) + len(_TEXT)
        text: str = _DECODER.raw_decode(record, start)[0]
        return text

    return read, read_text


def _load_mapped(path: Path) -> NDArray[Any]:
    """A mapped array of any type; a plain view, which is faster to take from than a memmap."""
    return np.asarray(np.load(path, mmap_mode="r"))


def _parse(line: bytes) -> Passage:
    fields: dict[str, Any] = json.loads(line)
    fields["section_path"] = tuple(fields["section_path"])
    fields["sentences"] = tuple((start, end) for start, end in fields["sentences"])
    fields["places"] = tuple(Place(*place) for place in fields.get("places", ()))
    return Passage(**fields)

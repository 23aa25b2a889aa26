"""XLSX: the sheets of a workbook, their rows as paragraphs that know the head of their columns.

Read from its XML, as DOCX is, so that the limits of archives hold. What a reader of the sheet does
not see is left out: hidden sheets, rows and columns.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.readers.archives import Archive, resolve
from corpus.readers.blocks import Block, Heading
from corpus.readers.markup.inline import Paragraph, Script
from corpus.readers.markup.metadata import drop_empty, parse_people
from corpus.readers.markup.trees import Element, attribute, local_name, parse_xml
from corpus.readers.sheets.number_formats import format_of, show_number
from corpus.readers.sheets.regions import read_sheet
from corpus.readers.tables import MOST_COLUMNS, Cell, Row, check_rows

_KIND = "Excel workbook"
_MAIN = "xl/workbook.xml"
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_UNNAMED = re.compile(r"(?:sheet|工作表|工作表 |sheet )\d*", re.IGNORECASE)
_MOST_COVERED = 1000  # rows of one merged cell
_Place = tuple[int, int]
_SCRIPTS: dict[str, Script] = {"superscript": "raised", "subscript": "lowered"}


@dataclass(slots=True)
class _Book:
    """What the sheets of a workbook share."""

    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    since_1904: bool = False


def read_xlsx(archive: Archive) -> tuple[list[Block], dict[str, Any], list[str]]:  # CSL-JSON
    """The blocks of a workbook, its record, and what a person should know of it."""
    workbook = parse_xml(archive.read(_MAIN), _KIND)
    targets = _targets(archive)
    book = _Book(_strings(archive), _formats(archive), _counts_from_1904(workbook))
    sheets = [one for one in workbook.iter() if local_name(one) == "sheet"]
    hidden = [one.get("name", "") for one in sheets if one.get("state", "visible") != "visible"]
    shown = [one for one in sheets if one.get("state", "visible") == "visible"]
    blocks: list[Block] = []
    for sheet in shown:
        name, path = sheet.get("name", "").strip(), targets.get(attribute(sheet, "id"), "")
        if path not in archive or "/worksheets/" not in path:
            continue  # a sheet that is a chart
        rows = list(_rows(parse_xml(archive.read(path), _KIND), book))
        found = read_sheet(rows)
        if found and name and (len(shown) > 1 or not _UNNAMED.fullmatch(name)):
            blocks.append(Heading(name, 1))
        blocks += found
    warnings = [f"hidden sheets were left out: {', '.join(hidden)}"] if hidden else []
    return blocks, record_of_office(archive), warnings


def record_of_office(archive: Archive) -> dict[str, Any]:  # CSL-JSON
    """Title and author as the properties of an Office file have them."""
    if "docProps/core.xml" not in archive:
        return {}
    core = parse_xml(archive.read("docProps/core.xml"), _KIND)
    fields = {local_name(element): element.text or "" for element in core}
    record = drop_empty(
        {"title": fields.get("title", ""), "author": parse_people([fields.get("creator", "")])}
    )
    return {"type": "document", **record} if record else {}


def _targets(archive: Archive) -> dict[str, str]:
    """The parts that a workbook names, by the id of their relation."""
    name = "xl/_rels/workbook.xml.rels"
    relations = parse_xml(archive.read(name), _KIND) if name in archive else ()
    return {
        one.get("Id", ""): resolve("xl/", one.get("Target", ""))
        if not one.get("Target", "").startswith("/")
        else one.get("Target", "").lstrip("/")
        for one in relations
    }


def _strings(archive: Archive) -> list[str]:
    name = "xl/sharedStrings.xml"
    if name not in archive:
        return []
    root = parse_xml(archive.read(name), _KIND)
    return [_text(one) for one in root if local_name(one) == "si"]


def _text(item: Element) -> str:
    """A text in a cell, its raised and lowered signs as such; readings above are left out."""
    paragraph = Paragraph()
    for one in item:
        tag = local_name(one)
        if tag == "t":
            paragraph.add(one.text or "")
        elif tag == "r":
            _add_run(paragraph, one)
    return " ".join(paragraph.text().split())


def _add_run(paragraph: Paragraph, run: Element) -> None:
    marks = [attribute(one, "val") for one in run.iter() if local_name(one) == "vertalign"]
    script = _SCRIPTS.get(marks[0]) if marks else None
    text = "".join(one.text or "" for one in run if local_name(one) == "t")
    if script:
        paragraph.begin_script(script)
        paragraph.add(text)
        paragraph.end_script(script)
    else:
        paragraph.add(text)


def _formats(archive: Archive) -> list[str]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in archive:
        return []
    root = parse_xml(archive.read("xl/styles.xml"), _KIND)
    custom = {
        _number(one.get("numFmtId", "")): one.get("formatCode", "")
        for one in root.iter()
        if local_name(one) == "numfmt"
    }
    styles = next((one for one in root if local_name(one) == "cellxfs"), None)
    formats = () if styles is None else styles
    return [format_of(_number(one.get("numFmtId", "")), custom) for one in formats]


def _counts_from_1904(workbook: Element) -> bool:
    properties = (one for one in workbook if local_name(one) == "workbookpr")
    return any(one.get("date1904") in ("1", "true") for one in properties)


def _rows(sheet: Element, book: _Book) -> Iterator[Row]:
    hidden = set(_hidden_columns(sheet))
    spans = dict(_spans(sheet))
    covered = _covered(spans)
    expected, count = 1, 0
    for row in sheet.iter():
        if local_name(row) != "row":
            continue
        count += 1
        check_rows(count)
        number = _number(row.get("r", "")) or expected
        if number > expected:
            yield Row()  # rows between that are not stored are blank
        expected = number + 1
        if row.get("hidden") not in ("1", "true"):
            yield Row(_cells(row, book, hidden, spans, covered.get(number, set())))


def _covered(spans: Mapping[_Place, _Place]) -> dict[int, set[int]]:
    """The columns of each row that cells of rows above reach down to."""
    covered: dict[int, set[int]] = {}
    for (row, column), (wide, high) in spans.items():
        for below in range(row + 1, row + min(high, _MOST_COVERED)):
            covered.setdefault(below, set()).update(range(column, column + wide))
    return covered


def _cells(
    row: Element,
    book: _Book,
    hidden: set[int],
    spans: Mapping[_Place, _Place],
    covered: set[int],
) -> list[Cell]:
    places: dict[int, Cell] = {}
    last = 0
    for cell in row:
        match = _CELL.fullmatch(cell.get("r", ""))
        column = _column(match[1]) if match else last + 1
        last = column
        if column in hidden or column in covered or column > MOST_COLUMNS:
            continue
        wide, high = spans.get((int(match[2]), column), (1, 1)) if match else (1, 1)
        places[column] = Cell(_value(cell, book), wide, high)
    return list(_in_order(places, hidden | covered))


def _in_order(places: Mapping[int, Cell], left_out: set[int]) -> Iterator[Cell]:
    """The cells with empty ones between; what a merged cell covers is no cell of its own."""
    column = 1
    for place in sorted(places):
        if place < column:
            continue
        yield from (Cell("") for n in range(column, place) if n not in left_out)
        yield places[place]
        column = place + places[place].columns


def _value(cell: Element, book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return next((_text(one) for one in cell if local_name(one) == "is"), "")
    raw = next((one.text or "" for one in cell if local_name(one) == "v"), "").strip()
    if kind == "s":
        index = _number(raw)
        return book.strings[index] if index < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if raw == "1" else "FALSE"
    if kind == "n" and raw:
        style = _number(cell.get("s", ""))
        form = book.formats[style] if style < len(book.formats) else "General"
        return show_number(raw, form, since_1904=book.since_1904)
    return " ".join(raw.split())


def _spans(sheet: Element) -> Iterator[tuple[_Place, _Place]]:
    """Row and column of each merged cell, with how many columns and rows it spans."""
    for one in sheet.iter():
        if local_name(one) != "mergecell":
            continue
        first, _, last = one.get("ref", "").partition(":")
        begin, end = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if begin and end:
            columns = _column(end[1]) - _column(begin[1]) + 1
            rows = int(end[2]) - int(begin[2]) + 1
            yield (int(begin[2]), _column(begin[1])), (min(columns, MOST_COLUMNS), rows)


def _hidden_columns(sheet: Element) -> Iterator[int]:
    for one in sheet.iter():
        if local_name(one) == "col" and one.get("hidden") in ("1", "true"):
            first, last = _number(one.get("min", "")), _number(one.get("max", ""))
            yield from range(first, min(last, MOST_COLUMNS) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

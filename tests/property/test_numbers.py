"""A number never changes: what a text is made of comes back from every format."""

import csv
import io
import os
from collections.abc import Callable
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers.blocks import CELL_SEPARATOR, Body
from corpus.readers.dispatch import read_bytes
from tests.unit.corpus.readers.opendocument.test_reader import opendocument
from tests.unit.corpus.readers.packed import docx, epub
from tests.unit.corpus.readers.sheets.test_sheets import xlsx
from tests.unit.corpus.readers.slides.test_pptx import pptx

EXAMPLES = int(os.environ.get("NUMBER_EXAMPLES", "200"))
UP = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

Piece = tuple[str, str]  # a text, and how it is set: up, down, or on the line

numbers = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(0, 10**9).map(lambda n: f"{n:,}"),
    st.decimals(0, 10**6, places=3, allow_nan=False).map(str),
    st.integers(1, 999).map(lambda n: f"-{n}"),
    st.floats(0, 100, allow_nan=False).map(lambda n: f"{n:.1f}%"),
)
units = st.sampled_from(["m", "kg", "公頃", "方", "人", "L/s", "km"])


@st.composite
def quantities(draw: st.DrawFn) -> list[Piece]:
    """A quantity as pieces (text, how it is set): 1.2×10⁶ m², CO₂, 3.5%."""
    form = draw(st.sampled_from(["plain", "power", "unit", "formula"]))
    number = draw(numbers)
    if form == "power":
        return [(f"{number}×10", ""), (str(draw(st.integers(-30, 30))), "up"), (draw(units), "")]
    if form == "unit":
        return [(f"{number} {draw(units)}", ""), (str(draw(st.integers(2, 3))), "up")]
    if form == "formula":
        return [("CO", ""), (str(draw(st.integers(1, 12))), "down"), (f" {number}", "")]
    return [(f"{number} {draw(units)}", "")]


cells = st.lists(quantities(), min_size=2, max_size=4)


def shown(pieces: list[Piece]) -> str:
    """What a reader sees of a quantity."""
    signs = {"": {}, "up": UP, "down": DOWN}
    return "".join(text.translate(signs[how]) for text, how in pieces)


def marked(pieces: list[Piece], raised: str, lowered: str, line: str = "{}") -> str:
    forms = {"": line, "up": raised, "down": lowered}
    return "".join(forms[how].format(escape(text)) for text, how in pieces)


def as_html(pieces: list[Piece]) -> str:
    return marked(pieces, "<sup>{}</sup>", "<sub>{}</sub>")


def as_word(pieces: list[Piece]) -> str:
    run = '<w:r>{}<w:t xml:space="preserve">{{}}</w:t></w:r>'
    align = '<w:rPr><w:vertAlign w:val="{}"/></w:rPr>'
    forms = (
        run.format(align.format("superscript")),
        run.format(align.format("subscript")),
        run.format(""),
    )
    return f"<w:p>{marked(pieces, *forms)}</w:p>"


def as_slide(pieces: list[Piece]) -> str:
    run = "<a:r>{}<a:t>{{}}</a:t></a:r>"
    forms = (
        run.format('<a:rPr baseline="30000"/>'),
        run.format('<a:rPr baseline="-25000"/>'),
        run.format(""),
    )
    return f"<a:p>{marked(pieces, *forms)}</a:p>"


def sentence(pieces: list[Piece]) -> list[Piece]:
    """A quantity in a sentence: alone, "5 公頃" has the form of a heading."""
    return [("值為", ""), *pieces, ("。", "")]


def in_html(row: list[list[Piece]]) -> bytes:
    inside = "".join(f"<td>{as_html(cell)}</td>" for cell in row)
    return f"<html><body><p>{as_html(sentence(row[0]))}</p><table><tr>{inside}</tr></table></body></html>".encode()


def in_epub(row: list[list[Piece]]) -> bytes:
    inside = "".join(f"<td>{as_html(cell)}</td>" for cell in row)
    return epub({"a": f"<p>{as_html(sentence(row[0]))}</p><table><tr>{inside}</tr></table>"})


def in_docx(row: list[list[Piece]]) -> bytes:
    inside = "".join(f"<w:tc>{as_word(cell)}</w:tc>" for cell in row)
    return docx(f"{as_word(sentence(row[0]))}<w:tbl><w:tr>{inside}</w:tr></w:tbl>")


def in_pptx(row: list[list[Piece]]) -> bytes:
    inside = "".join(f"<a:tc><a:txBody>{as_slide(cell)}</a:txBody></a:tc>" for cell in row)
    table = f"<p:graphicFrame><a:graphic><a:tbl><a:tr>{inside}</a:tr></a:tbl></a:graphic></p:graphicFrame>"
    return pptx(f"<p:sp><p:txBody>{as_slide(sentence(row[0]))}</p:txBody></p:sp>{table}")


def in_xlsx(row: list[list[Piece]]) -> bytes:
    run = '<r>{}<t xml:space="preserve">{{}}</t></r>'
    align = '<rPr><vertAlign val="{}"/></rPr>'
    forms = (
        run.format(align.format("superscript")),
        run.format(align.format("subscript")),
        run.format(""),
    )
    line = "".join(
        f'<c r="{chr(65 + n)}3" t="inlineStr"><is>{marked(cell, *forms)}</is></c>' for n, cell in enumerate(row)
    )  # fmt: skip
    first = f'<c r="A1" t="inlineStr"><is>{marked(sentence(row[0]), *forms)}</is></c>'
    return xlsx(f'<sheetData><row r="1">{first}</row><row r="3">{line}</row></sheetData>')


def in_odt(row: list[list[Piece]]) -> bytes:
    styles = "".join(
        f'<style:style style:name="{name}"><style:text-properties style:text-position="{name} 58%"/></style:style>'
        for name in ("super", "sub")
    )
    span = '<text:span text:style-name="{}">{{}}</text:span>'
    forms = (span.format("super"), span.format("sub"))
    inside = "".join(
        f"<table:table-cell><text:p>{marked(cell, *forms)}</text:p></table:table-cell>"
        for cell in row
    )
    return opendocument(
        f"<text:p>{marked(sentence(row[0]), *forms)}</text:p>"
        f"<table:table><table:table-row>{inside}</table:table-row></table:table>",
        styles,
    )


def in_rtf(row: list[list[Piece]]) -> bytes:
    def write(text: str) -> str:
        return "".join(sign if sign.isascii() else f"\\u{ord(sign)}?" for sign in text)

    def line(cell: list[Piece]) -> str:
        forms = {"": "{}", "up": "{{\\super {}}}", "down": "{{\\sub {}}}"}
        return "".join(forms[how].format(write(text)) for text, how in cell)

    inside = "".join(f"{line(cell)}\\cell " for cell in row)
    text = f"{{\\rtf1\\ansi\\uc1 {line(sentence(row[0]))}\\par\\trowd\\intbl {inside}\\row\\pard\\par}}"
    return text.encode("ascii")


def in_markdown(row: list[list[Piece]]) -> bytes:
    inside = " | ".join(map(as_html, row))
    bars = " | ".join("---" for _ in row)
    return f"{as_html(sentence(row[0]))}\n\n| {inside} |\n| {bars} |\n".encode()


FORMATS: dict[str, Callable[[list[list[Piece]]], bytes]] = {
    "html": in_html, "epub": in_epub, "docx": in_docx, "pptx": in_pptx, "xlsx": in_xlsx, "odt": in_odt,
    "rtf": in_rtf, "md": in_markdown,
}  # fmt: skip


@pytest.mark.parametrize("ending", FORMATS)
@given(row=cells)
@settings(max_examples=EXAMPLES, deadline=None)
def test_quantities_come_back_from_a_paragraph_and_from_cells(
    ending: str, row: list[list[Piece]]
) -> None:
    blocks = read_bytes(FORMATS[ending](row), f"a.{ending}").blocks
    first, second = (block.text for block in blocks if isinstance(block, Body))
    assert first == f"值為{shown(row[0])}。"
    assert second.split(CELL_SEPARATOR) == [shown(cell) for cell in row]


@given(rows=st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=5))
@settings(max_examples=EXAMPLES, deadline=None)
def test_numbers_come_back_from_values_parted_by_commas(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([["甲", "乙", "丙"], *rows])
    blocks = read_bytes(file.getvalue().encode(), "a.csv").blocks
    assert [block.text.split(CELL_SEPARATOR) for block in blocks[1:]] == rows


@given(row=cells)
@settings(max_examples=EXAMPLES, deadline=None)
def test_quantities_come_back_from_plain_text(row: list[list[Piece]]) -> None:
    text = "\n\n".join(f"甲乙丙丁：{shown(cell)}。" for cell in row)
    blocks = read_bytes(text.encode(), "a.txt").blocks
    assert [block.text for block in blocks] == [f"甲乙丙丁：{shown(cell)}。" for cell in row]

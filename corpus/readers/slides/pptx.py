"""PPTX: a slide is a page, its title a heading, its rows of tables paragraphs.

Read from its XML, as DOCX is. Numbers of slides, dates and footers are left out; what a speaker
wrote under a slide is a note.
"""

from collections.abc import Iterator
from typing import Any

from corpus.readers.archives import Archive, resolve
from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.markup.footnotes import Unplaced
from corpus.readers.markup.formulas import formula_text
from corpus.readers.markup.inline import LINE_BREAK, Paragraph, Script
from corpus.readers.markup.tables import Tables
from corpus.readers.markup.trees import Element, local_name, parse_xml
from corpus.readers.sheets.xlsx import record_of_office

_KIND = "PowerPoint presentation"
_MAIN = "ppt/presentation.xml"
_TITLES = frozenset(("title", "ctrTitle"))
_FURNITURE = frozenset(("sldNum", "ftr", "dt", "hdr", "sldImg"))


def read_pptx(archive: Archive) -> tuple[list[Block], dict[str, Any], list[str]]:  # CSL-JSON
    """The blocks of a presentation, its record, and what a person should know of it."""
    presentation = parse_xml(archive.read(_MAIN), _KIND)
    targets = _relations(archive, _MAIN)
    names = [
        targets.get(_relation_of(one), ("", ""))[0]
        for one in presentation.iter()
        if local_name(one) == "sldid"
    ]
    blocks: list[Block] = []
    for number, name in enumerate((name for name in names if name in archive), start=1):
        blocks += _read_slide(archive, name, str(number))
    macros = any(name.endswith("vbaProject.bin") for name in archive.names)
    warnings = ["the presentation holds macros; only its text was read"] if macros else []
    return blocks, record_of_office(archive), warnings


def _relation_of(element: Element) -> str:
    """The id of an element's relation, beside which it has an id of its own."""
    named = (value for key, value in element.attrib.items() if "relationships}" in str(key))
    return str(next(named, ""))


def _relations(archive: Archive, name: str) -> dict[str, tuple[str, str]]:
    """The parts that a part names, by the relation's id, and what kind each is."""
    folder, _, file = name.rpartition("/")
    path = f"{folder}/_rels/{file}.rels"
    if path not in archive:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for one in parse_xml(archive.read(path), _KIND):
        target = one.get("Target", "")
        target = target.lstrip("/") if target.startswith("/") else resolve(name, target)
        found[one.get("Id", "")] = target, one.get("Type", "").rpartition("/")[2]
    return found


def _read_slide(archive: Archive, name: str, page: str) -> Iterator[Block]:
    slide = parse_xml(archive.read(name), _KIND)
    shapes = [one for one in slide.iter() if local_name(one) in ("sp", "graphicframe")]
    titles = [one for one in shapes if _placeholder(one) in _TITLES]
    for shape in titles:
        text = " ".join(" ".join(each.split()) for each in _paragraphs(shape)).strip()
        if text:
            yield Heading(text, 1)
    for shape in shapes:
        if shape in titles or _placeholder(shape) in _FURNITURE:
            continue
        if local_name(shape) == "graphicframe":
            yield from _read_tables(shape, page)
        else:
            yield from (Body(text, page) for text in _paragraphs(shape) if text)
    for path, kind in _relations(archive, name).values():
        if kind == "notesSlide" and path in archive:
            yield from _read_notes(parse_xml(archive.read(path), _KIND), page)


def _read_notes(notes: Element, page: str) -> Iterator[Block]:
    for shape in notes.iter():
        if local_name(shape) == "sp" and _placeholder(shape) == "body":
            yield from (Note(text, "", page) for text in _paragraphs(shape) if text)


def _read_tables(frame: Element, page: str) -> Iterator[Body]:
    for table in frame.iter():
        if local_name(table) != "tbl":
            continue
        found: list[Unplaced] = []
        tables = Tables(found, guess_head=True)
        tables.open_table()
        for row in (one for one in table if local_name(one) == "tr"):
            tables.open_row()
            for cell in (one for one in row if local_name(one) == "tc"):
                if cell.get("hMerge") in ("1", "true"):
                    continue
                rows = 0 if cell.get("vMerge") in ("1", "true") else 1
                tables.open_cell(_number(cell.get("gridSpan", "")), rows)
                found += [Body(text, page) for text in _paragraphs(cell) if text]
        tables.close_table()
        yield from (item for item in found if isinstance(item, Body))


def _placeholder(shape: Element) -> str:
    """What a shape stands for on its slide: title, body, sldNum; empty for one of its own."""
    for one in shape.iter():
        if local_name(one) == "ph":
            return one.get("type", "body")
        if local_name(one) == "txbody":
            break
    return ""


def _paragraphs(shape: Element) -> Iterator[str]:
    for one in shape.iter():
        if local_name(one) == "p":
            yield _text(one)


def _text(element: Element) -> str:
    paragraph = Paragraph()
    for one in element:
        tag = local_name(one)
        if tag in ("r", "fld"):
            _add_run(paragraph, one)
        elif tag == "br":
            paragraph.add(LINE_BREAK)
        elif tag in ("m", "alternatecontent"):
            formulas = (each for each in one.iter() if local_name(each) in ("omathpara", "omath"))
            formula = next(formulas, None)
            paragraph.add("" if formula is None else formula_text(formula))
    return paragraph.text()


def _add_run(paragraph: Paragraph, run: Element) -> None:
    properties = next((one for one in run if local_name(one) == "rpr"), None)
    baseline = "" if properties is None else properties.get("baseline", "").rstrip("%")
    text = "".join(one.text or "" for one in run if local_name(one) == "t")
    if baseline.lstrip("-").strip("0.").isdecimal():
        script: Script = "lowered" if baseline.startswith("-") else "raised"
        paragraph.begin_script(script)
        paragraph.add(text)
        paragraph.end_script(script)
    else:
        paragraph.add(text)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 1

r"""RTF: its paragraphs, headings, rows of tables and footnotes.

A Rich Text file is a stream of words (`\par`), signs (`\~`), bytes (`\'b0`) and groups. Groups that
are no text of the document, such as its fonts, are passed over. Written by hand, as no well-kept
library knows its tables, notes, exponents and Chinese encodings.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from corpus.errors import FileDamaged
from corpus.readers.blocks import Block, Body, Heading
from corpus.readers.markup.footnotes import NoteText, Reference, Unplaced, place_notes
from corpus.readers.markup.inline import Paragraph, Script
from corpus.readers.markup.metadata import drop_empty, parse_people
from corpus.readers.richtext.words import (
    ANSI,
    BULLETS,
    PASSED_OVER,
    SIGNS,
    decode,
    read_fonts,
    read_headings,
    script_of,
)
from corpus.readers.tables import Cell, Row, read_rows

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
)
_LIST_MARK = re.compile(r"[•·▪◦○■□‣–-]\s*")
_DEEPEST = 1000
_FIELD = re.compile(rb"{\\(title|author) ((?:[^{}\\]|\\u-?\d+ ?\??|\\'[0-9a-f]{2})*)}")


@dataclass(frozen=True, slots=True)
class _State:
    """What a group changes, and its end takes back."""

    font: int = 0
    script: Script | None = None
    hidden: bool = False
    fallback: int = 1  # signs behind a Unicode one, for programs that know none
    passed_over: bool = False
    in_note: bool = False


def read_rtf(content: bytes) -> tuple[list[Block], dict[str, Any]]:  # CSL-JSON
    """The blocks of a Rich Text file, and its record.

    Raises:
        FileDamaged: its groups nest deeper than any text's, or do not end.
    """
    reader = _Reader(content)
    reader.run()
    return place_notes(reader.found), _record(content, reader.ansi)


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.found: list[Unplaced] = []
        self.ansi = "cp1252"
        self._content = content
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts = dict(read_fonts(content))
        self._headings = dict(read_headings(content))
        self._paragraph = Paragraph()
        self._references: list[Reference] = []
        self._outer: tuple[Paragraph, list[Reference]] | None = None
        self._bytes = b""
        self._skip = 0
        self._half = 0
        self._is_listed = False
        self._style: int | None = None
        self._outline: int | None = None
        self._in_table = False
        self._cells: list[str] = []
        self._rows: list[Row] = []
        self._notes = 0

    def run(self) -> None:
        starred = False
        for match in _TOKEN.finditer(self._content):
            word, value, byte, sign, brace, text = match.groups()
            if byte is None:
                self._flush()
            if brace:
                self._brace(brace)
            elif word is not None:
                self._word(word.decode(), None if value is None else int(value), starred)
            elif sign == b"*":
                starred = True
                continue
            elif byte is not None:
                self._byte(bytes([int(byte, 16)]))
            elif sign is not None:
                self._add(SIGNS.get(sign.decode("latin-1"), sign.decode("latin-1")))
            elif text is not None:
                self._add_text(text)
            starred = False
        self._flush()
        self._end_paragraph()
        self._end_table()
        if self._stack:
            raise FileDamaged("Rich Text file", "a group in it does not end")

    def _brace(self, brace: bytes) -> None:
        self._skip = 0
        if brace == b"{":
            if len(self._stack) >= _DEEPEST:
                raise FileDamaged("Rich Text file", "its groups nest too deep")
            self._stack.append(self._state)
        elif self._stack:
            before = self._state
            self._set(self._stack.pop())
            if before.in_note and not self._state.in_note:
                self._end_note()

    def _word(self, word: str, value: int | None, starred: bool) -> None:
        state = self._state
        if word in PASSED_OVER or (starred and word not in ("shptxt", "footnote")):
            self._set(replace(state, passed_over=True))
        elif word == "footnote":
            self._begin_note()
        elif word == "u" and value is not None:
            self._add_code(value % 65536)
            self._skip = state.fallback
        elif word == "uc":
            self._set(replace(state, fallback=value or 0))
        elif word == "ansicpg" and value is not None:
            self.ansi = ANSI.get(value, f"cp{value}")
        elif word == "f" and value is not None:
            self._set(replace(state, font=value))
        elif word in ("super", "sub", "up", "dn", "nosupersub"):
            self._set(replace(state, script=script_of(word, value)))
        elif word == "plain":
            self._set(replace(state, script=None, hidden=False))
        elif word in ("v", "deleted"):
            self._set(replace(state, hidden=value != 0))
        elif word in SIGNS:
            self._add(SIGNS[word])
        elif not state.passed_over:
            self._structure(word, value)

    def _add_code(self, code: int) -> None:
        """A character by its number; those of the upper planes come in two halves."""
        if 0xD800 <= code < 0xDC00:
            self._half = code
            return
        if 0xDC00 <= code < 0xE000:
            code = (
                0x10000 + ((self._half - 0xD800) << 10) + (code - 0xDC00) if self._half else 0xFFFD
            )
        self._half = 0
        self._add(BULLETS.get(code, chr(code)))

    def _structure(self, word: str, value: int | None) -> None:
        """Words that begin and end paragraphs, cells and rows."""
        if word in ("par", "sect", "page"):
            if self._in_table and not self._state.in_note:
                self._paragraph.add(" ")
            else:
                self._end_paragraph()
        elif word == "pard":
            self._style = self._outline = None
            self._in_table = False
        elif word == "intbl":
            self._in_table = True
        elif word == "cell":
            self._cells.append(" ".join(self._paragraph.text().split()))
            self._paragraph = Paragraph()
        elif word == "row":
            self._rows.append(Row([Cell(text) for text in self._cells]))
            self._cells = []
        elif word == "s":
            self._style = value
        elif word in ("listtext", "pntext"):
            self._is_listed = True
        elif word == "outlinelevel":
            self._outline = value
        elif word == "chftn" and not self._state.in_note:
            self._notes += 1

    def _set(self, state: _State) -> None:
        if state.script != self._state.script:
            if self._state.script:
                self._paragraph.end_script(self._state.script)
            if state.script:
                self._paragraph.begin_script(state.script)
        self._state = state

    def _add_text(self, text: bytes) -> None:
        skipped = min(self._skip, len(text))
        self._skip -= skipped
        rest = text[skipped:]
        self._add(
            rest.decode(self.ansi if any(byte > 127 for byte in rest) else "ascii", "replace")
        )

    def _byte(self, byte: bytes) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes += byte

    def _flush(self) -> None:
        """Decode bytes once all of a character are there."""
        if self._bytes:
            encoding = self._fonts.get(self._state.font) or self.ansi
            self._add(decode(self._bytes, encoding, self.ansi))
            self._bytes = b""

    def _add(self, text: str) -> None:
        if text and not (self._state.passed_over or self._state.hidden):
            self._paragraph.add(text)

    def _begin_note(self) -> None:
        if self._state.in_note or self._state.passed_over:
            return
        key = f"#{len(self.found)}-{len(self._references)}"
        self._references.append(Reference(key, str(self._notes) if self._notes else ""))
        self._outer = self._paragraph, self._references
        self._paragraph, self._references = Paragraph(), []
        self._state = replace(self._state, in_note=True, script=None)

    def _end_note(self) -> None:
        if self._outer is None:
            return
        body = self._paragraph.body()
        self._paragraph, self._references = self._outer
        self._outer = None
        if self._references and body.text:
            self.found.append(NoteText(self._references[-1].target, [body]))

    def _end_paragraph(self) -> None:
        if self._state.in_note:
            self._paragraph.add(" ")
            return
        text = self._paragraph.text()
        text = (
            _LIST_MARK.sub("", text, count=1)
            if self._is_listed and _LIST_MARK.match(text)
            else text
        )
        self._is_listed = False
        self._end_table()
        rank = self._rank()
        if text and rank is not None:
            self.found.append(Heading(" ".join(text.split("\n")), rank))
        elif text:
            self.found.append(Body(text))
        self.found += self._references
        script = self._state.script
        self._paragraph, self._references = Paragraph(), []
        if script:
            self._paragraph.begin_script(script)

    def _end_table(self) -> None:
        if self._rows and not self._in_table:
            self.found += read_rows(self._rows, guess_head=True)
            self._rows = []
        elif self._rows and not self._stack:
            self.found += read_rows(self._rows, guess_head=True)
            self._rows = []

    def _rank(self) -> int | None:
        if self._outline is not None:
            return self._outline + 1 if self._outline < 9 else None
        return None if self._style is None else self._headings.get(self._style)


def _record(content: bytes, ansi: str) -> dict[str, Any]:  # CSL-JSON
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(content[: 1 << 20]):
        reader = _Reader(b"{\\ansi " + value + b"\\par}")
        reader.ansi = ansi
        reader.run()
        fields.setdefault(
            name.decode(), " ".join(block.text for block in place_notes(reader.found))
        )
    record = drop_empty(
        {"title": fields.get("title", ""), "author": parse_people([fields.get("author", "")])}
    )
    return {"type": "document", **record} if record else {}

"""Texts of Project Gutenberg: the licence around the book, and the record that it begins with.

The release date is the day on which the file was made, not the year of the book, so it is no date
of publication.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from corpus.readers.blocks import Block, Body, Heading, only_page
from corpus.readers.markup.metadata import drop_empty, parse_language, parse_people
from corpus.readers.plain.reader import read_text

_PROJECT = re.compile(r"Project\s+Gutenberg", re.IGNORECASE)
_START = re.compile(
    r"\*{3}\s*START OF (?:THE|THIS) PROJECT GUTENBERG|\*END\*?\s*THE SMALL PRINT", re.IGNORECASE
)
_END = re.compile(
    r"\*{3}\s*END OF (?:THE|THIS) PROJECT GUTENBERG|^End of (?:the |this )?Project Gutenberg",
    re.IGNORECASE | re.MULTILINE,
)
_CREDITS = re.compile(
    r"(?:E-?text (?:prepared|produced)|Produced|Transcribed|Credits:|Scanned|HTML version) by\b"
    r"|Credits:",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^(Title|Author|Translator|Editor|Illustrator|Language):[ \t]*(.+(?:\n[ \t]+\S.*)*)",
    re.MULTILINE,
)
_PAGE_TITLE = re.compile(
    r"(?:The )?(?:Project \w+(?:'s)? )?(?:e-?book|e-?text) of (?P<title>.+?)"
    r"(?:, by (?P<author>[^,]+?))?\.?",
    re.IGNORECASE | re.DOTALL,
)
_BLANK_LINES = re.compile(r"\n\s*\n")
_HEAD = 60  # blocks
_LANGUAGES = {"english": "en", "chinese": "zh", "french": "fr", "german": "de"}


def read_gutenberg_text(text: str) -> tuple[list[Block], dict[str, Any]]:  # CSL-JSON
    """A plain text: the lines of the book alone show how it is set, not those of the licence."""
    begin, end = _START.search(text), _END.search(text)
    if begin is None and end is None:
        return read_text(text), {}
    start = 0 if begin is None else _line_end(text, begin.end())
    stop = len(text) if end is None or end.start() < start else end.start()
    if not text[start:stop].strip() or not _PROJECT.search(text[:start] + text[stop:]):
        return read_text(text), {}
    blocks = [*_paragraphs(text[:start]), *read_text(text[start:stop]), *_paragraphs(text[stop:])]
    return blocks, _record(text[:start])


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _paragraphs(text: str) -> list[Body]:
    """The paragraphs of the licence, as blank lines part them."""
    parts = (" ".join(part.split()) for part in _BLANK_LINES.split(text))
    return [Body(part, kind="licence") for part in parts if part]


def read_gutenberg(
    blocks: Sequence[Block], record: dict[str, Any]
) -> tuple[list[Block], dict[str, Any]]:  # CSL-JSON
    """The blocks and the record, if they are of Project Gutenberg, with its own parts known."""
    record = _from_page_title(record)
    start = next((n for n, block in enumerate(blocks[:_HEAD]) if _START.search(block.text)), None)
    end = next(
        (n for n, block in enumerate(blocks) if n > (start or 0) and _END.search(block.text)),
        None,
    )
    if (start is None and end is None) or not _names_project(blocks, start, end):
        return list(blocks), record
    head = "\n".join(block.text for block in blocks[: 0 if start is None else start + 1])
    found = {**record, **_record(head)}
    found.pop("issued", None)
    return _mark(blocks, start, end), found


def _names_project(blocks: Sequence[Block], start: int | None, end: int | None) -> bool:
    edges = [
        *blocks[: 0 if start is None else start + 1],
        *blocks[len(blocks) if end is None else end :],
    ]
    return any(_PROJECT.search(block.text) for block in edges)


def _mark(blocks: Sequence[Block], start: int | None, end: int | None) -> list[Block]:
    """The blocks with the licence before and behind the book marked."""
    marked: list[Block] = []
    for n, block in enumerate(blocks):
        outside = (start is not None and n <= start) or (end is not None and n >= end)
        if outside:
            marked += _licence(block)
        elif (
            isinstance(block, Body)
            and start is not None
            and n < start + 6
            and _CREDITS.match(block.text)
        ):
            marked.append(replace(block, kind="colophon"))
        else:
            marked.append(block)
    return marked


def _licence(block: Block) -> list[Block]:
    """A part of the licence; what a page's transcribers put beside the mark is none of the book."""
    if isinstance(block, Heading | Body):
        page = only_page(block) if isinstance(block, Body) else None
        return [Body(block.text, page, kind="licence")]
    return [block]


def _record(head: str) -> dict[str, Any]:  # CSL-JSON
    fields = {name: " ".join(value.split()) for name, value in _FIELD.findall(head)}
    language = fields.get("Language", "")
    found = drop_empty(
        {
            "title": fields.get("Title", ""),
            "author": parse_people([fields.get("Author", "")]),
            "translator": parse_people([fields.get("Translator", "")]),
            "editor": parse_people([fields.get("Editor", "")]),
            "language": _LANGUAGES.get(language.lower()) or parse_language(language),
        }
    )
    return {"type": "book", **found} if found else {}


def _from_page_title(record: dict[str, Any]) -> dict[str, Any]:  # CSL-JSON
    """The record with a title such as "The Project Gutenberg eBook of X, by Y" taken apart."""
    match = _PAGE_TITLE.fullmatch(str(record.get("title", "")).strip())
    if match is None:
        return record
    found = {**record, "type": "book", "title": " ".join(match["title"].split())}
    if match["author"] and not record.get("author"):
        found["author"] = parse_people([match["author"]])
    return found

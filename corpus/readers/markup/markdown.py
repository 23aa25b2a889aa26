"""Markdown (CommonMark with tables and footnotes): it is shown as a page, and the page is read."""

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from corpus.readers.blocks import Block, Heading
from corpus.readers.markup.metadata import drop_empty, parse_date, parse_language, parse_people
from corpus.readers.markup.reader import read_hypertext
from corpus.readers.markup.trees import parse_html
from corpus.records import TYPES

_FIELD = re.compile(r"(?P<key>[A-Za-z][\w-]*)\s*:\s*(?P<value>.*)")
_ITEM = re.compile(r"\s*-\s+(?:name\s*:\s*)?(?P<value>.+)")
_WIKI_LINK = re.compile(r"\[\[([^\[\]|\n]{1,200})(?:\\?\|([^\[\]\n]{1,200}))?\]\]")
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]{1,200}\]\]")
_REMARK = re.compile(r"%%[^%\n]{1,2000}%%")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^{}\n]{1,200}\}\s*$")
_QUOTED = re.compile(r"""(["'])(.*)\1""")


def read_markdown(text: str) -> tuple[list[Block], dict[str, Any]]:  # CSL-JSON
    """The blocks of a text in Markdown, and the record in its front matter.

    Where that has no title, a heading of the first level that stands before all other text is it:
    what a page has its `<title>` for, Markdown has no other place for.
    """
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=True).use(front_matter_plugin)
    tokens = parser.parse(text)
    for token in tokens:
        _read_extensions(token)
    front = next((token.content for token in tokens if token.type == "front_matter"), "")
    page: str = parser.renderer.render(tokens, parser.options, {})
    blocks = read_hypertext(parse_html(f"<body>{page}</body>", "Markdown text"))
    return blocks, _record(front, _heading(blocks))


def _read_extensions(token: Token) -> None:
    """What other programs add to Markdown, as their readers see it.

    `[[page|words]]` of wikis shows the words; `![[picture]]` and `%%remark%%` no text; `{#name}`
    behind a heading names it; `[TOC]` stands for a table of contents.
    """
    if token.type != "inline" or not token.children:
        return
    if token.content.strip().lower() in ("[toc]", "[[toc]]", "[[_toc_]]"):
        token.children = []
        return
    for child in token.children:
        if child.type == "text":
            shown = _REMARK.sub("", _EMBEDDED.sub("", child.content))
            child.content = _WIKI_LINK.sub(lambda link: link[2] or link[1], shown)
    last = token.children[-1]
    if last.type == "text":
        last.content = _ATTRIBUTES.sub("", last.content)


def _heading(blocks: list[Block]) -> str:
    """The heading of the first level that the text opens with; empty if it opens otherwise."""
    first = next((block for block in blocks if block.text.strip()), None)
    if not isinstance(first, Heading) or first.rank != 1:
        return ""
    return " ".join(first.text.split())


def _record(front: str, heading: str) -> dict[str, Any]:  # CSL-JSON
    fields = _read_fields(front)

    def first(*keys: str) -> str:
        return next((fields[key][0] for key in keys if fields.get(key)), "")

    record = {
        "title": first("title") or heading,
        "author": parse_people([*fields.get("author", []), *fields.get("authors", [])]),
        "issued": parse_date(first("date", "issued", "year")),
        "language": parse_language(first("lang", "language")),
        "publisher": first("publisher", "institution"),
        "abstract": first("abstract"),
        "DOI": first("doi"),
        "URL": first("url"),
    }
    found = drop_empty(record)
    kind = first("type")  # of a record, or of the program that made the file
    return {"type": kind if kind in TYPES else "document", **found} if found else {}


def _read_fields(front: str) -> dict[str, list[str]]:
    """`key: value`, `key: [a, b]` and lists with hyphens: as much of YAML as front matter uses."""
    fields: dict[str, list[str]] = {}
    key = ""
    for line in front.splitlines():
        field, item = _FIELD.fullmatch(line.rstrip()), _ITEM.fullmatch(line)
        if field:
            key = field["key"].lower()
            fields[key] = _values(field["value"])
        elif item and key:
            fields[key] += _values(item["value"])
    return fields


def _values(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [value for part in text[1:-1].split(",") for value in _values(part)]
    quoted = _QUOTED.fullmatch(text)
    text = quoted[2] if quoted else text
    return [] if text in ("", "|", ">", "null", "~") else [text]

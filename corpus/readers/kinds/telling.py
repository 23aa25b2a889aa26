"""The blocks of any reader, each with its kind: what the markup says stays, the rest is seen.

What is seen: under which heading a paragraph stands (參考文獻, Index), how a line is set (leaders
and a page number), and how paragraphs begin (第三條, Figure 2:).
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.blocks import Block, Body, Heading
from corpus.readers.kinds.articles import mark_articles
from corpus.readers.kinds.captions import is_abstract, is_caption, is_source
from corpus.readers.kinds.contents import mark_contents
from corpus.readers.kinds.sections import mark_sections


def tell_kinds(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the kinds that their places and their words show."""
    return mark_articles(_mark_paragraphs(mark_sections(mark_contents(blocks))))


def _mark_paragraphs(blocks: Sequence[Block]) -> list[Block]:
    told: list[Block] = []
    for block in blocks:
        if isinstance(block, Body) and block.kind == "body":
            before = told[-1] if told else None
            if is_caption(block.text) or (_is_table(before) and is_source(block.text)):
                block = replace(block, kind="caption")
            elif is_abstract(block.text):
                block = replace(block, kind="abstract")
        told.append(block)
    return told


def _is_table(block: Block | None) -> bool:
    return (
        isinstance(block, Body)
        and block.kind in ("table", "caption")
        and not isinstance(block, Heading)
    )

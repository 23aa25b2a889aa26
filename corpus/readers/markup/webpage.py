"""HTML files: the text of a page, and what its head says of the work."""

from typing import Any

from corpus.readers.blocks import Block
from corpus.readers.markup.reader import read_hypertext
from corpus.readers.markup.trees import parse_html
from corpus.readers.page_records import record_of_page


def read_webpage(text: str) -> tuple[list[Block], dict[str, Any]]:  # CSL-JSON
    """The blocks of a page and its record in CSL-JSON."""
    root = parse_html(text)
    return read_hypertext(root), record_of_page(root)

"""How well are files read? `python -m eval.benchmarks reading FOLDER`.

Each file is read twice: by us, and by another program (eval/benchmarks/independent.py). What
is counted:

- lines lost: lines of the other reading that ours does not have, furniture of pages included;
- foreign: sentences and cells of ours that stand in no other reading;
- labels: pages whose printed number, as we give it, stands at the edge of the page in the other.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from corpus.errors import TextNotReadable
from corpus.readers.blocks import CELL_SEPARATOR, Block, Body
from corpus.readers.dispatch import Reading
from corpus.readers.sandbox.reader import GuardedReader
from corpus.sentences import split_sentences
from eval.benchmarks.independent import (
    NoOtherReading,
    files_under,
    letters,
    lines_of,
    other_pages,
    other_text,
)

_EDGE = 3  # lines at the top and at the bottom of a page
_LABEL = re.compile(r"[^\W_]+")
_PIECE = 12  # letters: a sentence that a page or a float cuts is found in pieces
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one file, or of several together."""

    name: str
    pages: int = 0
    lines: int = 0
    lost: int = 0
    sentences: int = 0
    foreign: int = 0
    labelled: int = 0
    wrong: int = 0
    seconds: float = 0.0
    why: str = ""
    examples: tuple[str, ...] = ()


def measure_folder(folder: Path) -> list[Figures]:
    """The figures of every file in a folder."""
    with GuardedReader() as reader:
        return [
            measure_file(path, str(path.relative_to(folder)), reader)
            for path in files_under(folder)
        ]


def measure_file(path: Path, name: str, reader: GuardedReader) -> Figures:
    """The figures of one file; `why` says why there are none."""
    content = path.read_bytes()
    started = time.perf_counter()
    try:
        reading = reader.read(content, path.name)
    except TextNotReadable as error:
        return Figures(name, why=f"refused: {error!s:.90}")
    figures = Figures(
        name, pages=_pages_of(content, reading), seconds=time.perf_counter() - started
    )
    try:
        other = other_text(content, reading.media_type, reading.encoding)
    except NoOtherReading as error:
        return replace(figures, why=f"no other reading: {error}")
    return _compare(figures, reading, other, content)


def _compare(figures: Figures, reading: Reading, other: str, content: bytes) -> Figures:
    theirs = letters(other)
    ours = "".join(letters(block.text) for block in reading.blocks)
    lines = list(lines_of(other))
    lost = [line for line in lines if line not in ours]
    sentences = list(_sentences(reading.blocks))
    foreign = [sentence for sentence in sentences if not _stands_in(letters(sentence), theirs)]
    is_pdf = reading.media_type == "application/pdf"
    labelled, wrong = _labels(reading.blocks, other_pages(content)) if is_pdf else (0, 0)
    return replace(
        figures,
        lines=len(lines),
        lost=len(lost),
        sentences=len(sentences),
        foreign=len(foreign),
        labelled=labelled,
        wrong=wrong,
        examples=(*foreign[:_SHOWN], *(f"lost: {line}" for line in lost[:_SHOWN])),
    )


def _pages_of(content: bytes, reading: Reading) -> int:
    return len(other_pages(content)) if reading.media_type == "application/pdf" else 1


def _sentences(blocks: Sequence[Block]) -> Iterator[str]:
    """What is quoted: the sentences of paragraphs and notes, the cells of rows."""
    for block in blocks:
        if isinstance(block, Body) and CELL_SEPARATOR in block.text:
            yield from filter(None, block.text.split(CELL_SEPARATOR))
        else:
            yield from (block.text[start:end] for start, end in split_sentences(block.text))


def _stands_in(sentence: str, text: str) -> bool:
    """Whether a text has a sentence: whole, or cut once, as by the end of a page."""
    if sentence in text:
        return True
    for cut in range(_PIECE, len(sentence) - _PIECE + 1):
        if sentence[cut:] in text and sentence[:cut] in text:
            return True
    return False


def _labels(blocks: Sequence[Block], pages: Sequence[str]) -> tuple[int, int]:
    """How many pages of a PDF we give a number, and how many of these do not print it."""
    edges = [set(_edge_words(page)) for page in pages]
    given = {label for block in blocks for label in _labels_of(block)}
    wrong = {label for label in given if not any(label.lower() in words for words in edges)}
    return len(given), len(wrong)


def _labels_of(block: Block) -> Iterator[str]:
    if isinstance(block, Body):
        pages = [block.page, *(page for _, page in block.page_breaks)]
        yield from (label for page in pages if page for label in page.split("-"))


def _edge_words(page: str) -> Iterator[str]:
    lines = [line for line in page.splitlines() if line.strip()]
    for line in (*lines[:_EDGE], *lines[-_EDGE:]):
        yield from (word.lower() for word in _LABEL.findall(line))


def print_figures(console: Console, figures: Sequence[Figures], *, show: bool) -> None:
    """A table with a line a file and one for all; with `show`, examples of what differs."""
    table = Table("file", "pages", "lines lost", "foreign", "labels wrong", "s a page", box=None)
    for one in (*figures, total_of(figures)):
        if one.why:
            table.add_row(one.name, "", one.why)
            continue
        table.add_row(
            one.name,
            str(one.pages),
            _share(one.lost, one.lines),
            _share(one.foreign, one.sentences),
            _share(one.wrong, one.labelled),
            f"{one.seconds / max(1, one.pages):.3f}",
        )
        for example in one.examples if show else ():
            table.add_row(f"    {example[:100]}")
    console.print(table, soft_wrap=True)


def total_of(figures: Sequence[Figures]) -> Figures:
    """The figures of all files together."""
    counted = [one for one in figures if not one.why]
    return Figures(
        f"all {len(counted)}",
        **{
            name: sum(getattr(one, name) for one in counted)
            for name in ("pages", "lines", "lost", "sentences", "foreign", "labelled", "wrong")
        },
        seconds=sum(one.seconds for one in counted),
    )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.2f} %)" if whole else "–"

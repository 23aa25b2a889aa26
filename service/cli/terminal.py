"""An answer for the terminal: status, passages with marked evidence, locator, citation."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column, Table
from rich.text import Text

from corpus.documents import Doubt
from corpus.store.library import Head
from service.answering import Answer, AnsweredPassage
from service.library.adding import Preview
from service.library.adding_files import FileResult

STATUS_SIGNS = {"answered": ("✔ answered", "green"), "weak": ("? weak", "yellow"),
         "no_answer": ("✘ not in the texts", "red")}  # fmt: skip

_WIDE = 10_000

DOUBTS: Mapping[Doubt, str] = {
    "order": "the order of words is not sure",
    "characters": "the characters are not sure",
}


def print_answer(console: Console, answer: Answer) -> None:
    """Print `answer`; texts are printed as they are, never as markup."""
    sign, colour = STATUS_SIGNS[answer.status]
    console.print(Text(f"{sign}  (confidence {answer.confidence:.2f})", style=f"bold {colour}"))
    if answer.message:
        console.print(Text(answer.message))
    if answer.related:
        console.print(Text("Related, but not answering:", style="dim"))
    for passage in answer.passages or answer.related:
        _print_passage(console, passage)


def _print_passage(console: Console, passage: AnsweredPassage) -> None:
    path = " › ".join(passage.locator.section_path)
    locator = passage.locator
    place = f"¶ {locator.paragraph}" if locator.note is None else f"n. {locator.note}".strip()
    place = locator.article or place
    page = f", p. {passage.locator.page}" if passage.locator.page else ""
    console.print()
    console.print(Text(f"{passage.rank}. {visible(passage.title)}", style="bold"))
    console.print(
        Text(f"   {visible(path)} {place}{page}   score {passage.score:.2f}", style="dim")
    )
    for line in _standing(passage):
        console.print(Text(f"   {line}", style="yellow"))
    marked = _marked(passage)
    # In a file or a pipe a quotation is verbatim: neither indented nor wrapped.
    console.print(Padding(marked, (0, 0, 0, 3)) if console.is_terminal else marked)
    console.print(Text(f"   {visible(passage.citation)}", style="italic"))
    console.print(Text(f"   {passage.address}", style="dim"))


def _standing(passage: AnsweredPassage) -> Iterator[str]:
    """What to know before quoting a passage: what it is if no running text, and any doubt."""
    if passage.kind != "body":
        yield f"[{passage.kind}]" + (f" {passage.table_head}" if passage.table_head else "")
    if passage.ocr is not None:
        yield f"recognised in a picture (OCR, confidence {passage.ocr:.2f}): compare with the page"
    if passage.doubt is not None:
        yield f"{DOUBTS[passage.doubt]}: compare with the original"


def _marked(passage: AnsweredPassage) -> Text:
    """The passage with its evidence in bold."""
    edges = sorted(
        {0, len(passage.text)}
        | {edge - passage.start for span in passage.evidence for edge in (span.start, span.end)}
    )
    text = Text()
    for start, end in pairwise(edges):
        middle = passage.start + start
        is_marked = any(span.start <= middle < span.end for span in passage.evidence)
        text.append(visible(passage.text[start:end]), "bold underline" if is_marked else None)
    return text


console = Console(soft_wrap=not sys.stdout.isatty())
errors = Console(stderr=True, soft_wrap=True)

OUTCOME_SIGNS = {
    "added": ("+", "green"),
    "replaced": ("↻", "green"),
    "unchanged": ("=", "dim"),
    "readable": ("✔", "green"),
    "skipped": ("–", "dim"),
    "refused": ("✘", "red"),
}


class FileBars:
    """One bar for all files, one for the file that is being read."""

    def __init__(self, bars: Progress, total: int) -> None:
        self._bars = bars
        self._all = bars.add_task("files", total=total)
        self._file = bars.add_task("", total=None)

    def start(self, path: Path) -> None:
        """A file is being read."""
        self._bars.reset(self._file, description=visible(path.name)[:40], total=None)

    def finish(self) -> None:
        """A file is done with."""
        self._bars.advance(self._all)
        self._bars.update(self._file, total=1, completed=1)


@contextmanager
def file_bars(total: int) -> Iterator[FileBars]:
    """Progress over files, per file and in total."""
    name = TextColumn("{task.description}", markup=False)
    columns = (name, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as bars:
        yield FileBars(bars, total)


@contextmanager
def stage_bars(label: str = "") -> Iterator[Callable[[str, int, int], None]]:
    """Progress of work in stages, on standard error: a bar a stage, gone when all is done."""
    columns = (TextColumn(f"{label}{{task.description}}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def print_results(results: Sequence[FileResult]) -> None:
    """A line a file, what is to be known of it, and the counts."""
    for result in results:
        sign, colour = OUTCOME_SIGNS[result.outcome]
        name = f"{visible(result.path)} → {result.document_id}"
        what = f"{visible(result.path)}: {result.why}" if result.why else name
        console.print(Text(f"{sign} {result.outcome}  {what}", style=colour), soft_wrap=True)
        for warning in result.warnings:
            console.print(Text(f"    {warning}", style="yellow"), soft_wrap=True)
        if result.preview is not None:
            _print_preview(result.preview)
    counts = Counter(str(result.outcome) for result in results)
    parts = [f"{counts[outcome]} {outcome}" for outcome in OUTCOME_SIGNS if counts[outcome]]
    console.print(Text(", ".join(parts) or "no files", style="bold"))


def _print_preview(preview: Preview) -> None:
    counted = (
        f"{preview.language}, {preview.encoding or preview.media_type}, {preview.characters} "
        f"characters: {preview.sections} sections, {preview.paragraphs} paragraphs, "
        f"{preview.passages} passages"
    )
    for line in (counted, f"GB/T 7714  {preview.gb_t_7714}", f"APA  {preview.apa}"):
        console.print(Text(f"    {line}"), soft_wrap=True)


def print_heads(heads: Sequence[Head]) -> None:
    """The library as a table; ids are there to be copied, so they are never cut."""
    longest = max((len(head.document_id) for head in heads), default=2)
    names = ("title", "language", "characters", "tags", "added")
    table = Table(Column("id", no_wrap=True, min_width=longest), *names, box=None)
    for head in heads:
        cells = (
            head.document_id, head.title, head.language, str(head.characters),
            ", ".join(head.tags), head.added[:10],
        )  # fmt: skip
        table.add_row(*(Text(visible(cell)) for cell in cells))
    # In a file or a pipe nothing is cut or wrapped.
    (console if console.is_terminal else Console(width=_WIDE)).print(table)
    console.print(Text(f"{len(heads)} documents", style="bold"))


def print_facts(facts: Mapping[str, Any]) -> None:
    """What is known of one document."""
    for name, value in facts.items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        line = Text.assemble((f"{name}  ", "bold"), visible(shown))
        console.print(line, soft_wrap=True)


def print_removed(removed: Sequence[str]) -> None:
    """What was removed."""
    for document_id in removed:
        console.print(Text(f"- removed  {document_id}"))


def print_exported(written: Mapping[str, Sequence[str]]) -> None:
    """What was written, a line a file."""
    for paths in written.values():
        for path in paths:
            console.print(Text(path), soft_wrap=True)


def print_problem(message: str) -> None:
    """One thing that did not work, on standard error."""
    errors.print(Text(f"wenju: {visible(message)}", style="red"), soft_wrap=True)


def print_json(value: Mapping[str, Any]) -> None:
    """JSON for programs; a name that is no Unicode text is written with escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    print(text.encode("utf-8", "backslashreplace").decode())  # noqa: T201


def visible(text: str) -> str:
    r"""The text with what a terminal would obey written out: controls, marks of direction.

    >>> visible("a\x9b31m\u202eb")
    'a\\x9b31m\\u202eb'
    """
    return "".join(
        each if each.isprintable() or each in "\n\t\u3000\xa0" else _escaped(each) for each in text
    )


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode()

"""Judged questions as CSV or JSON Lines: how people write down their own."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.gold_questions.questions import Question
from eval.gold_questions.rows import COLUMNS, group_rows

DELIMITERS = ",;\t"


def read_csv(path: Path, problems: list[str]) -> list[Question]:
    """The questions of a CSV file; what is wrong with it is added to `problems`."""
    return group_rows(path, _csv_rows(path, problems), problems)


def read_jsonl(path: Path, problems: list[str]) -> list[Question]:
    """The questions of a JSON Lines file; what is wrong with it is added to `problems`."""
    return group_rows(path, _json_rows(path, problems), problems)


def _csv_rows(path: Path, problems: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = _lines(path, problems)
    if not any(lines):
        return
    delimiter = max(DELIMITERS, key=lines[0].count)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    line = 1
    try:
        header = [name.strip() for name in next(reader)]
        if problem := _header_problem(header):
            problems.append(f"{path}: line 1: {problem}")
            return
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(header):
                problems.append(
                    f"{path}: line {line}: has more cells than the {len(header)} columns; put "
                    f"quotation marks around a cell with {delimiter!r} in it"
                )
            else:
                named = zip(header, map(str.strip, cells), strict=False)
                yield line, {name: cell for name, cell in named if cell}
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(f"{path}: line {line}: is no CSV: {error}; close its quotation marks")


def _header_problem(header: list[str]) -> str | None:
    twice = len(set(header)) < len(header)
    if "question" in header and set(header) <= set(COLUMNS) and not twice:
        return None
    return (
        "expected the names of the columns, question, quote, document and if need be "
        f"{', '.join(COLUMNS[3:])}; found {', '.join(map(repr, header))}"
    )


def _json_rows(path: Path, problems: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in enumerate(_lines(path, problems), start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            problems.append(f"{path}: line {line}: is no JSON: {error}")
            continue
        if isinstance(row, dict):
            yield line, {name: value for name, value in row.items() if value is not None}
        else:
            problems.append(
                f'{path}: line {line}: expected an object such as {{"question": "…", '
                f'"quote": "…", "document": "…"}}, found {text.strip()[:40]!r}'
            )


def _lines(path: Path, problems: list[str]) -> list[str]:
    try:
        # Not splitlines(): JSON may hold U+2028 and others that end no line of a file.
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}: cannot be read as UTF-8: {error}; save it in UTF-8")
        return []

"""Reading judged questions: a gold folder, or one file of somebody's own.

A gold folder holds the development and the reported questions, each as one file: `development`
and `reported` with the ending `.toml` (the shipped one explains the fields), `.csv` or `.jsonl`.
Nothing may be fitted on the reported questions. A file by itself is asked as a whole.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from eval.errors import GoldInvalid
from eval.gold_questions.questions import Gold, Question
from eval.gold_questions.row_files import read_csv, read_jsonl
from eval.gold_questions.toml_files import read_toml

Split = Literal["dev", "reported"]
STEMS: Mapping[Split, str] = {"dev": "development", "reported": "reported"}
SHIPPED = Path(__file__).parent.parent / "gold"

Reader = Callable[[Path, list[str]], list[Question]]
READERS: Mapping[str, Reader] = {".toml": read_toml, ".csv": read_csv, ".jsonl": read_jsonl}


def load_gold(path: Path = SHIPPED, split: Split | Literal["all"] = "all") -> Gold:
    """Read and check a gold folder or file; all of it is checked whichever split is asked for.

    Raises:
        GoldInvalid: names file, line or question, and what to do, for every problem found.
    """
    problems: list[str] = []
    read = _read_folder(path, problems) if path.is_dir() else {"all": _read(path, problems)}
    questions = [question for part in read.values() for question in part]
    problems += _find_duplicates(questions)
    if problems:
        raise GoldInvalid(problems)
    if not path.is_dir():
        split, name = "all", path.name
    else:
        name = split
    wanted = questions if split == "all" else read[split]
    if not wanted:
        raise GoldInvalid([f"{path}: no questions for split {split!r}; add some, or take 'all'"])
    return Gold(name, tuple(wanted))


def _read_folder(folder: Path, problems: list[str]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for split, stem in STEMS.items():
        files = [folder / f"{stem}{ending}" for ending in READERS]
        present = [file for file in files if file.is_file()]
        if len(present) == 1:
            found[split] = _read(present[0], problems)
        elif present:
            named = " and ".join(file.name for file in present)
            problems.append(f"{folder}: holds {named}; one of them is to go")
        else:
            problems.append(
                f"{files[0]}: is missing; a gold folder holds "
                f"{' and '.join(STEMS.values())}, each as {_endings()}"
            )
    return found


def _read(path: Path, problems: list[str]) -> list[Question]:
    reader = READERS.get(path.suffix.lower())
    if not path.exists():
        problems.append(f"{path}: is missing; expected a gold folder, or a file {_endings()}")
    elif reader is None:
        problems.append(f"{path}: is no file of questions; expected {_endings()}")
    else:
        return reader(path, problems)
    return []


def _endings() -> str:
    *first, last = READERS
    return f"{', '.join(first)} or {last}"


def _find_duplicates(questions: Sequence[Question]) -> Iterator[str]:
    seen: dict[str, Question] = {}
    for question in questions:
        first = seen.setdefault(question.question_id, question)
        if first is not question:
            yield (
                f"{question.place}: the id {question.question_id!r} is taken by {first.place}; "
                "give one of them another id"
            )

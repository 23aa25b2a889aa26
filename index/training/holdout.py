"""A development slice: rows that training never sees, to choose between checkpoints by.

The yardsticks that are reported must not choose; these may.
"""

import hashlib
import random
from collections.abc import Iterable
from dataclasses import replace

from index.training.data import Judged, Pair, Question, TrainingData
from index.training.evaluation import Yardstick
from index.training.mixture import PROSE

PAIRS = 500
PASSAGES = 100
# At most this share of what there is, for small folders.
SHARE = 0.1

ONE_OF = 12
"""Of so many documents with judged questions one is held out."""

SQUAD = "squad2:"
HELD_ARTICLES = frozenset(
    SQUAD + name
    for name in (
        "Black_Death", "Ctenophora", "Harvard_University", "Normans", "Packet_switching",
        "Prime_number", "Scottish_Parliament", "Victoria_(Australia)",
    )
)  # fmt: skip
"""Of SQuAD's thirty articles these: they are too few, and too many-sided, to be left to chance."""


def split_judged(rows: Iterable[Judged]) -> tuple[list[Judged], list[Judged]]:
    """The rows to train on, and those of documents that are held out."""
    training: list[Judged] = []
    held: list[Judged] = []
    for row in rows:
        (held if _is_held_out(row.document) else training).append(row)
    return training, held


def _is_held_out(document: str) -> bool:
    if document.startswith(SQUAD):
        return document in HELD_ARTICLES
    digest = hashlib.md5(document.encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % ONE_OF == 0


def hold_out(data: TrainingData, seed: int) -> tuple[TrainingData, list[Yardstick]]:
    """Split off translated sentences and people's Chinese questions with all their passages.

    A sentence that occurs in several rows leaves with all of them.
    """
    generator = random.Random(seed)
    good = [row for row in data.pairs if row.source in PROSE and row.agreement >= 0.4]
    candidates = sorted({row.english for row in good or data.pairs})
    sentences = _some(candidates, PAIRS, generator)
    asked = [row for row in data.questions if row.question_language == row.passage_language == "zh"]
    largest = _largest_source(asked)
    passages = _some(
        sorted({row.passage for row in asked if row.source == largest}), PASSAGES, generator
    )
    held_pairs = {row.english: row for row in data.pairs if row.english in sentences}
    held_questions = [row for row in asked if row.passage in passages]
    rest = replace(
        data,
        pairs=[row for row in data.pairs if row.english not in sentences],
        questions=[row for row in data.questions if row.passage not in passages],
    )
    yardsticks = [_of_pairs(list(held_pairs.values()))]
    if held_questions:
        yardsticks.append(_of_questions(held_questions))
    return rest, yardsticks


def _some(candidates: list[str], most: int, generator: random.Random) -> set[str]:
    count = min(most, max(1, round(len(candidates) * SHARE))) if candidates else 0
    return set(generator.sample(candidates, count))


def _largest_source(questions: list[Question]) -> str | None:
    sources = [row.source for row in questions if row.source != "roc_law_qa_templates"]
    return max(sorted(set(sources)), key=sources.count) if sources else None


def _of_pairs(pairs: list[Pair]) -> Yardstick:
    texts: dict[str, tuple[str, str]] = {}
    relevant: dict[str, set[str]] = {}
    for place, pair in enumerate(pairs):
        texts |= {f"en{place}": ("en", pair.english), f"zh{place}": ("zh", pair.chinese)}
        relevant |= {f"en{place}": {f"zh{place}"}, f"zh{place}": {f"en{place}"}}
    return Yardstick("held-out pairs", texts, texts, relevant)


def _of_questions(rows: list[Question]) -> Yardstick:
    passages = {
        text: f"p{place}" for place, text in enumerate(dict.fromkeys(r.passage for r in rows))
    }
    questions = {f"q{place}": ("zh", row.question) for place, row in enumerate(rows)}
    relevant = {f"q{place}": {passages[row.passage]} for place, row in enumerate(rows)}
    held = {key: ("zh", text) for text, key in passages.items()}
    return Yardstick("held-out questions", questions, held, relevant)

"""What is asked: the questions of the given benchmarks in turn, else the gold questions."""

from collections.abc import Sequence
from itertools import chain, zip_longest
from pathlib import Path

from eval.collections.loading import load_queries
from eval.gold_questions.loading import SHIPPED, load_gold
from eval.gold_questions.questions import LANGUAGES


def open_questions(folders: Sequence[Path]) -> list[str]:
    """Each question once, those of the languages in turn, so that any stretch has both."""
    by_language: dict[str, list[str]] = {}
    for folder in folders:
        if (folder / "queries.jsonl").is_file():
            for query in load_queries(folder / "queries.jsonl"):
                by_language.setdefault(query.lang, []).append(query.text)
    if not by_language:
        gold = load_gold(SHIPPED, "all")
        by_language = {name: [q.texts[name] for q in gold.questions] for name in LANGUAGES}
    in_turn = chain.from_iterable(zip_longest(*by_language.values()))
    return list(dict.fromkeys(question for question in in_turn if question is not None))

"""What every leg says of gold questions, which are in words of their own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.documents import Document
from corpus.passages import Passage, split_document
from corpus.shipped import shipped_documents
from eval.collections.loading import QueryLine
from eval.fitting.observations import (
    Everything,
    Observation,
    everything,
    judged_in_pool,
    observe_one,
)
from eval.gold_questions.loading import load_gold
from eval.gold_questions.questions import Question
from eval.gold_questions.sets import add_texts
from index.engines.local.scratch import passages_view
from index.search import Searcher, SearchParts
from service.settings import Settings
from service.wiring import adder_of, open_library


def observe_shipped(parts: SearchParts, beside: Sequence[Passage] = ()) -> list[Observation]:
    """The development part of the gold questions on the chapter, asked of it.

    Where other passages stand beside it, those without an answer are left out: it may be there.
    """
    passages = [p for document in shipped_documents() for p in split_document(document)]
    questions: Iterable[Question] = load_gold(split="dev").questions
    if beside:
        questions = [question for question in questions if question.answerable]
    found = _observe(questions, [*passages, *beside], parts)
    return judged_in_pool(found) if beside else found


def observe_library(
    questions: Iterable[Question], texts: Path, settings: Settings, parts: SearchParts
) -> list[Observation]:
    """Gold questions, asked of the shipped texts and of those in a folder."""
    with TemporaryDirectory(prefix="wenju-fit-") as home:
        library = open_library(settings.model_copy(update={"home": Path(home)}))
        add_texts(texts, adder_of(settings, library))
        documents: list[Document] = list(library.documents())
    return _observe(questions, [p for one in documents for p in split_document(one)], parts)


def _observe(
    questions: Iterable[Question], passages: Sequence[Passage], parts: SearchParts
) -> list[Observation]:
    with passages_view(passages, parts.encoder) as view:
        searcher = Searcher(view, parts)
        known = everything(searcher)
        return [o for question in questions for o in _observe_one(searcher, known, question)]


def _observe_one(
    searcher: Searcher, known: Everything, question: Question
) -> Iterator[Observation]:
    for language, text in question.texts.items():
        line = QueryLine(
            query_id=f"{question.question_id}-{language}",
            lang="en" if language == "en" else "zh",
            text=text,
        )
        yield from observe_one(searcher, known, line, text, partial(_answers, question))


def _answers(question: Question, passage: Passage) -> bool:
    return any(_without_space(one) in _without_space(passage.text) for one in question.quotations)


@lru_cache(maxsize=1 << 15)
def _without_space(text: str) -> str:
    return re.sub(r"\s", "", text)

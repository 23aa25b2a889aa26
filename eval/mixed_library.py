"""What search finds in a library of many works, beside what its parts find by themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from corpus.documents import Language
from corpus.languages import base_language
from corpus.passages import Passage
from eval.collections.loading import QueryLine
from eval.collections.runs import leg_scores, reciprocal_rank_fusion
from eval.fitting.observations import Everything, Observation, everything, observe_one
from eval.gold_questions.parts import ENCODER, HYBRID, RRF, PartRanks
from eval.gold_questions.questions import Gold, Question
from eval.measures import DEPTH, judge_rank
from index.search import Filters, Query, Searcher


def rank_parts(
    searcher: Searcher, gold: Gold, document_languages: Mapping[str, Language]
) -> Iterator[PartRanks]:
    """The rank of the answer by search and by its parts, for every answerable question."""
    passages = everything(searcher)
    for question in gold.questions:
        spoken = {base_language(document_languages[one]) for one in question.document_ids}
        for language, text in question.texts.items() if question.answerable else ():
            ranks = _ranks(searcher, passages, question, text)
            yield PartRanks(base_language(language) in spoken, ranks)


def _ranks(
    searcher: Searcher, passages: Everything, question: Question, text: str
) -> dict[str, int | None]:
    hits = searcher.search(Query(text), DEPTH, Filters()).hits
    # Its language counts for tables alone; search tells it from the text.
    line = QueryLine(query_id=question.question_id, lang="en", text=text)
    observed = observe_one(searcher, passages, line, text, partial(_answers, question))
    return {
        HYBRID: judge_rank([hit.passage.text for hit in hits], question.quotations),
        ENCODER: _rank(observed, leg_scores("dense", observed)),
        RRF: _rank(observed, reciprocal_rank_fusion(observed)),
    }


def _rank(observed: Sequence[Observation], scores: Iterable[tuple[str, float]]) -> int | None:
    """The rank of the first candidate that answers, by scores; equal ones by name."""
    right = {f"{one.target}:{key}" for one in observed for key in one.judged}
    order = sorted(scores, key=lambda item: (-item[1], item[0]))
    return next((rank for rank, (name, _) in enumerate(order, 1) if name in right), None)


def _answers(question: Question, passage: Passage) -> bool:
    return any(quotation in passage.text for quotation in question.quotations)

"""The searcher: from a question to ranked passages with evidence and a confidence.

The steps, each in a module of its own: prepare the question (query/preparation.py), let every leg
score each language's pool (ranking/retrieval.py), fuse the legs (ranking/fusion.py) and say how
sure the best is (ranking/features.py), put all languages in one order, read the first passage
(ranking/verification.py), rerank if wished (ranking/reranker.py), mark the evidence
(ranking/evidence.py), and explain (ranking/explanation.py).
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.glossary import Glossary
from corpus.languages import Detected
from corpus.passages import Passage
from index.encoders.base import Encoder, Verifier
from index.engines.base import Filters, View
from index.lookup import look_up
from index.query.preparation import Query, Question, QuestionReader
from index.ranking.calibration import Calibration, warn_if_foreign
from index.ranking.evidence import mark_evidence
from index.ranking.explanation import explain_hit
from index.ranking.fusion import Candidate, PoolRanking, merge, rank_pool, reserve
from index.ranking.reranker import Reranker
from index.ranking.retrieval import KEPT, LegScores, gather
from index.ranking.verification import Verified, verify, with_confidence
from index.text.analysis import BaseLanguage

__all__ = ["Filters", "Hit", "Query", "SearchParts", "SearchResult", "Searcher"]

# A passage that is less likely to answer than this is not given a reserved place.
RESERVED_FLOOR = 0.02


@dataclass(frozen=True, slots=True)
class SearchParts:
    """What a search needs beside an index."""

    encoder: Encoder
    glossary: Glossary
    calibration: Calibration
    reranker: Reranker | None = None
    reserved_places: int = 1
    verifier: Verifier | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    Attributes:
        passage: where and what it is.
        score: the probability that it answers.
        rank: 1 for the first.
        evidence: spans of the document's text: the sentences that answer, the best first.
        explanation: what the score is made of, if it was asked for.
    """

    passage: Passage
    score: float
    rank: int
    evidence: tuple[tuple[int, int], ...]
    explanation: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first, and how sure the first one is."""

    index_version: str
    detected: Detected
    hits: tuple[Hit, ...]
    confidence: float
    timings_ms: Mapping[str, float] = field(default_factory=dict)


class Searcher:
    """Searches one view of an index; safe to use from several threads."""

    def __init__(
        self, view: View, parts: SearchParts, reader: QuestionReader | None = None
    ) -> None:
        self.view = view
        self._parts = parts
        if reader is None:
            reader = QuestionReader(parts.encoder, parts.glossary)
            warn_if_foreign(parts.calibration, parts.encoder.fingerprint, parts.encoder.name)
        self._reader = reader

    def over(self, view: View) -> "Searcher":
        """A searcher over another view that reads questions like this one.

        Making a reader takes a tenth of a second, and no reader depends on what is searched.
        """
        return Searcher(view, self._parts, self._reader)

    def facts(self) -> dict[str, Any]:
        """What is served: for readiness and `wenju index info`."""
        return {
            "index_version": self.view.index_version,
            "encoder": self.view.encoder,
            "documents": len(self.view.documents),
            "passages": dict(self.view.passages),
        }

    def search(
        self, query: Query, top_k: int = 5, filters: Filters | None = None, explain: bool = False
    ) -> SearchResult:
        """The best `top_k` passages, or as many as there are."""
        clock = _Clock()
        question = self.prepare(query, clock)
        legs = self.gather(question, filters or Filters(), max(KEPT, top_k))
        rankings = {name: self.rank(question, found) for name, found in legs.items()}
        clock.note("search")
        order = merge(list(rankings.values()))
        verified = self._verify(question, legs, order)
        order = with_confidence(order, verified)
        clock.note("verify")
        confidence = order[0].score if order else 0.0
        order = reserve(order, top_k, self._parts.reserved_places, RESERVED_FLOOR)
        shown = self._rerank(question, rankings, order, top_k)
        hits = self._hits(question, rankings, shown, explain, verified)
        clock.note("evidence")
        return SearchResult(
            self.view.index_version, question.detected, hits, confidence, clock.milliseconds
        )

    def look_up(self, text: str, most: int, filters: Filters | None = None) -> list[Passage]:
        """Passages with the words of a text, for who looks for the text itself and compares."""
        dimensions = self._parts.encoder.dimensions
        return look_up(self.view, dimensions, text, most, filters or Filters())

    def find_named(self, text: str) -> list[tuple[int, int]]:
        """Where a text names something that the glossary has."""
        return self._reader.find_named(text)

    def prepare(self, query: Query, clock: "_Clock | None" = None) -> Question:
        """Everything about the question that does not depend on the passages."""
        languages = [name for name, number in self.view.passages.items() if number]
        return self._reader.read(query, languages, (clock or _Clock()).note)

    def gather(
        self, question: Question, filters: Filters, kept: int = KEPT
    ) -> dict[BaseLanguage, LegScores]:
        """The candidates of each language with their scores; languages without any are left out."""
        found = {
            name: gather(
                self.view, name, question, filters, self._reader.refiner(question, name), kept
            )
            for name in question.pairs
        }
        return {name: legs for name, legs in found.items() if len(legs)}

    def rank(self, question: Question, legs: LegScores) -> PoolRanking:
        """The candidates of a language with their fused scores and confidence."""
        pair = self._parts.calibration.pairs[question.pairs[legs.language]]
        return rank_pool(question, legs, pair)

    def _verify(
        self,
        question: Question,
        legs: Mapping[BaseLanguage, LegScores],
        order: Sequence[Candidate],
    ) -> Verified | None:
        """What reading the first passage gives."""
        if not order:
            return None
        odds, verifier = self._parts.calibration.verification, self._parts.verifier
        return verify(question, legs[order[0].language], order[0], odds, verifier)

    def _rerank(
        self,
        question: Question,
        rankings: Mapping[BaseLanguage, PoolRanking],
        order: Sequence[Candidate],
        top_k: int,
    ) -> list[Candidate]:
        reranker = self._parts.reranker
        if reranker is None:
            return list(order[:top_k])
        texts = [
            rankings[candidate.language].legs.passage(candidate.position).text
            for candidate in order[: reranker.candidates]
        ]
        scores = reranker.score(question.text, texts)
        read = sorted(range(len(scores)), key=lambda place: -scores[place])
        reordered = [order[place] for place in read] + list(order[len(scores) :])
        return reordered[:top_k]

    def _hits(
        self,
        question: Question,
        rankings: Mapping[BaseLanguage, PoolRanking],
        shown: Sequence[Candidate],
        explain: bool,
        verified: Verified | None,
    ) -> tuple[Hit, ...]:
        hits = []
        for rank, candidate in enumerate(shown, start=1):
            ranking, position = rankings[candidate.language], candidate.position
            hits.append(
                Hit(
                    passage=ranking.legs.passage(position),
                    score=candidate.score,
                    rank=rank,
                    evidence=mark_evidence(question, ranking.legs, position),
                    explanation=self._explain(question, candidate, rankings, verified)
                    if explain
                    else None,
                )
            )
        return tuple(hits)

    def _explain(
        self,
        question: Question,
        candidate: Candidate,
        rankings: Mapping[BaseLanguage, PoolRanking],
        verified: Verified | None,
    ) -> dict[str, Any]:
        return {
            **explain_hit(question, candidate, rankings, self._parts.calibration),
            "verification": verified.explained() if verified else None,
        }


class _Clock:
    """Milliseconds since the last note, by stage."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def note(self, stage: str) -> None:
        now = time.perf_counter()
        self.milliseconds[stage] = round((now - self._last) * 1000, 3)
        self._last = now

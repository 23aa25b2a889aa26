"""Why a passage was found: parts that add up to its score.

    fused = offset + favoured + sum over legs of contribution
    score = confidence × exp(fused - best fused)        (before reading)

`offset` is the language pair's, less the logarithm of the number of its passages; `favoured` is for
what was shown before, or against it. The confidence and the best fused score are those of the
passage that came first, in whichever language it is.

A leg's contribution is its weight times its signal; the lexical one is divided among the terms of
the question in proportion to what each added to BM25. The confidence's log-odds are its bias and
weight times value of each feature; `reworded` says how far these are the ones for questions in
words of their own, and `wording` how that was told. A term that only the heading has has no `as`.
Where the first passage was read together with the question (index/ranking/verification.py),
`verification` says what came of it, and the score that is shown is to the one above as
`probability` is to `before` there.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.query.preparation import Question
from index.ranking.calibration import Calibration
from index.ranking.fusion import Candidate, PoolRanking, crowd, favour, first_of
from index.ranking.retrieval import LegScores
from index.text.analysis import BaseLanguage, analyse


def explain_hit(
    question: Question,
    candidate: Candidate,
    rankings: Mapping[BaseLanguage, PoolRanking],
    calibration: Calibration,
) -> dict[str, Any]:
    """The parts of one candidate's score, for people and programs.

    Args:
        question: what is asked.
        candidate: what is explained.
        rankings: passage language → the candidates with their scores.
        calibration: the numbers of every pair.
    """
    ranking, position = rankings[candidate.language], candidate.position
    pair = question.pairs[candidate.language]
    numbers = calibration.pairs[pair]
    legs = ranking.legs
    parts = {
        leg: {
            "score": float(legs.raw[leg][position]),
            "rank": rank_of(legs.raw[leg], position),
            "signal": float(signal[position]),
            "weight": numbers.weights[leg],
            "contribution": numbers.weights[leg] * float(signal[position]),
        }
        for leg, signal in legs.signals.items()
    }
    terms = _matched_terms(legs, position)
    first = first_of(rankings.values())
    return {
        "pair": pair,
        "legs": parts,
        "offset": numbers.offset - crowd(legs),
        "favoured": float(favour(question, legs)[position]),
        "fused": float(ranking.fused[position]),
        "best_fused": float(first.fused.max()),
        "score": candidate.score,
        "terms": _shared_out(terms, parts["lexical"]["contribution"]),
        "confidence": _explain_confidence(question, first, calibration),
    }


def _explain_confidence(
    question: Question, first: PoolRanking, calibration: Calibration
) -> dict[str, Any]:
    reworded = calibration.pairs[question.pairs[first.language]].reworded
    return {
        "probability": first.confidence,
        "features": dict(first.features),
        **first.odds.model_dump(),
        "reworded": first.reworded,
        "wording": reworded.wording.model_dump() if reworded else None,
        "content": question.content,
    }


def rank_of(scores: NDArray[np.float32], position: int) -> int:
    """1 for the best score; equal scores share the better rank."""
    return int((scores > scores[position]).sum()) + 1


def _matched_terms(legs: LegScores, position: int) -> list[dict[str, Any]]:
    """The question's terms that a candidate has, with where it has them."""
    passage = legs.passage(position)
    places: dict[str, list[tuple[int, int]]] = {}
    for token in analyse(passage.text, legs.language):
        places.setdefault(token.term, []).append(
            (passage.start + token.start, passage.start + token.end)
        )
    matched = []
    for term, added in zip(legs.terms, legs.term_scores(position), strict=True):
        if added <= 0:
            continue
        present = [way for way in term.alternatives if all(t in places for t in way.terms)]
        matched.append(
            {
                "term": term.text,
                "question_span": [term.start, term.end],
                "bm25": float(added),
                "as": [
                    {
                        "text": way.text,
                        "origin": way.origin,
                        "probability": way.probability,
                        "spans": sorted({span for t in way.terms for span in places[t]}),
                    }
                    for way in present
                ],
            }
        )
    return sorted(matched, key=lambda item: -float(item["bm25"]))


def _shared_out(matched: list[dict[str, Any]], contribution: float) -> list[dict[str, Any]]:
    """Give each term its share of the lexical leg's contribution."""
    total = sum(item["bm25"] for item in matched)
    for item in matched:
        item["contribution"] = contribution * item["bm25"] / total
    return matched

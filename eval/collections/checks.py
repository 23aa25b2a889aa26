"""What a benchmark shows beside its ranking: evidence, abstention, script twins, fairness."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eval.collections.loading import Yardstick
from eval.fitting.observations import Observation, judged_in_pool, ranked, without_answer
from eval.measures import aurc, auroc, false_answers_at_coverage
from index.engines.base import Key
from index.ranking.evidence import mark_evidence
from index.ranking.fusion import merge, reserve
from index.ranking.retrieval import LegScores
from index.search import RESERVED_FLOOR, Filters, SearchParts

BINS = 10
SHOWN = 5


@dataclass(frozen=True, slots=True)
class AbstentionRow:
    """One language pair: every question asked as it is, and with its passage taken away.

    `reliability` holds, per tenth of confidence, its mean, the share of right first passages,
    and how many answers there are.
    """

    pair: str
    questions: int
    auroc: float | None
    aurc: float | None
    false_answers: float | None
    reliability: tuple[tuple[float, float, int], ...]


def abstention_rows(observations: Sequence[Observation], parts: SearchParts) -> list[AbstentionRow]:
    """How well the confidence tells answerable questions from those without their passage."""
    rows = []
    for pair, members in _by_slice(observations).items():
        answerable, unanswerable, right = [], [], []
        for o in members:
            confidence, first = _confidence(o, o.legs, parts)
            answerable.append(confidence)
            right.append(bool(o.relevant[first]))
            unanswerable.append(_confidence(o, without_answer(o), parts)[0])
        everything = answerable + unanswerable
        correct = right + [False] * len(unanswerable)
        rows.append(
            AbstentionRow(
                pair,
                len(members),
                auroc(answerable, unanswerable),
                aurc(everything, correct),
                false_answers_at_coverage(answerable, unanswerable),
                tuple(_reliability(np.array(everything), np.array(correct))),
            )
        )
    return rows


def _confidence(o: Observation, legs: LegScores, parts: SearchParts) -> tuple[float, int]:
    if not len(legs):
        return 0.0, 0
    (ranking,) = ranked([replace(o, legs=legs)], parts)
    return ranking.confidence, int(np.argmax(ranking.fused))


def _reliability(
    confidences: NDArray[np.float64], right: NDArray[np.bool_]
) -> Iterator[tuple[float, float, int]]:
    places = np.minimum((confidences * BINS).astype(int), BINS - 1)
    for place in range(BINS):
        members = places == place
        if members.any():
            yield (
                float(confidences[members].mean()),
                float(right[members].mean()),
                int(members.sum()),
            )


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """How often the marked sentences of the right passage hold the annotated answer.

    `quoted` is the share of the first of them by itself, which a citation quotes.
    """

    pair: str
    questions: int
    share: float
    quoted: float
    sentences: float


def evidence_rows(yardstick: Yardstick, observations: Sequence[Observation]) -> list[EvidenceRow]:
    """Mark the right passage of every question that has an answer string in its language.

    A question about a passage in the other language takes the answer of its twin: the query
    whose id differs in the language at its end only (`x00.0.0-en`, `x00.0.0-zh`).
    """
    answers = {query.query_id: query.answer for query in yardstick.queries if query.answer}
    found: dict[str, list[list[bool]]] = defaultdict(list)
    for o in judged_in_pool(observations):
        twin = o.query.query_id.removesuffix(f"-{o.query.lang}") + f"-{o.target}"
        answer = answers.get(o.query.query_id if o.query.lang == o.target else twin)
        passage = o.judged[min(o.judged)]
        if answer is None or answer not in passage.text:
            continue
        marked = mark_evidence(o.question, *_candidate(o, min(o.judged)))
        held = [answer in text for text in passage.texts_at(marked)]
        found[f"{o.query.lang}-{o.target}"].append(held)
    return [
        EvidenceRow(
            pair,
            len(cases),
            float(np.mean([any(held) for held in cases])),
            float(np.mean([held[0] for held in cases])),
            float(np.mean([len(held) for held in cases])),
        )
        for pair, cases in sorted(found.items())
    ]


def _candidate(o: Observation, key: Key) -> tuple[LegScores, int]:
    """A passage as a candidate; one that was not found is looked at by itself."""
    if key in o.legs.keys:
        return o.legs, o.legs.keys.index(key)
    alone = Filters(documents=frozenset({o.judged[key].document_id}))
    legs = o.searcher.gather(o.question, alone, kept=o.searcher.view.passages[o.target])[o.target]
    return replace(legs, ranker=o.legs.ranker), legs.keys.index(key)


@dataclass(frozen=True, slots=True)
class FairnessRow:
    """Recall@5 of the passage in the other language: alone, and with both languages there."""

    pair: str
    questions: int
    alone: float
    mixed: float
    mixed_reserved: float


def fairness_rows(
    observations: Sequence[Observation], parts: SearchParts, reserved: int
) -> list[FairnessRow]:
    """What the question's own language costs the other one in the first five places."""
    groups: dict[str, list[Observation]] = defaultdict(list)
    for o in observations:
        groups[o.query.query_id].append(o)
    found: dict[str, list[list[bool]]] = defaultdict(list)
    for group in groups.values():
        order = merge(ranked(group, parts))
        for o in judged_in_pool(group):
            if o.target == o.query.lang or len(group) < 2:
                continue
            alone = [c for c in order if c.language == o.target]
            found[f"{o.query.lang}-{o.target}"].append(
                [
                    any(
                        c.language == o.target and o.legs.keys[c.position] in o.judged
                        for c in ranking[:SHOWN]
                    )
                    for ranking in (alone, order, reserve(order, SHOWN, reserved, RESERVED_FLOOR))
                ]
            )
    return [
        FairnessRow(pair, len(cases), *np.mean(np.array(cases, dtype=float), axis=0).tolist())
        for pair, cases in sorted(found.items())
    ]


def _by_slice(observations: Sequence[Observation]) -> Mapping[str, list[Observation]]:
    slices: dict[str, list[Observation]] = defaultdict(list)
    for o in judged_in_pool(observations):
        slices[f"{o.query.lang}-{o.target}"].append(o)
    return dict(sorted(slices.items()))

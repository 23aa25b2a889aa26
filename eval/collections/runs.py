"""One table for a benchmark: each leg and each fusion, per language pair and kind of pool.

`mono` pools hold the passages of one language, and a question is judged against those. The
`mixed` pool holds all passages, and a question is judged against every passage that answers it,
in whichever language: a method that finds one of two versions only has half of what there is.
Whether the other language is still found there has a table of its own, see
eval/collections/checks.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.fitting.observations import Observation, judged_in_pool, ranked
from eval.gate.significance import bootstrap_interval
from eval.measures import Qrels, Run, measure
from index.ranking.features import LEGS
from index.ranking.fusion import merge
from index.search import SearchParts

DEPTH = 10
RRF_CONSTANT = 60
METHODS = (*LEGS, "rrf", "hybrid")
BOTH = "both"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One method on one slice; values are means over questions."""

    pool: str
    question_language: str
    passage_language: str
    method: str
    questions: int
    values: Mapping[str, float]
    interval: tuple[float, float]


def ranking_rows(observations: Sequence[Observation], parts: SearchParts) -> list[TableRow]:
    """The ranking table: every method, mono and mixed pools, every language pair."""
    judged = judged_in_pool(observations)
    groups: dict[str, list[Observation]] = defaultdict(list)
    for o in observations:
        groups[o.query.query_id].append(o)
    rows = []
    for source, target in sorted({(o.query.lang, o.target) for o in judged}):
        chosen = [[o] for o in judged if (o.query.lang, o.target) == (source, target)]
        rows += [_row("mono", source, target, method, chosen, parts) for method in METHODS]
    for source in sorted({o.query.lang for o in judged}):
        mixed = [
            group for group in groups.values() if len(group) > 1 and group[0].query.lang == source
        ]
        if mixed:
            rows += [_row("mixed", source, BOTH, method, mixed, parts) for method in METHODS]
    return rows


def _row(
    pool: str,
    source: str,
    target: str,
    method: str,
    groups: Sequence[Sequence[Observation]],
    parts: SearchParts,
) -> TableRow:
    qrels: Qrels = {
        group[0].query.query_id: {f"{o.target}:{key}": 1 for o in group for key in o.judged}
        for group in groups
    }
    run: Run = {
        group[0].query.query_id: dict(_best(_scores(method, group, parts))) for group in groups
    }
    values = measure(qrels, run)
    return TableRow(
        pool,
        source,
        target,
        method,
        len(groups),
        {name: float(np.mean(list(found.values()))) for name, found in values.items()},
        bootstrap_interval(list(values["nDCG@10"].values())),
    )


def _scores(
    method: str, group: Sequence[Observation], parts: SearchParts
) -> Iterable[tuple[str, float]]:
    """Ids of the candidates of one question with their scores by `method`."""
    if method == "hybrid":
        legs = {o.target: o.legs for o in group}
        for c in merge(ranked(group, parts)):
            yield f"{c.language}:{legs[c.language].keys[c.position]}", c.score
    elif method == "rrf":
        yield from reciprocal_rank_fusion(group)
    else:
        yield from leg_scores(method, group)


def leg_scores(leg: str, group: Sequence[Observation]) -> Iterable[tuple[str, float]]:
    """Cosines as they are; BM25 as shares, since two languages' scores are on two scales."""
    for o in group:
        scores = o.legs.shares if leg == "lexical" else o.legs.raw[leg]
        for key, score in zip(o.legs.keys, scores, strict=True):
            if leg != "lexical" or score > 0:
                yield f"{o.target}:{key}", float(score)


def reciprocal_rank_fusion(group: Sequence[Observation]) -> Iterable[tuple[str, float]]:
    """Plain RRF (Cormack, Clarke and Büttcher 2009) of the legs' lists, for comparison."""
    fused: dict[str, float] = defaultdict(float)
    for leg in ("dense", "lexical"):
        ranked = sorted(leg_scores(leg, group), key=lambda item: -item[1])
        for rank, (name, _) in enumerate(ranked, start=1):
            fused[name] += 1.0 / (RRF_CONSTANT + rank)
    return fused.items()


def _best(scores: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(scores, key=lambda item: (-item[1], item[0]))[:DEPTH]

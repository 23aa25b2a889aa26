"""`wenju fit`: fusion weights and confidence for an encoder, from development data.

Two fits, both small and convex:

1. Fusion. One conditional logit over the candidates of all languages together
   (eval/fitting/regressions.py), so that one order holds for all of them.
2. Confidence. Per language pair, logistic regressions on the answer's features
   (index/ranking/features.py), over every question twice: as it is, where the label says whether
   the first passage answers, and with its passage taken away, where no answer can be right. One is
   for questions in the words of the text, one for those in words of their own, and one tells which
   a question is.

Benchmarks are asked with the passage in view, so their questions repeat its words; readers do
not. Gold questions (the development part of the shipped sets and of further gold folders, never the
reported one) are the ones in words of their own. They join the benchmarks in every fit but that of
questions in the words of the text, and count GOLD_SHARE of all together. Those on the chapter are
asked of it alone and, those with an answer, of a library that has the benchmarks' passages, too
(CROWDED): what is found among texts of many subjects scores otherwise.

The thresholds between `answered`, `weak` and `no_answer` are no part of this.
"""

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage
from eval.collections.loading import (
    QueryLine,
    Yardstick,
    as_passage,
    load_yardstick,
    yardstick_view,
)
from eval.errors import FittingDataMissing
from eval.fitting.answers import Answers, find_answers
from eval.fitting.observations import Observation, judged_in_pool, observe
from eval.fitting.own_words import observe_library, observe_shipped
from eval.fitting.regressions import (
    GOLD_SHARE,
    REWORDED_RIDGE,
    Array,
    Choice,
    _in_words_of_text,
    _shares,
    fit_fusion,
    fit_odds,
    passages_of,
)
from eval.gold_questions.loading import load_gold
from eval.gold_questions.sets import SETS
from index.encoders.base import Encoder
from index.ranking.calibration import (
    PAIRS,
    Calibration,
    Odds,
    PairCalibration,
    RewordedCalibration,
    load_calibration,
)
from index.ranking.features import FEATURES, LEGS, WORDING_FEATURES
from index.search import Searcher, SearchParts
from service.settings import Settings
from service.wiring import encoder_of, glossary_of

Observations = Sequence[Observation]

MOST_QUESTIONS = 450
"""So many questions of a benchmark in one language are fitted on: more tell nothing new."""


def fit_all(
    benchmarks: Sequence[Observations],
    gold: Sequence[Observations],
    crowded: Observations = (),
) -> dict[str, PairCalibration]:
    """The numbers of every language pair.

    Args:
        benchmarks: what was observed of each benchmark.
        gold: what was observed of each set of gold questions.
        crowded: gold questions, too, asked among the benchmarks' passages.
    """
    fusion = fit_fusion(choices_of(benchmarks, gold))
    return {
        pair: fit_pair(
            fusion[pair],
            [o for found in benchmarks for o in judged_in_pool(found) if o.pair == pair],
            [o for found in gold for o in found if o.pair == pair],
            [o for o in judged_in_pool(crowded) if o.pair == pair],
        )
        for pair in PAIRS
    }


def choices_of(benchmarks: Sequence[Observations], gold: Sequence[Observations]) -> list[Choice]:
    """What fusion chooses from: all languages together and, on benchmarks, each by itself too.

    Benchmarks count alike, gold sets by the square root of the passages that they are asked of:
    what is found among many works decides more than what is found in one.
    """
    sizes = [math.sqrt(passages_of(found)) for found in gold]
    whole = GOLD_SHARE if benchmarks else 1.0
    shares = [whole * size / sum(sizes) for size in sizes]
    found = [
        choice for one, share in zip(gold, shares, strict=True) for choice in _choices(one, share)
    ]
    for one in benchmarks:
        share = (1 - GOLD_SHARE if gold else 1.0) / len(benchmarks)
        found += _choices(one, share, by_language=True)
    return found


def _choices(observations: Observations, share: float, by_language: bool = False) -> list[Choice]:
    groups: dict[str, list[Observation]] = defaultdict(list)
    for o in observations:
        groups[o.query.query_id].append(o)
    lists = list(groups.values())
    if by_language:
        lists += [[o] for group in groups.values() if len(group) > 1 for o in group]
    return [Choice(one, share / len(lists)) for one in lists]


def thin_out(yardstick: Yardstick) -> Yardstick:
    """At most MOST_QUESTIONS a language of a benchmark, spread evenly over it."""
    kept: list[QueryLine] = []
    for language in ("zh", "en"):
        judged = [
            q for q in yardstick.queries if q.query_id in yardstick.qrels and q.lang == language
        ]
        kept += judged[:: max(1, -(-len(judged) // MOST_QUESTIONS))]
    return replace(yardstick, queries=kept)


def fit_pair(
    fusion: tuple[dict[str, float], float],
    benchmarks: Observations,
    gold: Observations,
    crowded: Observations = (),
) -> PairCalibration:
    """The confidence of one language pair with these weights and this offset."""
    weights, offset = fusion
    observations = [*benchmarks, *gold, *crowded]
    shares = _shares(len(benchmarks), len(gold), len(crowded))
    found = find_answers(observations, weights)
    own = benchmarks and (gold or crowded)
    in_words_of_text = _in_words_of_text(found.questions, len(benchmarks))
    return PairCalibration(
        weights=weights,
        offset=offset,
        confidence=fit_odds(FEATURES, found.features, found.right, in_words_of_text.astype(float)),
        reworded=_fit_reworded(found, in_words_of_text, shares) if own else None,
    )


def _fit_reworded(
    found: Answers, in_words_of_text: NDArray[np.bool_], shares: Array
) -> RewordedCalibration:
    counted = shares[found.questions]
    wording = [FEATURES.index(name) for name in WORDING_FEATURES]
    return RewordedCalibration(
        wording=fit_odds(WORDING_FEATURES, found.features[:, wording], ~in_words_of_text, counted),
        confidence=fit_odds(FEATURES, found.features, found.right, counted, REWORDED_RIDGE),
    )


def neutral(encoder: Encoder) -> Calibration:
    """Equal weights, to gather the signals with: nothing that is fitted depends on them."""
    pair = PairCalibration(
        weights=dict.fromkeys(LEGS, 1.0),
        offset=0.0,
        confidence=Odds(bias=0.0, weights=dict.fromkeys(FEATURES, 0.0)),
    )
    return Calibration(
        encoder=encoder.name,
        encoder_fingerprint=encoder.fingerprint,
        made_by="eval.fitting.command.neutral",
        data="none",
        pairs=dict.fromkeys(PAIRS, pair),
    )


def fit_calibration(settings: Settings, folders: Sequence[Path]) -> Calibration:
    """Fit for the encoder that the settings name: on the shipped gold questions and these folders.

    Args:
        settings: encoder and glossary.
        folders: benchmarks, which hold passages.jsonl, and gold folders with their texts in texts/.
    """
    encoder = encoder_of(settings)
    parts = SearchParts(encoder, glossary_of(settings), neutral(encoder))
    benchmarks: list[Observations] = []
    crowd: list[Passage] = []
    gold_folders = [folder for folder in folders if not (folder / "passages.jsonl").exists()]
    # All questions are read before anything is asked.
    yardsticks = [
        thin_out(load_yardstick(folder)) for folder in folders if folder not in gold_folders
    ]
    gold_sets = {
        folder / "texts": load_gold(folder, "dev").questions
        for folder in [SETS["library"].folder, *gold_folders]
    }
    for yardstick in yardsticks:
        with yardstick_view(yardstick.passages, encoder) as view:
            benchmarks.append(observe(yardstick, Searcher(view, parts)))
        crowd += [as_passage(line) for line in yardstick.passages]
    gold = [
        observe_shipped(parts),
        *(observe_library(found, texts, settings, parts) for texts, found in gold_sets.items()),
    ]
    crowded = observe_shipped(parts, crowd) if crowd else []
    asked = {pair: 0 for pair in PAIRS}
    for found in [*benchmarks, *gold]:
        for o in judged_in_pool(found):
            asked[o.pair] += 1
    if lacking := [pair for pair, number in asked.items() if not number]:
        raise FittingDataMissing(lacking)
    return Calibration(
        encoder=encoder.name,
        encoder_fingerprint=encoder.fingerprint,
        made_by=" ".join(["wenju fit", *(folder.name for folder in folders)]),
        data=", ".join(f"{pair}: {number} questions" for pair, number in asked.items())
        + f", of {len(benchmarks)} benchmarks and {len(gold)} sets of gold questions",
        pairs=fit_all(benchmarks, gold, crowded),
        # From the confidence to the one after reading it is the same way with any encoder.
        verification=load_calibration().verification,
    )


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Write what WENJU_CALIBRATION reads."""
    text = json.dumps(calibration.model_dump(), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")

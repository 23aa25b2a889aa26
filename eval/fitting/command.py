"""Fits index/calibration.json on development benchmarks: `python -m eval.fitting.command FOLDER…`.

Per language pair, three fits, all small problems, the first two of them convex:

1. Fusion. The legs' weights maximise the likelihood of the judged passage among its question's
   candidates (a conditional logit, McFadden 1974: what moves a whole list up or down does not
   matter, only the order does).
2. Confidence. Logistic regressions on the answer's features (index/ranking/features.py), over every
   question twice: as it is, where the label says whether the first passage was a judged one,
   and with its passage taken away, where no answer can be right. One is for questions in the
   words of the text, one for those in words of their own, and one tells which a question is.
3. Reading. What is in doubt after these two is read (index/ranking/verification.py): the weight of
a reading
   score as in 1, then the confidence as in 2 for either way to ask, from what was read and the
   log-odds before.

Benchmarks are asked with the passage in view, so their questions repeat its words; readers do
not. The development part of the gold questions (never the reported one) are the ones in words of
their own. They join the benchmarks in every fit but that of questions in the words of the text,
each question weighing as much as makes GOLD_SHARE of a pair's questions of them. They are asked
of the shipped texts alone and, those with an answer, of a library that has the benchmarks'
passages, too (CROWDED): what is found among texts of many subjects scores otherwise.

The thresholds between `answered`, `weak` and `no_answer` are no part of this.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_expit, logsumexp

from corpus.passages import Passage, split_document
from corpus.shipped import shipped_documents
from eval.collections.loading import QueryLine, as_passage, load_yardstick, yardstick_snapshot
from eval.fitting.observations import (
    Observation,
    judged_in_pool,
    observe,
    observe_one,
    without_answer,
)
from eval.gold_questions.questions import Question, load_gold
from index.encoders.answer_verifier import load_reader
from index.encoders.loading import Encoder
from index.engines.local.scratch import passages_snapshot
from index.ranking.calibration import (
    PAIRS,
    Calibration,
    PairCalibration,
    ReadingCalibration,
    RewordedCalibration,
)
from index.ranking.features import FEATURES, READING_FEATURES, WORDING_FEATURES, Odds
from index.ranking.fusion import PoolRanking, best_features, fuse, rank_pool
from index.ranking.retrieval import LEGS, LegScores
from index.ranking.verification import (
    PairReader,
    added_scores,
    is_in_doubt,
    read_best,
    reading_features,
)
from index.search import Searcher, SearchParts

Array = NDArray[np.float64]

_BOUNDS = {0: (None, None), 1: (0.0, None), -1: (None, 0.0)}

# What these tell is known beforehand; the few questions that are fitted on may seem to say else.
SIGNS = {"missing": -1, "offers_kind": 1}

RIDGE = 1e-3
# Few questions are in words of their own, so what is learned from them is held back more.
REWORDED_RIDGE = 1e-2
WEIGHTS_RIDGE = 2e-4
GOLD_SHARE = 0.5
CROWDED = 0.25
"""What a gold question counts in the crowd, where many cannot be understood: they name nothing."""


def signal_matrix(legs: LegScores) -> Array:
    """Signals of the candidates, shape (candidates, legs)."""
    return np.stack([legs.signals[leg] for leg in LEGS], axis=1).astype(float)


def fit_weights(observations: Sequence[Observation], shares: Array) -> Array:
    """Leg weights by conditional logit, never negative: a leg may be useless, not harmful.

    `shares` says what each observation counts.
    """
    lists = [
        (signal_matrix(o.legs), o.relevant, share)
        for o, share in zip(observations, shares, strict=True)
        if o.relevant.any()
    ]
    size = sum(share for _, _, share in lists)

    def objective(weights: Array) -> tuple[float, Array]:
        total, slope = 0.0, np.zeros_like(weights)
        for signals, relevant, share in lists:
            scores = signals @ weights
            chances = np.exp(scores - logsumexp(scores))
            hit = float(chances[relevant].sum())
            total -= share * math.log(hit)
            slope -= share * ((chances[relevant] / hit) @ signals[relevant] - chances @ signals)
        loss = total / size + WEIGHTS_RIDGE * float(weights @ weights)
        return loss, slope / size + 2 * WEIGHTS_RIDGE * weights

    start = np.full(len(LEGS), 5.0)
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(LEGS))
    weights: Array = found.x
    return weights


def fit_logistic(
    features: Array,
    labels: NDArray[np.bool_],
    shares: Array,
    ridge: float = RIDGE,
    signs: Sequence[int] | None = None,
) -> tuple[float, Array]:
    """Bias and weights of a logistic regression; features are standardised inside.

    Args:
        features: shape (rows, features).
        labels: one a row.
        shares: what each row counts.
        ridge: what is added to the loss for each standardised weight, squared.
        signs: for each feature 1 or -1 where its weight must not have the other sign, else 0.
    """
    shares = shares / shares.sum()
    centre = shares @ features
    spread = np.sqrt(shares @ (features - centre) ** 2) + 1e-9
    standard = (features - centre) / spread
    sides = np.where(labels, 1.0, -1.0)

    def loss(parameters: Array) -> tuple[float, Array]:
        margins = sides * (parameters[0] + standard @ parameters[1:])
        pull = -sides * expit(-margins) * shares
        slope = np.concatenate([[pull.sum()], pull @ standard])
        slope[1:] += 2 * ridge * parameters[1:]
        value = -log_expit(margins) @ shares + ridge * parameters[1:] @ parameters[1:]
        return float(value), slope

    start = np.zeros(features.shape[1] + 1)
    bounds = [(None, None), *(_BOUNDS[sign] for sign in signs or [0] * features.shape[1])]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    weights: Array = found[1:] / spread
    return float(found[0] - weights @ centre), weights


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of the answers to some questions, each with its passage and without.

    Attributes:
        features: of each answer, shape (answers, FEATURES).
        right: whether its first passage answers.
        questions: of which question each is, as a place in what was asked.
    """

    features: Array
    right: NDArray[np.bool_]
    questions: NDArray[np.intp]


def find_answers(observations: Sequence[Observation], weights: Mapping[str, float]) -> Answers:
    """Ask every question with its passage, and without."""
    features, right, questions = [], [], []
    for place, o in enumerate(observations):
        for legs, answers in _cases(o):
            fused = fuse(legs, weights)
            found = best_features(o.pool, o.question, legs, fused)
            features.append([found[name] for name in FEATURES])
            right.append(bool(answers[int(np.argmax(fused))]))
            questions.append(place)
    return Answers(np.array(features), np.array(right), np.array(questions))


def _cases(o: Observation) -> Iterator[tuple[LegScores, NDArray[np.bool_]]]:
    """A question with its passage, and without: candidates, and which of them are right."""
    if len(o.legs.rows):
        yield o.legs, o.relevant
    missing = without_answer(o)
    if o.judged and len(missing.rows):
        yield missing, np.zeros(len(missing.rows), np.bool_)


def fit_pair(
    benchmarks: Sequence[Observation],
    gold: Sequence[Observation],
    crowded: Sequence[Observation] = (),
    reader: PairReader | None = None,
) -> PairCalibration:
    """Everything that one language pair needs; `crowded` are gold questions, too."""
    observations = [*benchmarks, *gold, *crowded]
    shares = _shares(len(benchmarks), len(gold), len(crowded))
    weights = dict(zip(LEGS, fit_weights(observations, shares).tolist(), strict=True))
    found = find_answers(observations, weights)
    own = benchmarks and (gold or crowded)
    in_words_of_text = _in_words_of_text(found.questions, len(benchmarks))
    pair = PairCalibration(
        weights=weights,
        confidence=_fit_odds(FEATURES, found.features, found.right, in_words_of_text.astype(float)),
        reworded=_fit_reworded(found, in_words_of_text, shares) if own else None,
    )
    if reader is None:
        return pair
    doubts = (list(find_doubts(o, pair, reader)) for o in (benchmarks, gold, crowded))
    return pair.model_copy(update={"reading": fit_reading(*doubts)})


def _in_words_of_text(questions: NDArray[np.intp], benchmarks: int) -> NDArray[np.bool_]:
    """Which are of a benchmark; where there is none, all are fitted on as if they were."""
    return questions < (benchmarks or np.inf)


def _fit_reworded(
    found: Answers, in_words_of_text: NDArray[np.bool_], shares: Array
) -> RewordedCalibration:
    counted = shares[found.questions]
    wording = [FEATURES.index(name) for name in WORDING_FEATURES]
    return RewordedCalibration(
        wording=_fit_odds(WORDING_FEATURES, found.features[:, wording], ~in_words_of_text, counted),
        confidence=_fit_odds(FEATURES, found.features, found.right, counted, REWORDED_RIDGE),
    )


def _fit_odds(
    names: Sequence[str],
    features: Array,
    labels: NDArray[np.bool_],
    shares: Array,
    ridge: float = RIDGE,
) -> Odds:
    signs = [SIGNS.get(name, 0) for name in names]
    bias, weights = fit_logistic(features, labels, shares, ridge, signs)
    return Odds(bias=bias, weights=dict(zip(names, weights.tolist(), strict=True)))


def _shares(benchmarks: int, gold: int, crowded: int) -> Array:
    """What each of so many questions counts: gold ones GOLD_SHARE of all together."""
    own = np.append(np.ones(gold), np.full(crowded, CROWDED))
    if len(own) and benchmarks:
        own *= GOLD_SHARE / (1 - GOLD_SHARE) * benchmarks / own.sum()
    return np.append(np.ones(benchmarks), own)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question that is in doubt before reading.

    Attributes:
        ranking: the candidates.
        right: for each of them, whether it answers.
        scores: position → what reading it gave.
    """

    ranking: PoolRanking
    right: NDArray[np.bool_]
    scores: Mapping[int, float]


def find_doubts(
    observations: Sequence[Observation], pair: PairCalibration, reader: PairReader
) -> Iterator[Doubt]:
    """Read what is in doubt, with its passage and without."""
    for o in observations:
        for legs, right in _cases(o):
            ranking = rank_pool(o.pool, o.question, legs, pair)
            if is_in_doubt(ranking.confidence):
                yield Doubt(ranking, right, read_best(ranking, o.question, o.pool, reader))


def fit_reading(
    benchmarks: Sequence[Doubt], gold: Sequence[Doubt], crowded: Sequence[Doubt] = ()
) -> ReadingCalibration | None:
    """The weight of a reading score, and the confidence after it; None where nothing was read."""
    doubts = [*benchmarks, *gold, *crowded]
    if not doubts:
        return None
    shares = _shares(len(benchmarks), len(gold), len(crowded))
    weight = _fit_reading_weight(doubts, shares)
    features, labels = [], []
    for doubt in doubts:
        before = doubt.ranking.fused
        after = before + added_scores(len(before), doubt.scores, weight)
        found = reading_features(before, after, doubt.scores)
        found["before"] = doubt.ranking.odds.log(doubt.ranking.features)
        features.append([found[name] for name in READING_FEATURES])
        labels.append(bool(doubt.right[int(np.argmax(after))]))
    rows, right = np.array(features), np.array(labels)
    in_words_of_text = _in_words_of_text(np.arange(len(doubts)), len(benchmarks))
    own = benchmarks and (gold or crowded)
    return ReadingCalibration(
        weight=weight,
        confidence=_fit_odds(READING_FEATURES, rows, right, in_words_of_text.astype(float)),
        reworded=_fit_odds(READING_FEATURES, rows, right, shares, REWORDED_RIDGE) if own else None,
    )


def _fit_reading_weight(doubts: Sequence[Doubt], shares: Array) -> float:
    """Conditional logit with one weight, among the candidates that were read."""
    lists = []
    for doubt, share in zip(doubts, shares, strict=True):
        places = list(doubt.scores)
        right = doubt.right[places]
        if right.any() and not right.all():
            fused = doubt.ranking.fused[places].astype(float)
            lists.append((fused, np.array(list(doubt.scores.values())), right, share))

    def loss(weight: float) -> float:
        value = 0.0
        for fused, scores, right, share in lists:
            odds = fused + weight * scores
            value -= share * float(logsumexp(odds[right]) - logsumexp(odds))
        return value

    return float(minimize_scalar(loss, bounds=(0, 5), method="bounded").x) if lists else 0.0


def observe_gold(parts: SearchParts, beside: Sequence[Passage] = ()) -> list[Observation]:
    """The development part of the gold questions, asked of the shipped texts.

    Where other passages stand beside them, those without an answer are left out: it may be there.
    """
    passages = [p for document in shipped_documents() for p in split_document(document)]
    questions = load_gold(split="dev").questions
    found: list[Observation] = []
    with passages_snapshot([*passages, *beside], parts.encoder) as snapshot:
        searcher = Searcher(snapshot, parts)
        for question in questions:
            if beside and not question.answerable:
                continue
            for language, text in question.texts.items():
                line = QueryLine(
                    query_id=f"{question.question_id}-{language}",
                    lang="en" if language == "en" else "zh",
                    text=text,
                )
                found += observe_one(searcher, line, text, partial(_answers, question))
    return judged_in_pool(found) if beside else found


def _of_pair(observations: Sequence[Observation], pair: str) -> list[Observation]:
    return [o for o in observations if o.pair == pair]


def _answers(question: Question, passage: Passage) -> bool:
    return any(quotation in passage.text for quotation in question.quotations)


def neutral(encoder: Encoder) -> Calibration:
    """Equal weights, to gather the signals with: nothing that is fitted depends on them."""
    pair = PairCalibration(
        weights=dict.fromkeys(LEGS, 1.0),
        confidence=Odds(bias=0.0, weights=dict.fromkeys(FEATURES, 0.0)),
    )
    return Calibration(
        encoder=encoder.name,
        encoder_fingerprint=encoder.fingerprint,
        made_by="eval.fitting.command.neutral",
        data="none",
        pairs=dict.fromkeys(PAIRS, pair),
    )


def main(
    folders: Annotated[list[Path], typer.Argument(help="Development benchmarks.")],
    out: Annotated[Path, typer.Option(help="Where to write the calibration.")],
) -> None:
    """Fit fusion and confidence for the encoder that the settings name.

    Example: python -m eval.fitting.command YARDSTICKS/xquad YARDSTICKS/drcd --out calibration.json
    """
    from service.settings import Settings
    from service.wiring import encoder_of, glossary_of

    settings = Settings()
    encoder = encoder_of(settings)
    parts = SearchParts(encoder, glossary_of(settings), neutral(encoder))
    reader = load_reader(encoder)
    gathered: dict[str, list[Observation]] = {pair: [] for pair in PAIRS}
    crowd: list[Passage] = []
    for folder in folders:
        yardstick = load_yardstick(folder)
        with yardstick_snapshot(yardstick.passages, encoder) as snapshot:
            for observation in judged_in_pool(observe(yardstick, Searcher(snapshot, parts))):
                gathered[observation.pair].append(observation)
        crowd += [as_passage(line) for line in yardstick.passages]
    if lacking := [pair for pair, found in gathered.items() if not found]:
        raise typer.BadParameter(
            f"no questions for {', '.join(lacking)} in {', '.join(map(str, folders))}: "
            "add a benchmark whose questions and passages are in these languages"
        )
    gold, crowded = observe_gold(parts), observe_gold(parts, crowd)
    calibration = Calibration(
        encoder=encoder.name,
        encoder_fingerprint=encoder.fingerprint,
        made_by="python -m eval.fitting.command " + " ".join(folder.name for folder in folders),
        data=", ".join(f"{pair}: {len(found)} questions" for pair, found in gathered.items())
        + f", with {len(gold)} observations of gold development questions and {len(crowded)} of"
        " them among the other passages",
        pairs={
            pair: fit_pair(found, _of_pair(gold, pair), _of_pair(crowded, pair), reader)
            for pair, found in gathered.items()
        },
    )
    text = json.dumps(calibration.model_dump(), ensure_ascii=False, indent=1)
    out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)

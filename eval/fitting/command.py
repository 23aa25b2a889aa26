"""Fits index/calibration.json on development benchmarks: `python -m eval.fitting.command FOLDER…`.

Per language pair, two fits, both of them small convex problems:

1. Fusion. The legs' weights maximise the likelihood of the judged passage among its question's
   candidates (a conditional logit, McFadden 1974: what moves a whole list up or down does not
   matter, only the order does).
2. Confidence. Logistic regressions on the answer's features (index/ranking/features.py), over every
   question twice: as it is, where the label says whether the first passage was a judged one,
   and with its passage taken away, where no answer can be right. One is for questions in the
   words of the text, one for those in words of their own, and one tells which a question is.

Benchmarks are asked with the passage in view, so their questions repeat its words; readers do
not. The development part of the gold questions (never the reported one) are the ones in words of
their own. They join the benchmarks in every fit but that of questions in the words of the text,
each question weighing as much as makes GOLD_SHARE of a pair's questions of them. They are asked
of the shipped texts alone and, those with an answer, of a library that has the benchmarks'
passages, too (CROWDED): what is found among texts of many subjects scores otherwise.

The thresholds between `answered`, `weak` and `no_answer` are no part of this.
"""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from corpus.passages import Passage, split_document
from corpus.shipped import shipped_documents
from eval.collections.loading import QueryLine, as_passage, load_yardstick, yardstick_view
from eval.fitting.answers import Answers, find_answers
from eval.fitting.observations import (
    Observation,
    everything,
    judged_in_pool,
    observe,
    observe_one,
)
from eval.fitting.regressions import (
    REWORDED_RIDGE,
    Array,
    _fit_odds,
    _in_words_of_text,
    _shares,
    fit_weights,
)
from eval.gold_questions.loading import load_gold
from eval.gold_questions.questions import Question
from index.encoders.base import Encoder
from index.engines.local.scratch import passages_view
from index.ranking.calibration import (
    PAIRS,
    Calibration,
    Odds,
    PairCalibration,
    RewordedCalibration,
)
from index.ranking.features import FEATURES, LEGS, WORDING_FEATURES
from index.search import Searcher, SearchParts


def fit_pair(
    benchmarks: Sequence[Observation],
    gold: Sequence[Observation],
    crowded: Sequence[Observation] = (),
) -> PairCalibration:
    """Everything that one language pair needs; `crowded` are gold questions, too."""
    observations = [*benchmarks, *gold, *crowded]
    shares = _shares(len(benchmarks), len(gold), len(crowded))
    weights = dict(zip(LEGS, fit_weights(observations, shares).tolist(), strict=True))
    found = find_answers(observations, weights)
    own = benchmarks and (gold or crowded)
    in_words_of_text = _in_words_of_text(found.questions, len(benchmarks))
    return PairCalibration(
        weights=weights,
        confidence=_fit_odds(FEATURES, found.features, found.right, in_words_of_text.astype(float)),
        reworded=_fit_reworded(found, in_words_of_text, shares) if own else None,
    )


def _fit_reworded(
    found: Answers, in_words_of_text: NDArray[np.bool_], shares: Array
) -> RewordedCalibration:
    counted = shares[found.questions]
    wording = [FEATURES.index(name) for name in WORDING_FEATURES]
    return RewordedCalibration(
        wording=_fit_odds(WORDING_FEATURES, found.features[:, wording], ~in_words_of_text, counted),
        confidence=_fit_odds(FEATURES, found.features, found.right, counted, REWORDED_RIDGE),
    )


def observe_gold(parts: SearchParts, beside: Sequence[Passage] = ()) -> list[Observation]:
    """The development part of the gold questions, asked of the shipped texts.

    Where other passages stand beside them, those without an answer are left out: it may be there.
    """
    passages = [p for document in shipped_documents() for p in split_document(document)]
    questions = load_gold(split="dev").questions
    found: list[Observation] = []
    with passages_view([*passages, *beside], parts.encoder) as view:
        searcher = Searcher(view, parts)
        everywhere = everything(searcher)
        for question in questions:
            if beside and not question.answerable:
                continue
            for language, text in question.texts.items():
                line = QueryLine(
                    query_id=f"{question.question_id}-{language}",
                    lang="en" if language == "en" else "zh",
                    text=text,
                )
                found += observe_one(searcher, everywhere, line, text, partial(_answers, question))
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

    settings = Settings().model_copy(update={"precision": "single"})
    encoder = encoder_of(settings)
    parts = SearchParts(encoder, glossary_of(settings), neutral(encoder))
    gathered: dict[str, list[Observation]] = {pair: [] for pair in PAIRS}
    crowd: list[Passage] = []
    for folder in folders:
        yardstick = load_yardstick(folder)
        with yardstick_view(yardstick.passages, encoder) as view:
            for observation in judged_in_pool(observe(yardstick, Searcher(view, parts))):
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
            pair: fit_pair(found, _of_pair(gold, pair), _of_pair(crowded, pair))
            for pair, found in gathered.items()
        },
    )
    text = json.dumps(calibration.model_dump(), ensure_ascii=False, indent=1)
    out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)

"""How likely it is that the first passage answers: logistic regressions over score features.

The weights are fitted per language pair on development questions, each asked twice: as it is, and
with its passage taken out of the library (eval/fitting/command.py).

Some ask in the words of the text, with the passage in view or in mind; some in words of their
own. The same scores mean other things then: few words in common speak against a passage in the
first case, and less in the second. So there is one regression for each, and a third that tells
from the scores which case it is; the weights used are those in between, by its probability. That
is a mixture of experts (Jacobs, Jordan, Nowlan and Hinton 1991), but for two things: the three are
fitted apart, since it is known of each question which case it is; and their log-odds are mixed
instead of their probabilities, so that the answer's are still a sum, one part a feature.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Scores
from index.query.term_table import TermTable
from index.ranking.retrieval import LegScores
from index.scoring.sentence_terms import count_alternatives
from index.text.analysis import AnalysedSentence


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares, from 0 to 1, of the question's terms that occur.

    Attributes:
        passage: anywhere in the passage.
        sentence: in its best sentence.
        two_sentences: in its best two sentences together.
        missing: what the term that is worth most of those that occur nowhere is worth, as a share
            of all: a name or a year that is asked for, and not there.
    """

    passage: float
    sentence: float
    two_sentences: float
    missing: float


NOTHING = Coverage(0.0, 0.0, 0.0, 1.0)


def measure_coverage(
    table: TermTable, worth: NDArray[np.float64], sentences: Sequence[AnalysedSentence]
) -> Coverage:
    """The coverage of one passage.

    Args:
        table: what the question looks for in the passage's language.
        worth: what each term is worth, shape (terms,).
        sentences: those of the passage.
    """
    total = float(worth.sum())
    if not total or not sentences:
        return NOTHING
    has = (count_alternatives(table, sentences) > 0) @ table.shares > 0
    shares = has @ worth / total
    best = int(np.argmax(shares))
    pairs = (has | has[best]) @ worth / total
    anywhere = has.any(axis=0)
    return Coverage(
        passage=float(anywhere @ worth / total),
        sentence=float(shares[best]),
        two_sentences=float(pairs.max()),
        missing=float(np.where(anywhere, 0.0, worth).max() / total),
    )


FEATURES = (
    "fused",  # the fused score of the first passage
    "gap",  # how far the second passage of that language is behind
    "share",  # log-odds of the first passage among all candidates, by their fused scores
    "dense",  # the dense signal of the first passage
    "dense_gap",  # its lead over the best other passage
    "interaction",  # the interaction of the first passage
    "interaction_gap",  # its lead over the best other passage
    "focus",  # the interaction of its best sentence
    "focus_gap",  # its lead over the best other passage
    "sentence",  # the sentence signal of the first passage
    "sentence_gap",  # its lead over the best other passage
    "lexical",  # the lexical signal of the first passage
    "lexical_gap",  # its lead over the best other passage
    "attained",  # its BM25 as a share of what is attainable
    "attained_gap",  # the lead of that share over the best other passage
    "agreement",  # 1 where both legs put the same passage first
    "coverage",  # share of the question's terms that the passage has
    "sentence_coverage",  # that its best sentence has
    "two_sentence_coverage",  # that its best two sentences have
    "missing",  # what the weightiest term that it lacks is worth, as a share of all
    "asks_kind",  # 1 where a time, a number or a reason is asked for
    "offers_kind",  # 1 where it is, and the marked sentences have one
)

# What tells in whose words a question is asked: how near the passage is, by words and by meaning.
# Leads are left out: they tell how many passages of the subject a library has.
WORDING_FEATURES = (
    "dense",
    "interaction",
    "focus",
    "sentence",
    "lexical",
    "attained",
    "coverage",
    "sentence_coverage",
)

VERIFICATION_FEATURES = (
    "doubtful",  # the log-odds before the first passage was read, where they are below zero
    "likely",  # where they are above: a lead over other passages is no answer yet
    "verified",  # the verifier's log-odds
)

# A single candidate has no rivals; without a bound its log-odds would be infinite.
LARGEST_SHARE = 0.999


def answer_features(
    legs: LegScores, fused: Scores, coverage: Coverage, offered: bool | None
) -> dict[str, float]:
    """The features of a pool's best candidate.

    Args:
        legs: scores of the pool's candidates, at least one.
        fused: their fused scores, in the same order.
        coverage: what the best candidate has of the question.
        offered: whether it offers the kind of thing asked for; None where no kind is.
    """
    best = int(np.argmax(fused))
    share = min(LARGEST_SHARE, 1.0 / float(np.exp(fused - fused[best]).sum()))
    features = {
        "fused": float(fused[best]),
        "gap": _lead(fused, best),
        "share": float(np.log(share / (1.0 - share))),
        "coverage": coverage.passage,
        "sentence_coverage": coverage.sentence,
        "two_sentence_coverage": coverage.two_sentences,
        "missing": coverage.missing,
        "asks_kind": float(offered is not None),
        "offers_kind": float(offered is True),
    }
    features["attained"] = float(legs.shares[best])
    features["attained_gap"] = _lead(legs.shares, best)
    for leg, signal in legs.signals.items():
        features[leg] = float(signal[best])
        features[f"{leg}_gap"] = _lead(signal, best)
    firsts = {int(np.argmax(signal)) for signal in legs.signals.values()}
    features["agreement"] = float(firsts == {best})
    return features


def _lead(scores: Scores, best: int) -> float:
    """How far `best` is ahead of the best other candidate; 0 if there is no other."""
    others = np.delete(scores, best)
    return float(scores[best] - others.max()) if len(others) else 0.0


LEGS = ("dense", "sentence", "lexical", "interaction", "focus")

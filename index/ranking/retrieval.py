"""What each way of searching says of one pool's passages.

The dense and the lexical leg propose candidates, which the cheap legs score; what is among the
first of any of these is read by all legs, so that fusion compares like with like and a passage is
not punished for having missed another leg's cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.arrays import Scores
from index.encoders.token_codes import QuestionPieces
from index.engines.base import Pool
from index.query.terms import QueryTerm, Refine
from index.scoring.late_interaction import Matches

Rows = NDArray[np.int64]

CANDIDATES = 30
KEPT = 15
"""How many candidates each of two legs proposes, and how many of each of three are kept.

Against 100 that were all kept, one of 6,000 questions lost its answer, and half the time is saved;
see docs/evaluation.md."""


# Brings the lexical signal to the size of the dense one, for the sake of the fit.
BM25_UNIT = np.float32(10.0)

# So many candidates are read for names; each costs some hundredths of a millisecond.
READ_FOR_NAMES = 25


@dataclass(frozen=True, slots=True)
class LegScores:
    """Scores of one pool's candidates.

    Attributes:
        rows: candidate rows of the pool, shape (n,), by document and place: where candidates are
            equally good, the first of them is the better one.
        raw: leg → its own scores: cosine for `dense` and for the nearest `sentence`, BM25 for
            `lexical`, late interaction with the whole passage (`interaction`) and with the
            sentence that fits best (`focus`).
        signals: leg → the same on the scale that fusion weighs, see `gather`.
        terms: what the lexical leg looked for.
        attainable: the BM25 score that no passage can exceed for them.
        matches: piece by piece what the last two legs found.
    """

    rows: Rows
    raw: dict[str, Scores]
    signals: dict[str, Scores]
    terms: Sequence[QueryTerm]
    attainable: float
    matches: Matches

    @property
    def shares(self) -> Scores:
        """The lexical scores as shares of what is attainable: comparable between questions."""
        return self.raw["lexical"] / np.float32(max(self.attainable, 1e-9))

    def keep(self, chosen: NDArray[np.bool_]) -> "LegScores":
        """What is said of some of the candidates."""
        return replace(
            self,
            rows=self.rows[chosen],
            raw={leg: scores[chosen] for leg, scores in self.raw.items()},
            signals={leg: scores[chosen] for leg, scores in self.signals.items()},
            matches=self.matches.keep(chosen),
        )


def gather(
    pool: Pool,
    vector: Scores,
    pieces: QuestionPieces,
    terms: Sequence[QueryTerm],
    rows: Rows | None,
    refine: Refine | None = None,
    kept: int = KEPT,
) -> LegScores:
    """The candidates of a pool with the scores of every leg.

    The dense signal is the cosine less the question's cosine with the pool's mean vector: it takes
    away what the question has in common with every passage of that language, the offset between
    the languages included; so does the sentence signal. The lexical signal is BM25 itself, in
    tens: it is a sum of evidence over the question's terms, so a question that says more moves
    the order more. (As a share of what is attainable it lost half a point on DRCD, see
    docs/evaluation.md.)

    Args:
        pool: the passages of one language.
        vector: the question's unit vector.
        pieces: the question's pieces.
        terms: what to look for in that language.
        rows: the rows that may be found; None for all.
        refine: given terms and the best candidates' texts, gives better terms.
        kept: how many of each leg are kept: at least as many as are to be shown.
    """
    candidates = max(CANDIDATES, kept)
    near, _ = pool.dense.search(vector, candidates, rows)
    matching, _ = pool.lexical.search(terms, candidates, rows)
    if refine is not None:
        read = dict.fromkeys([*near[:READ_FOR_NAMES], *matching[:READ_FOR_NAMES]])
        terms = refine(terms, [pool.passages.text(int(row)) for row in read])
    found = pool.in_order(np.union1d(near, matching))
    raw = {
        "dense": pool.dense.score(vector, found),
        "sentence": pool.sentences.best(vector, found),
        "lexical": pool.lexical.score(terms, found),
    }
    first = among_the_first(list(raw.values()), kept)
    found = found[first]
    raw = {leg: scores[first] for leg, scores in raw.items()}
    matches = pool.pieces.match(pieces, found)
    raw |= {"interaction": matches.interaction, "focus": matches.focus}
    signals = {
        **raw,
        "dense": raw["dense"] - np.float32(vector @ pool.mean),
        "sentence": raw["sentence"] - np.float32(pool.sentences.common(vector)),
        "lexical": raw["lexical"] / BM25_UNIT,
    }
    return LegScores(found, raw, signals, terms, pool.lexical.attainable(terms), matches)


def among_the_first(legs: Sequence[Scores], number: int) -> NDArray[np.bool_]:
    """Which candidates are among the first `number` of any leg, or as good as the last of them."""
    if len(legs[0]) <= number:
        return np.ones(len(legs[0]), np.bool_)
    least = [np.partition(scores, len(scores) - number)[len(scores) - number] for scores in legs]
    chosen: NDArray[np.bool_] = np.any(
        [scores >= score for scores, score in zip(legs, least, strict=True)], axis=0
    )
    return chosen

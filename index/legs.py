"""What each way of searching says of one pool's passages.

A leg proposes candidates; then every leg scores the candidates of all of them, so that fusion
compares like with like and a passage is not punished for having missed another leg's cut.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.interaction import Matches
from index.pieces import QuestionPieces
from index.pools import Pool
from index.query_terms import QueryTerm

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Refine = Callable[[Sequence[QueryTerm], Sequence[str]], list[QueryTerm]]

CANDIDATES = 100
LEGS = ("dense", "sentence", "lexical", "interaction", "focus")

# Brings the lexical signal to the size of the dense one, for the sake of the fit.
BM25_UNIT = np.float32(10.0)

# So many candidates are read for names; each costs some hundredths of a millisecond.
READ_FOR_NAMES = 50


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
    candidates: int = CANDIDATES,
) -> LegScores:
    """Candidates of the dense and the lexical leg, with the scores of every leg.

    The other legs score the candidates of these two. The dense signal is the cosine less the
    question's cosine with the pool's mean vector: it takes away what the question has in common
    with every passage of that language, the offset between the languages included; so does the
    sentence signal. The lexical signal is BM25 itself, in tens: it is a sum of evidence over the
    question's terms, so a question that says more moves the order more. (As a share of what is
    attainable it lost half a point on DRCD, see docs/evaluation.md.)

    Args:
        pool: the passages of one language.
        vector: the question's unit vector.
        pieces: the question's pieces.
        terms: what to look for in that language.
        rows: the rows that may be found; None for all.
        refine: given terms and the best candidates' texts, gives better terms.
        candidates: how many each leg proposes.
    """
    near, _ = pool.dense.search(vector, candidates, rows)
    matching, _ = pool.lexical.search(terms, candidates, rows)
    if refine is not None:
        read = dict.fromkeys([*near[:READ_FOR_NAMES], *matching[:READ_FOR_NAMES]])
        terms = refine(terms, [pool.passages[int(row)].text for row in read])
    found = pool.in_order(np.union1d(near, matching))
    cosine = pool.dense.score(vector, found)
    matches = pool.pieces.match(pieces, found)
    bm25 = pool.lexical.score(terms, found)
    raw = {
        "dense": cosine,
        "sentence": pool.sentences.best(vector, found),
        "lexical": bm25,
        "interaction": matches.interaction,
        "focus": matches.focus,
    }
    signals = {
        **raw,
        "dense": cosine - np.float32(vector @ pool.mean),
        "sentence": raw["sentence"] - np.float32(pool.sentences.common(vector)),
        "lexical": bm25 / BM25_UNIT,
    }
    return LegScores(found, raw, signals, terms, pool.lexical.attainable(terms), matches)

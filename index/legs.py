"""What each way of searching says of one pool's passages.

A leg proposes candidates; then every leg scores the candidates of all of them, so that fusion
compares like with like and a passage is not punished for having missed another leg's cut.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.pools import Pool
from index.query_terms import QueryTerm

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Refine = Callable[[Sequence[QueryTerm], Sequence[str]], list[QueryTerm]]

CANDIDATES = 100
LEGS = ("dense", "lexical")

# So many candidates are read for names; each costs some hundredths of a millisecond.
READ_FOR_NAMES = 50


@dataclass(frozen=True, slots=True)
class LegScores:
    """Scores of one pool's candidates.

    Attributes:
        rows: candidate rows of the pool, shape (n,).
        raw: leg → its own scores: cosine for `dense`, BM25 for `lexical`.
        signals: leg → the same on the scale that fusion weighs, see `gather`.
        terms: what the lexical leg looked for.
    """

    rows: Rows
    raw: dict[str, Scores]
    signals: dict[str, Scores]
    terms: Sequence[QueryTerm]


def gather(
    pool: Pool,
    vector: Scores,
    terms: Sequence[QueryTerm],
    rows: Rows | None,
    refine: Refine | None = None,
    candidates: int = CANDIDATES,
) -> LegScores:
    """Candidates of both legs with the scores of both.

    The dense signal is the cosine less the question's cosine with the pool's mean vector: it
    takes away what the question has in common with every passage of that language, the offset
    between the languages included. The lexical signal is the share of the BM25 score that a
    passage could attain at most for this question, so that it means the same for long and for
    short questions.

    Args:
        pool: the passages of one language.
        vector: the question's unit vector.
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
    found = np.union1d(near, matching)
    cosine = pool.dense.score(vector, found)
    bm25 = pool.lexical.score(terms, found)
    attainable = pool.lexical.attainable(terms)
    share = bm25 / attainable if attainable > 0 else np.zeros_like(bm25)
    signals = {
        "dense": cosine - np.float32(vector @ pool.mean),
        "lexical": share.astype(np.float32),
    }
    return LegScores(found, {"dense": cosine, "lexical": bm25}, signals, terms)

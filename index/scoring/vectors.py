"""How near passages, and their sentences, are to a question by their vectors.

A question asks for one thing, and a passage of several sentences says several: the sentence
nearest to the question is often nearer than its passage as a whole (late interaction over
sentences; compare Khattab and Zaharia 2020 over tokens, which needs far more room).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import Rows, Scores

NO_SENTENCE = np.float32(-1.0)


def cosines(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> Scores:
    """The cosine of a unit vector with each unit row.

    Each row is summed up by itself. A matrix product sums in another order for other neighbours,
    and equal texts would differ in the last bit, so that chance decided which comes first.
    """
    found: Scores = np.einsum("ij,j->i", vectors, vector)
    return found


def highest(scores: Scores, counts: Rows) -> Scores:
    """For each passage the score of its best sentence; -1 where it has none.

    Args:
        scores: of the sentences, one passage after the other.
        counts: how many are each passage's.
    """
    found = np.full(len(counts), NO_SENTENCE)
    full = np.flatnonzero(counts)
    if len(full):
        found[full] = np.maximum.reduceat(scores, (np.cumsum(counts) - counts)[full])
    return found


def split(scores: Scores, counts: Rows, places: Sequence[int]) -> list[Scores]:
    """The scores of the sentences of some passages, given as for `highest`."""
    ends = np.cumsum(counts)
    starts = (ends - counts).tolist()
    bounds = ends.tolist()
    return [scores[starts[place] : bounds[place]] for place in places]

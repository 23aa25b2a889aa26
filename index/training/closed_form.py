"""First embeddings of the Chinese words, solved for instead of trained.

For each pair, the weighted mean of the Chinese embeddings shall be the weighted mean of the
teacher's embeddings of the English words, centred, rare words weighing most. Over all pairs that
is one sparse ridge regression, solved by conjugate gradients for all columns together.
"""

import logging
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

log = logging.getLogger(__name__)

RIDGE = 0.05
STEPS = 25
COMMON = 0.002

Rows = Sequence[Sequence[int]]


def solve_embeddings(
    english: Rows, chinese: Rows, known: NDArray[np.float32], is_new: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Give all embeddings: known rows as they are, new rows solved for and scaled like them.

    Args:
        english: token ids of the English sides, without special tokens.
        chinese: token ids of the Chinese sides; Latin tokens among them keep their own rows.
        known: one row per token; those of new tokens are ignored.
        is_new: which tokens to solve for.
    """
    old = np.flatnonzero(~is_new)
    new = np.flatnonzero(is_new)
    size = len(is_new)
    used = np.unique(np.concatenate([np.asarray(row, dtype=np.int64) for row in english]))
    centre = known[used].mean(axis=0)
    centred = np.where(is_new[:, None], 0, known - centre).astype(np.float32)
    targets = weighted_means(english, size) @ centred
    means = weighted_means(chinese, size)
    design = sp.csr_array(means[:, new])
    rest = targets - sp.csr_array(means[:, old]) @ centred[old]
    solution = _conjugate_gradients(design, np.asarray(rest, dtype=np.float32))
    usual = float(np.linalg.norm(centred[used], axis=1).mean())
    lengths = np.linalg.norm(solution, axis=1, keepdims=True)
    scaled = solution * (usual / np.maximum(lengths, 1e-6))
    # A word that no pair uses stands at the centre: it says nothing rather than something wrong.
    scaled[lengths[:, 0] < 1e-6] = 0
    embeddings = known.astype(np.float32).copy()
    embeddings[new] = scaled + centre
    return embeddings


def weighted_means(rows: Rows, size: int) -> sp.csr_array:
    """Give one sparse row per text that averages its tokens, rare ones weighing most."""
    counts = sp.csr_array(
        (
            np.ones(sum(map(len, rows)), dtype=np.float32),
            np.concatenate([np.asarray(row, dtype=np.int32) for row in rows]),
            np.concatenate([[0], np.cumsum([len(row) for row in rows])]),
        ),
        shape=(len(rows), size),
    )
    counts.sum_duplicates()
    frequency = np.bincount(counts.indices, minlength=size)
    weights = (1 / (1 + frequency / (COMMON * len(rows)))).astype(np.float32)
    counts.data *= weights[counts.indices]
    totals = np.asarray(counts.sum(axis=1)).ravel()
    counts.data /= np.repeat(np.maximum(totals, 1e-9), np.diff(counts.indptr)).astype(np.float32)
    return counts


def _conjugate_gradients(design: sp.csr_array, targets: NDArray[np.float32]) -> NDArray[np.float32]:
    """Solve (AᵀA + ridge) X = AᵀB, every column with its own step lengths."""
    transposed = sp.csr_array(design.T)
    solution = np.zeros((design.shape[1], targets.shape[1]), dtype=np.float32)
    residual = np.asarray(transposed @ targets, dtype=np.float32)
    direction = residual.copy()
    squared = np.einsum("ij,ij->j", residual, residual)
    start = float(squared.sum())
    for step in range(STEPS):
        image = transposed @ (design @ direction) + RIDGE * direction
        length = squared / np.maximum(np.einsum("ij,ij->j", direction, image), 1e-12)
        solution += length * direction
        residual -= length * image
        new_squared = np.einsum("ij,ij->j", residual, residual)
        direction = residual + (new_squared / np.maximum(squared, 1e-12)) * direction
        squared = new_squared
        log.info(
            "closed form: step %d of %d, residual %.4f",
            step + 1,
            STEPS,
            float(squared.sum()) / start,
        )
    return solution

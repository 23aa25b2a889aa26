"""Which words of two languages stand for each other, from sentences that do.

IBM model 1 in both directions with the two made to agree (Liang, Taskar & Klein, NAACL 2006): a
word pair earns an expected count only as far as both directions believe in it, which keeps rare
words from collecting everything that stands near them. Where a word stands in its sentence counts
a little, as in fast_align (Dyer et al., NAACL 2013). Left out: alignment of phrases, fertility.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from index.query.translations import even_shares

log = logging.getLogger(__name__)

_RAREST_WORD = 2
_ROUNDS = 6
_LEAST_COUNT = 0.3
_DIAGONAL = 3.0
_NOTHING = 0.004
"""How likely a word is to have no counterpart, against the sum of its chances to have one."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Side(NamedTuple):
    """One language of all pairs: which words, and where, pair after pair."""

    words: list[str]
    bounds: NDArray[np.int64]
    ids: Ints
    places: Floats


class Cells(NamedTuple):
    """Every two words that stand across from each other in a pair, of the kinds worth counting."""

    kinds: Ints
    english: Ints
    chinese: Ints
    nearness: Floats


def index_side(sentences: list[list[str]], parallel: int) -> Side:
    """Numbers for the words of the running text that are not too rare."""
    counts = Counter(word for sentence in sentences for word in set(sentence))
    known = {word for sentence in sentences[:parallel] for word in sentence}
    words = sorted(word for word in known if counts[word] >= _RAREST_WORD)
    numbers = {word: number for number, word in enumerate(words)}
    bounds = [0]
    ids: list[int] = []
    places: list[float] = []
    for sentence in sentences:
        first: dict[int, float] = {}
        for place, word in enumerate(sentence):
            if word in numbers:
                first.setdefault(numbers[word], (place + 0.5) / len(sentence))
        ids.extend(first)
        places.extend(first.values())
        bounds.append(len(ids))
    return Side(words, np.array(bounds), np.array(ids, np.int32), np.array(places, np.float32))


def align(english: Side, chinese: Side) -> sparse.csr_matrix:
    """How often each English word and each Chinese word are expected to stand for each other."""
    kinds, together = _likely_pairs(english, chinese)
    rows, columns = (part.astype(np.int32) for part in np.divmod(kinds, len(chinese.words)))
    cells = _find_cells(english, chinese, kinds)
    log.info("%d kinds of word pairs in %d places", len(kinds), len(cells.kinds))
    forward = (together / np.bincount(english.ids, minlength=len(english.words))[rows]).astype("f")
    backward = (together / np.bincount(chinese.ids, minlength=len(chinese.words))[columns]).astype(
        "f"
    )
    for number in range(_ROUNDS):
        onto_chinese = _share(forward[cells.kinds] * cells.nearness, cells.chinese)
        onto_english = _share(backward[cells.kinds] * cells.nearness, cells.english)
        if number == 0:
            agreed = np.bincount(cells.kinds, onto_chinese, len(kinds))
            other = np.bincount(cells.kinds, onto_english, len(kinds))
        else:
            agreed = np.bincount(cells.kinds, onto_chinese * onto_english, len(kinds))
            other = agreed
        forward = (agreed / (np.bincount(rows, agreed)[rows] + 0.5)).astype("f")
        backward = (other / (np.bincount(columns, other)[columns] + 0.5)).astype("f")
        log.info("round %d: %d words aligned", number + 1, agreed.sum())
    return sparse.csr_matrix(
        (agreed.astype(np.float32), (rows, columns)), (len(english.words), len(chinese.words))
    )


def keep_best(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Of each word of either language the links that translate it."""
    kept = _best_of_rows(counts) + _best_of_rows(counts.T.tocsr()).T
    best = sparse.csr_matrix(counts.multiply(kept > 0))
    best.sort_indices()
    return best


def _best_of_rows(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    rows: list[int] = []
    columns: list[int] = []
    for row in range(counts.shape[0]):
        links = slice(counts.indptr[row], counts.indptr[row + 1])
        sure = counts.data[links] > _LEAST_COUNT
        best = even_shares(counts.indices[links][sure].astype(np.int64), counts.data[links][sure])
        rows.extend([row] * len(best))
        columns.extend(column for column, _ in best)
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), counts.shape)


def _share(weights: Floats, owners: Ints) -> Floats:
    """Each word's belief in its counterparts, summing to less than 1."""
    sums = np.bincount(owners, weights).astype(np.float32)
    shares: Floats = weights / (sums[owners] + np.float32(_NOTHING))
    return shares


def _likely_pairs(english: Side, chinese: Side) -> tuple[NDArray[np.int64], Floats]:
    """Word pairs that stand across from each other more often than chance, with how often."""
    one, other = (
        sparse.csr_matrix((np.ones(len(side.ids), np.float32), side.ids, side.bounds))
        for side in (english, chinese)
    )
    together = (one.T.tocsr() @ other).tocoo()
    by_row = np.bincount(english.ids)[together.row]
    by_column = np.bincount(chinese.ids)[together.col]
    lift = together.data * one.shape[0] / (by_row * by_column)
    dice = 2 * together.data / (by_row + by_column)
    kept = (together.data >= 2) & (lift > 1.5) & ((dice > 0.004) | (lift > 20))
    kinds = together.row[kept].astype(np.int64) * len(chinese.words) + together.col[kept]
    order = np.argsort(kinds)
    return kinds[order], together.data[kept][order]


def _find_cells(english: Side, chinese: Side, kinds: NDArray[np.int64], step: int = 1000) -> Cells:
    """Where the likely pairs stand, some sentences at a time."""
    parts: list[Cells] = []
    for start in range(0, len(english.bounds) - 1, step):
        end = min(start + step, len(english.bounds) - 1)
        widths = np.diff(chinese.bounds[start : end + 1])
        sizes = np.diff(english.bounds[start : end + 1]) * widths
        pair = np.repeat(np.arange(end - start), sizes)
        offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        one = english.bounds[start:end][pair] + offset // widths[pair]
        other = chinese.bounds[start:end][pair] + offset % widths[pair]
        wanted = english.ids[one].astype(np.int64) * len(chinese.words) + chinese.ids[other]
        kind = np.minimum(np.searchsorted(kinds, wanted), len(kinds) - 1)
        hit = kinds[kind] == wanted
        kind, one, other = (part[hit].astype(np.int32) for part in (kind, one, other))
        apart = np.abs(english.places[one] - chinese.places[other])
        near = np.exp(-_DIAGONAL * apart).astype(np.float32)
        parts.append(Cells(kind, one, other, near))
    return Cells(*(np.concatenate(column) for column in zip(*parts, strict=True)))

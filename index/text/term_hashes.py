"""The 64-bit numbers by which storage knows terms.

Two of a million terms share a number once in thirty million indexes.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


@lru_cache(maxsize=1 << 16)
def hash_term(term: str) -> int:
    """The number of a term; the same on every machine."""
    return int.from_bytes(blake2b(term.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def hash_terms(terms: Sequence[str]) -> Hashes:
    """The numbers of terms, in their order."""
    return np.fromiter(map(hash_term, terms), np.uint64, len(terms))

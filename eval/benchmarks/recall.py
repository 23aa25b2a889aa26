"""How many of the truly nearest passages does the dense index find?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from eval.benchmarks.figures import Figure
from index.engines.local.view import open_view
from index.ranking.retrieval import CANDIDATES
from service.settings import Settings
from service.wiring import encoder_of

DEPTHS = (10, CANDIDATES)
MOST_QUESTIONS = 200
ROUNDING = 1e-6

Vectors: TypeAlias = NDArray[np.float32]
Rows: TypeAlias = NDArray[np.int64]


class Nearest(Protocol):
    """A dense index, as far as it is measured here."""

    def vectors(self) -> Vectors:
        """All vectors."""
        ...

    def search(self, vector: Vectors, limit: int) -> tuple[Rows, Vectors]:
        """The rows that it takes for the nearest, and their scores."""
        ...


def measure_recall(home: Path, passages: int, questions: Sequence[str]) -> list[Figure]:
    """Mean share of the nearest 10 and 30 of each pool that its dense index proposes."""
    settings = Settings(home=home)
    encoder = encoder_of(settings)
    view = open_view(settings.home / "index", encoder)
    asked = encoder.encode_queries(questions[:MOST_QUESTIONS])
    return [
        Figure(
            f"recall@{depth} of the dense index",
            recall_of(partition.dense, asked, depth),
            "",
            {"passages": passages, "pool": name},
        )
        for name, partition in view.partitions.items()
        for depth in DEPTHS
        if len(partition) >= depth
    ]


def recall_of(dense: Nearest, asked: Vectors, depth: int) -> float:
    """The mean share over questions; of passages that are equally near, one is as good as another.

    recall_of(an exact index, vectors of questions, 10) -> 1.0
    """
    shares = []
    stored = dense.vectors()
    for vector in asked:
        cosines = stored @ vector
        least = np.partition(cosines, -depth)[-depth]
        found, _ = dense.search(vector, depth)
        shares.append(np.count_nonzero(cosines[found] >= least - ROUNDING) / depth)
    return float(np.mean(shares))

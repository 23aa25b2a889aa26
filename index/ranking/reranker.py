"""An optional second look: a cross-encoder reads question and passage together.

Any sentence-transformers CrossEncoder. It reads the best candidates in their order, a few at a
time, until the time budget is spent: what it has read is put in its order, what it has not
read follows as it was. A partial reranking beats a late answer.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from index.errors import RerankerUnavailable

BATCH = 4


class PairScorer(Protocol):
    """What is needed of a CrossEncoder."""

    def predict(self, pairs: list[tuple[str, str]], *, show_progress_bar: bool) -> Iterable[Any]:
        """Scores, one a pair, as numbers of Python, numpy or torch."""
        ...


class Reranker:
    """Scores at most `candidates` passages a question within `budget_ms` milliseconds."""

    def __init__(self, model: PairScorer, candidates: int, budget_ms: int) -> None:
        self._model = model
        self.candidates = candidates
        self._budget = budget_ms / 1000
        self._seconds_per_batch = 0.0

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Scores of the first texts, in order; shorter than `texts` when time runs out.

        A batch is not begun if the slowest one so far would not fit into what is left.
        """
        deadline = time.perf_counter() + self._budget
        scores: list[float] = []
        for start in range(0, min(len(texts), self.candidates), BATCH):
            begun = time.perf_counter()
            if begun + self._seconds_per_batch > deadline:
                break
            batch = texts[start : min(start + BATCH, self.candidates)]
            found = self._model.predict(
                [(question, text) for text in batch], show_progress_bar=False
            )
            scores += [float(score) for score in found]
            self._seconds_per_batch = max(self._seconds_per_batch, time.perf_counter() - begun)
        return scores


def load_reranker(name_or_path: str, candidates: int, budget_ms: int) -> Reranker:
    """Load a cross-encoder by name or folder.

    Raises:
        RerankerUnavailable: says where it was looked for and what to do.
    """
    from sentence_transformers import CrossEncoder  # slow to import, and needed only here

    try:
        model = CrossEncoder(name_or_path, device="cpu", local_files_only=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise RerankerUnavailable(name_or_path, str(error)) from error
    reranker = Reranker(model, candidates, budget_ms)
    # The first batch is slow for reasons that do not recur; it also sets the pace.
    reranker.score("warm up", ["warm up"])
    reranker._seconds_per_batch = 0.0
    return reranker

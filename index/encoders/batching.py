"""Questions that are asked at the same time are encoded together.

A product of one question's few rows waits for the weights to come from memory; the rows of several
questions share that wait. Nobody waits for company: who comes first is encoded at once, and who
comes meanwhile goes next, together. An encoder's rows must not depend on what is encoded with them
(index/encoders/bert.py sees to that), so an answer does not either.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from index.encoders.base import Encoded, Encoder, Vectors

# More texts at once take longer than they save.
MOST_TEXTS = 16


class _Request:
    """Some texts of one caller, who sleeps until they are done or it is its turn to compute."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.found: Encoded | None = None
        self.error: Exception | None = None
        self.woken = threading.Event()

    @property
    def done(self) -> bool:
        return self.found is not None or self.error is not None


class BatchingEncoder:
    """Another encoder, with the queries of several threads computed together."""

    def __init__(self, encoder: Encoder, most: int = MOST_TEXTS) -> None:
        self._encoder = encoder
        self._most = most
        self._lock = threading.Lock()
        self._waiting: deque[_Request] = deque()
        self._computing = False

    @property
    def name(self) -> str:
        """What to set WENJU_ENCODER to in order to get this encoder."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """Changes whenever weights, tokenizer or settings of the model do."""
        return self._encoder.fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a row."""
        return self._encoder.dimensions

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode what is searched, as the other encoder does."""
        return self._encoder.encode_passages(texts, progress)

    def read_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        starts: Sequence[Sequence[int]] | None = None,
    ) -> Encoded:
        """Encode what is searched, as the other encoder does."""
        return self._encoder.read_passages(texts, progress, starts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is asked, with what other threads ask meanwhile."""
        return self.read_queries(texts).vectors

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        """Encode what is asked, with what other threads ask meanwhile."""
        request = _Request(texts)
        with self._lock:
            self._waiting.append(request)
            first, self._computing = not self._computing, True
        if not first:
            request.woken.wait()
        if not request.done:
            self._compute_next()
        if request.error is not None:
            raise request.error
        assert request.found is not None
        return request.found

    def _compute_next(self) -> None:
        """Compute what waits, as far as it fits; its first request is this thread's own."""
        with self._lock:
            batch = self._take()
        try:
            self._fill(batch)
        finally:
            with self._lock:
                self._computing = bool(self._waiting)
                following = self._waiting[0] if self._waiting else None
            for request in batch:
                request.woken.set()
            if following is not None:
                following.woken.set()

    def _take(self) -> list[_Request]:
        batch = [self._waiting.popleft()]
        room = self._most - len(batch[0].texts)
        while self._waiting and len(self._waiting[0].texts) <= room:
            batch.append(self._waiting.popleft())
            room -= len(batch[-1].texts)
        return batch

    def _fill(self, batch: Sequence[_Request]) -> None:
        """Give each request its rows; if they fail together, each is tried alone."""
        try:
            found = self._encoder.read_queries([t for request in batch for t in request.texts])
        except Exception as error:  # whatever an encoder raises reaches whom it concerns
            if len(batch) == 1:
                batch[0].error = error
                return
            for request in batch:
                self._fill([request])
            return
        start = 0
        for request in batch:
            end = start + len(request.texts)
            tokens = None if found.tokens is None else found.tokens[start:end]
            request.found = Encoded(found.vectors[start:end], tokens)
            start = end

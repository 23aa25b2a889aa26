"""Small deterministic stand-ins, written by hand."""

import hashlib
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Document, Paragraph, Source, version_of
from index.encoders.base import Encoded
from index.encoders.token_head import TokenVectors
from index.text.folding import fold


class FakeEncoder:
    """Hashes folded character bigrams into unit vectors: texts that share bigrams are near.

    Counts what it was asked to encode, so that a test can tell what was encoded again.
    """

    name = "fake"
    dimensions = 64

    def __init__(self, fingerprint: str = "fake-1") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.encoded += texts
        if progress is not None:
            progress(len(texts))
        return np.stack([self._vector(text) for text in texts])

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        return Encoded(self.encode_queries(texts))

    def read_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        starts: Sequence[Sequence[int]] | None = None,
    ) -> Encoded:
        return Encoded(self.encode_passages(texts, progress))

    def _vector(self, text: str) -> NDArray[np.float32]:
        folded = f" {fold(text).text} "
        vector = np.full(self.dimensions, 1e-3, dtype=np.float32)
        for start in range(len(folded) - 1):
            digest = hashlib.blake2b(folded[start : start + 2].encode("utf-8", "replace")).digest()
            vector[digest[0] % self.dimensions] += 1.0
        unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
        return unit


TOKEN_DIMENSIONS = 16


class FakeTokenEncoder(FakeEncoder):
    """The same with a vector of 16 numbers for every character that is no space."""

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        return Encoded(self.encode_queries(texts), [self._tokens(text) for text in texts])

    def read_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        starts: Sequence[Sequence[int]] | None = None,
    ) -> Encoded:
        tokens = [self._tokens(text) for text in texts]
        return Encoded(self.encode_passages(texts, progress), tokens, self._parts(texts, starts))

    def _parts(
        self, texts: Sequence[str], starts: Sequence[Sequence[int]] | None
    ) -> list[NDArray[np.float32]]:
        cut = [
            [text[a:b] for a, b in pairwise([*places, len(text)])]
            for text, places in zip(texts, starts or [()] * len(texts), strict=True)
        ]
        return [np.stack([self._vector(part) for part in parts or [""]]) for parts in cut]

    def _tokens(self, text: str) -> TokenVectors:
        starts = [place for place, character in enumerate(text) if not character.isspace()]
        rows = np.zeros((len(starts), TOKEN_DIMENSIONS), np.float32)
        for row, place in zip(rows, starts, strict=True):
            digest = hashlib.blake2b(fold(text[place]).text.encode("utf-8", "replace")).digest()
            row[:] = np.frombuffer(digest[:TOKEN_DIMENSIONS], np.uint8) / 127.5 - 1
            row /= np.linalg.norm(row)
        return TokenVectors(rows, np.ones(len(starts), np.float32), np.array(starts, np.int64))


def document(document_id: str, *paragraphs: str, language: str = "en") -> Document:
    """A document without headings."""
    text = "\n\n".join(paragraphs)
    spans, start = [], 0
    for number, paragraph in enumerate(paragraphs, start=1):
        spans.append(Paragraph(start, start + len(paragraph), None, number, None))
        start += len(paragraph) + 2
    return Document(
        document_id=document_id,
        version=version_of(text),
        language=language,  # type: ignore[arg-type]  # a test may ask for any
        text=text,
        sections=(),
        paragraphs=tuple(spans),
        record={"id": document_id, "type": "report", "title": f"Title of {document_id}"},
        source=Source(f"{document_id}.txt", "0" * 64, "text/plain"),
    )


class FakeLibrary:
    """Documents in memory, as an index reads them."""

    def __init__(self, *documents: Document) -> None:
        self.held = {document.document_id: document for document in documents}

    def put(self, document: Document) -> None:
        self.held[document.document_id] = document

    def current_versions(self) -> dict[str, str]:
        return {name: document.version for name, document in list(self.held.items())}

    def get(self, document_id: str, version: str | None = None) -> Document:
        found = self.held[document_id]
        assert version in (None, found.version)
        return found

"""From documents to a published index.

Only passages that the last generation does not have are encoded: vectors are taken over by the
passage's text. The result of any sequence of builds equals a fresh one.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Document
from corpus.languages import base_language
from corpus.passages import SPLITTER_VERSION, Passage, split_document
from index.analysis import ANALYSER_VERSION, BaseLanguage
from index.dense import DenseIndex
from index.encoder import Encoder
from index.errors import IndexDamaged, IndexMissing, IndexStale
from index.generations import (
    building,
    current_generation,
    index_version,
    publish,
    read_manifest,
    remove_stale,
)
from index.passage_table import PassageTable
from index.pools import LANGUAGES, PASSAGES, check_fits, open_snapshot, write_pool
from index.sentence_vectors import SentenceVectors, sentence_texts

Progress = Callable[[str, int, int], None]
Vectors = NDArray[np.float32]


def build_index(
    documents: Sequence[Document], encoder: Encoder, home: Path, progress: Progress | None = None
) -> Path:
    """Build an index of `documents` and publish it; the served one stays until then.

    Args:
        documents: what to index.
        encoder: what makes the vectors.
        home: the index home.
        progress: called with stage (`split` or `encode`), done and total.

    Returns:
        The folder of the new generation.
    """
    report = progress or (lambda stage, done, total: None)
    passages: list[Passage] = []
    for done, document in enumerate(documents, start=1):
        passages += split_document(document)
        report("split", done, len(documents))
    memory = _Memory(encoder, _known_vectors(home, encoder), report)
    with building(home) as folder:
        pools: dict[BaseLanguage, list[Passage]] = {
            name: [passage for passage in passages if base_language(passage.language) == name]
            for name in LANGUAGES
        }
        for name, members in pools.items():
            write_pool(folder / name, name, members, memory.encode)
        versions = {document.document_id: document.version for document in documents}
        published = publish(
            home,
            folder,
            {
                "index_version": _version(versions, encoder),
                "encoder": encoder.name,
                "encoder_fingerprint": encoder.fingerprint,
                "analyser": ANALYSER_VERSION,
                "documents": versions,
                "passages": {name: len(members) for name, members in pools.items()},
            },
        )
    remove_stale(home)
    return published


def is_current(home: Path, documents: Sequence[Document], encoder: Encoder) -> bool:
    """Whether the published index is whole and of just these documents and this encoder."""
    versions = {document.document_id: document.version for document in documents}
    try:
        snapshot = open_snapshot(home, encoder)
    except (IndexMissing, IndexStale, IndexDamaged):
        return False
    return snapshot.index_version == _version(versions, encoder)


def _version(documents: Mapping[str, str], encoder: Encoder) -> str:
    return index_version(encoder.fingerprint, f"{ANALYSER_VERSION}+{SPLITTER_VERSION}", documents)


def _known_vectors(home: Path, encoder: Encoder) -> dict[str, Vectors]:
    """Vectors of the last generation by passage text; empty if they are of another encoder."""
    try:
        folder = current_generation(home)
        manifest = read_manifest(folder)
        check_fits(manifest, encoder)
    except (IndexMissing, IndexStale, IndexDamaged):
        return {}
    known: dict[str, Vectors] = {}
    for name in manifest.passages:
        passages = PassageTable.open(folder / name / PASSAGES)
        texts = [passage.text for passage in passages]
        known.update(zip(texts, DenseIndex.open(folder / name).vectors(), strict=True))
        sentences = SentenceVectors.open(folder / name).all().astype(np.float32)
        known.update(zip(sentence_texts(passages), sentences, strict=True))
    return known


class _Memory:
    """Encodes each text once, and none that the last generation had."""

    def __init__(self, encoder: Encoder, known: dict[str, Vectors], report: Progress) -> None:
        self._encoder = encoder
        self._known = known
        self._report = report

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (n, dimensions), asking the encoder for the unknown ones only."""
        unknown = list(dict.fromkeys(text for text in texts if text not in self._known))
        if unknown:
            vectors = self._encoder.encode_passages(
                unknown, lambda done: self._report("encode", done, len(unknown))
            )
            # Rounded as they are stored, so that an old vector equals a new one.
            rounded = vectors.astype(np.float16).astype(np.float32)
            self._known.update(zip(unknown, rounded, strict=True))
        if not texts:
            return np.zeros((0, self._encoder.dimensions), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])

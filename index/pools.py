"""Opened indexes: the passages of each language with their two search structures.

Each passage language has a pool of its own: its own BM25 statistics, its own vectors, its own
candidates. No amount of text in one language can therefore push the other out of what is looked
at; which passages are shown is decided later, on calibrated scores (index/fusion.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage
from index.analysis import ANALYSER_VERSION, BaseLanguage
from index.dense import DenseIndex
from index.encoder import Encoder
from index.errors import AnalyserMismatch, EncoderMismatch, IndexDamaged
from index.generations import Manifest, current_generation, read_manifest, verify_checksums
from index.lexical import LexicalIndex
from index.passage_table import PassageTable
from index.sentence_vectors import SentenceVectors, sentence_texts

PASSAGES = "passages"
LEXICAL = "lexical"
LANGUAGES: tuple[BaseLanguage, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Pool:
    """The passages of one base language (`zh` or `en`), rows 0..n-1 in every part."""

    language: BaseLanguage
    passages: PassageTable
    lexical: LexicalIndex
    dense: DenseIndex
    mean: NDArray[np.float32]
    sentences: SentenceVectors


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published generation, opened; it does not change while it is searched."""

    index_version: str
    encoder: str
    documents: Mapping[str, str]
    pools: Mapping[str, Pool]


def open_snapshot(home: Path, encoder: Encoder) -> Snapshot:
    """Open the published generation.

    Raises:
        IndexMissing: there is none.
        EncoderMismatch, AnalyserMismatch: it was built by something else than what runs now.
        IndexDamaged: a file is missing or changed.
    """
    folder = current_generation(home)
    manifest = read_manifest(folder)
    check_fits(manifest, encoder)
    verify_checksums(folder, manifest)
    pools: dict[str, Pool] = {name: open_pool(folder / name, name) for name in LANGUAGES}
    documents = manifest.documents
    return Snapshot(manifest.index_version, manifest.encoder, documents, pools)


def check_fits(manifest: Manifest, encoder: Encoder) -> None:
    """Refuse an index that was built by another encoder or another analysis."""
    if manifest.encoder_fingerprint != encoder.fingerprint:
        raise EncoderMismatch(manifest.encoder, encoder.name)
    if manifest.analyser != ANALYSER_VERSION:
        raise AnalyserMismatch(manifest.analyser, ANALYSER_VERSION)


def write_pool(
    folder: Path,
    language: BaseLanguage,
    passages: Sequence[Passage],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
) -> None:
    """Write the passages of one language and what searches them into a new folder.

    Args:
        folder: to be made.
        language: of all the passages.
        passages: in the order of their rows.
        encode: gives the unit vectors of texts; asked for passages and for their sentences.
    """
    folder.mkdir()
    PassageTable.write(folder / PASSAGES, passages)
    LexicalIndex.build([passage.text for passage in passages], language, folder / LEXICAL)
    DenseIndex.build(encode([passage.text for passage in passages])).save(folder)
    SentenceVectors.write(
        folder, encode(sentence_texts(passages)), [len(passage.sentences) for passage in passages]
    )


def open_pool(folder: Path, language: BaseLanguage) -> Pool:
    """Open what `write_pool` wrote."""
    dense = DenseIndex.open(folder)
    passages = PassageTable.open(folder / PASSAGES)
    if len(passages) != len(dense):
        raise IndexDamaged(folder, f"{len(passages)} passages but {len(dense)} vectors")
    # Where a question lies to all passages of the language alike; an empty pool has none.
    mean = dense.vectors().mean(axis=0) if passages else np.zeros(dense.dimensions, np.float32)
    lexical, sentences = LexicalIndex.open(folder / LEXICAL), SentenceVectors.open(folder)
    return Pool(language, passages, lexical, dense, mean, sentences)

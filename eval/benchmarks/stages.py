"""Indexing, stage by stage, and as people get it: passages a second.

The passages are those of the given texts, each once: recombined ones repeat their sentences,
which are encoded once only, and would flatter the encoder.
"""

import hashlib
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.documents import Document, Source
from corpus.passages import Passage, split_document
from corpus.readers.blocks import assemble_document
from corpus.readers.dispatch import read_bytes
from eval.benchmarks.crowd import open_texts
from eval.benchmarks.figures import Figure
from eval.benchmarks.recombining import RecombiningEncoder
from index.encoders.base import Encoder
from index.encoders.multi_vector import encode_passages
from index.engines.selection import engine_at
from index.indexing import build_index
from index.text.analysis import analyse
from service.settings import Settings
from service.wiring import encoder_of

PARAGRAPHS = 50  # in a document


def measure_stages(
    folders: Sequence[Path], most: int, encoder: Encoder | None = None
) -> list[Figure]:
    """Read, split, analyse, encode, write, and all of it; by default with the embedded encoder."""
    encoder = encoder or encoder_of(Settings())
    encoder.encode_passages(["word"])  # loading is not encoding
    files = list(_files(folders, most))
    seconds: dict[str, float] = {}
    with _timed(seconds, "read"):
        documents = [_read(number, file) for number, file in enumerate(files)]
    with _timed(seconds, "split"):
        passages = [passage for document in documents for passage in split_document(document)]
    with _timed(seconds, "analyse"):
        for passage in passages:
            analyse(passage.text, "en" if passage.language == "en" else "zh")
    with _timed(seconds, "encode"):
        encode_passages(encoder, passages)
    seconds["write"] = _writing(documents, passages, encoder, seconds)
    seconds["all"] = seconds["read"] + _build(documents, encoder)
    # On a machine that does other things too, a difference can come out as nothing.
    return [
        Figure("indexing", len(passages) / taken, "passages/s", {"stage": stage})
        for stage, taken in seconds.items()
        if taken > 0
    ] + [Figure("indexed passages", len(passages), "passages")]


def _writing(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoder: Encoder,
    seconds: Mapping[str, float],
) -> float:
    """What building takes when every vector is known, less what the stages before it take."""
    known = RecombiningEncoder(encoder)
    known.learn([passage.text for passage in passages])
    return _build(documents, known) - seconds["split"] - seconds["analyse"]


def _files(folders: Sequence[Path], most: int) -> Iterator[bytes]:
    """Plain texts as people have them, up to `most` paragraphs in all."""
    for texts in open_texts(folders).values():
        for first in range(0, min(len(texts), most), PARAGRAPHS):
            yield "\n\n".join(texts[first : first + PARAGRAPHS]).encode()
            most -= PARAGRAPHS


def _read(number: int, content: bytes) -> Document:
    name = f"indexed-{number}"
    reading = read_bytes(content, f"{name}.txt")
    source = Source(f"{name}.txt", hashlib.sha256(content).hexdigest(), reading.media_type)
    return assemble_document(name, reading.language, reading.blocks, {"title": name}, source)


def _build(documents: Sequence[Document], encoder: Encoder) -> float:
    with tempfile.TemporaryDirectory(prefix="wenju-benchmark-") as folder:
        started = time.perf_counter()
        build_index(engine_at(Path(folder)), documents, encoder)
        return time.perf_counter() - started


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - started

"""Libraries of a given size, made once and kept in the benchmark's work folder.

A million passages take a good part of an hour to put, analyse and write; a run that was broken
off, and the next run with the same texts, find them there. What makes an index stale for the
service makes it stale here: it is built anew, by the shortcut, before a service would do it
by really encoding.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.passages import SPLITTER_VERSION, split_document
from eval.benchmarks.crowd import crowd, open_texts, sentences_of
from eval.benchmarks.figures import Figure
from eval.benchmarks.recombining import RecombiningEncoder
from index.encoders.base import Encoder
from index.indexing import build_index
from service.settings import Settings
from service.wiring import encoder_of, engine_of, open_library

FILLED, BUILT = "filled.json", "built.json"


@dataclass(frozen=True, slots=True)
class Made:
    """A library with its index, and the seconds that building it took when it was built."""

    home: Path
    passages: int
    built_in: float


def make_library(
    work: Path, size: int, folders: Sequence[Path], encoder: Encoder | None = None
) -> Made:
    """A library of about `size` passages of recombined sentences, with a current index."""
    texts = open_texts(folders)
    shape = json.dumps([size, texts, SPLITTER_VERSION], ensure_ascii=False)
    home = work / f"library-{size}-{hashlib.sha256(shape.encode()).hexdigest()[:8]}"
    settings = Settings(home=home)
    library = open_library(settings)
    if not (home / FILLED).is_file():
        for document in crowd(texts, size):
            library.put(document)
        passages = sum(len(split_document(document)) for document in library.documents())
        (home / FILLED).write_text(json.dumps({"passages": passages}), encoding="utf-8")
    passages = json.loads((home / FILLED).read_text(encoding="utf-8"))["passages"]
    encoder = encoder or encoder_of(settings)
    engine = engine_of(settings)
    if (home / BUILT).is_file() and engine.published(encoder) == library.current_versions():
        return Made(home, passages, json.loads((home / BUILT).read_text("utf-8"))["seconds"])
    recombining = RecombiningEncoder(encoder)
    sentences = [text for name, found in texts.items() for text in sentences_of(found, name)]
    recombining.learn(sentences, work / f"sentences-{encoder.fingerprint}.npz")
    started = time.perf_counter()
    build_index(engine, library.documents(), recombining)
    seconds = time.perf_counter() - started
    (home / BUILT).write_text(json.dumps({"seconds": seconds}), encoding="utf-8")
    return Made(home, passages, seconds)


def building(made: Made, size: int) -> list[Figure]:
    """How fast the index was built, all but the encoder, and how much disk the library takes."""
    rate = made.passages / max(made.built_in, 1e-9)
    files = (path for path in made.home.rglob("*") if path.is_file())
    megabytes = sum(path.stat().st_size for path in files) / 2**20
    at = {"passages": size}
    return [
        Figure("indexing by the shortcut", rate, "passages/s", at),
        Figure("on disk", megabytes, "MB", at),
    ]

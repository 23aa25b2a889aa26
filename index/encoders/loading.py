"""Texts become vectors: the seam to the embedded encoder or any other SentenceTransformer.

Queries and passages are encoded apart, since many models want different prompts for them. The
embedded model lies in `model/` beside this file; `training/` is how it was made. It, and any other
plain BERT, is computed by `embedded.py`, which needs a fraction of the time and memory; every other
model by sentence-transformers.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoders.processor import count_cores, fast_products, threads
from index.encoders.token_head import TokenVectors
from index.errors import EncoderUnavailable
from index.shipped import MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

EMBEDDED = "embedded"

BATCH = 32
# What a report of progress covers; within it, texts are sorted by length.
STRETCH = 32 * BATCH
# No model reads further than some thousand tokens; the rest would only be tokenized in vain.
CHARACTERS_PER_TOKEN = 16
# So few texts are not worth sharing among cores.
FEW = 4
FINGERPRINTED = frozenset((".safetensors", ".bin", ".json", ".txt", ".model", ".onnx", ".xml"))

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as an encoder gives them.

    Attributes:
        vectors: one unit row a text, shape (texts, dimensions).
        tokens: the words of each text; None where the model has no head for them.
        parts: one unit row a part of each text, shapes (parts, dimensions); None where they were
            not asked for, or the model does not give them.
    """

    vectors: Vectors
    tokens: Sequence[TokenVectors] | None = None
    parts: Sequence[Vectors] | None = None


class Encoder(Protocol):
    """Turns texts into rows of length one; near rows mean near texts."""

    @property
    def name(self) -> str:
        """What to set WENJU_ENCODER to in order to get this encoder."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever weights, tokenizer or settings of the model do."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a row."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is asked, one row per text."""
        ...

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode what is searched, one row per text; `progress` is told how many are done."""
        ...

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        """Encode what is asked: rows and, where there is a head for them, tokens."""
        ...

    def read_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        starts: Sequence[Sequence[int]] | None = None,
    ) -> Encoded:
        """Encode what is searched: rows and, where there is a head for them, tokens and parts.

        `starts` says where the parts of each text begin.
        """
        ...


class SentenceEncoder:
    """Any SentenceTransformer behind the seam, with its own prompts."""

    def __init__(self, model: "SentenceTransformer", name: str, fingerprint: str) -> None:
        self._model = model
        self._name = name
        self._fingerprint = fingerprint
        self._longest = CHARACTERS_PER_TOKEN * int(model.get_max_seq_length() or 8192)

    @property
    def name(self) -> str:
        """What to set WENJU_ENCODER to in order to get this encoder."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Changes whenever weights, tokenizer or settings of the model do."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a row."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is asked, with the model's prompt for queries if it has one.

        One question is encoded on one thread: it is too short to share, and a server answers
        several at once.
        """
        with threads(1 if len(texts) <= FEW else count_cores()), _fast_products(self._model):
            return self._encode(self._model.encode_query, texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode what is searched, with the model's prompt for documents if it has one.

        Many passages use all cores.
        """
        with threads(1 if len(texts) <= FEW else count_cores()), _fast_products(self._model):
            return self._encode(self._model.encode_document, texts, progress)

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        """Encode what is asked; there are no tokens."""
        return Encoded(self.encode_queries(texts))

    def read_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        starts: Sequence[Sequence[int]] | None = None,
    ) -> Encoded:
        """Encode what is searched; there are no tokens and no parts."""
        return Encoded(self.encode_passages(texts, progress))

    def _encode(
        self,
        encode: "Callable[..., NDArray[np.float32]]",
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Encode the longest first: what needs most memory fails at once or not at all."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for first in range(0, len(order), STRETCH):
            places = order[first : first + STRETCH]
            rows[places] = encode(
                [texts[place][: self._longest] for place in places],
                batch_size=BATCH,
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
            if progress is not None:
                progress(first + len(places))
        return _with_length_one(rows)


def load_encoder(name_or_path: str | None = None) -> Encoder:
    """Load the embedded encoder, or any SentenceTransformer by its folder or name.

    Args:
        name_or_path: a folder, or a model name whose files are in the local Hugging Face cache
            or can be fetched; None or `embedded` for the model that comes with Wenju.

    Raises:
        EncoderUnavailable: it cannot be loaded; the message says what to do.
    """
    if name_or_path in (None, "", EMBEDDED):
        return _load(EMBEDDED, MODEL)
    name = str(name_or_path)
    folder = Path(name).expanduser()
    return _load(name, folder if folder.is_dir() else _downloaded(name))


def _load(name: str, folder: Path) -> Encoder:
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise EncoderUnavailable(name, f"in the folder {folder}", "it holds no model")
    try:
        return _load_plain(name, folder) or load_sentence_encoder(name, folder)
    except Exception as problem:  # whatever torch and transformers raise for what the folder holds
        reason = str(problem).splitlines()[0] if str(problem) else repr(problem)
        raise EncoderUnavailable(name, f"in the folder {folder}", reason) from problem


def _load_plain(name: str, folder: Path) -> Encoder | None:
    """Load a plain BERT the short way; None for any other model, or where there is a GPU."""
    # Imported here: it takes a second, and only a process that encodes needs it.
    import torch

    from index.encoders.bert_config import is_plain_bert, longest_text
    from index.encoders.bert_encoder import BertEncoder

    if torch.cuda.is_available() or not is_plain_bert(folder):
        return None
    return BertEncoder(folder, name, fingerprint_of(folder), longest_text(folder))


def load_sentence_encoder(name: str, folder: Path) -> "SentenceEncoder":
    """Load any SentenceTransformer from its folder, by the library that made it."""
    # Imported here: it takes some seconds, and the embedded encoder does without it.
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(folder), local_files_only=True, model_kwargs={"dtype": "float32"}
    )
    return SentenceEncoder(model, name, fingerprint_of(folder))


def _downloaded(name: str) -> Path:
    """Find the files of a named model in the local cache, or fetch them if the hub answers."""
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except Exception:  # the many ways of not being in the cache
        if os.environ.get("HF_HUB_OFFLINE"):
            raise _unavailable(name, "the network is off (HF_HUB_OFFLINE)") from None
    try:
        return Path(snapshot_download(name, etag_timeout=5))
    except Exception as problem:  # no such model, no network, no right to read
        reason = str(problem).splitlines()[0] if str(problem) else repr(problem)
        raise _unavailable(name, reason) from problem


def _unavailable(name: str, why: str) -> EncoderUnavailable:
    from huggingface_hub.constants import HF_HUB_CACHE

    return EncoderUnavailable(
        name, f"as a folder, in the cache {HF_HUB_CACHE}, and on the Hugging Face hub", why
    )


def _fast_products(model: "SentenceTransformer") -> AbstractContextManager[None]:
    """Let a model on the processor multiply in bfloat16, where that is fast; elsewhere leave it.

    Passages come out two to three times as fast, at a cosine of .9999 and more with single
    precision. Weights in bfloat16 are no faster still, and reach .9997 only.
    """
    return fast_products("cpu") if model.device.type == "cpu" else nullcontext()


def fingerprint_of(folder: Path) -> str:
    """Hash the names and contents of all files that decide what vectors a model gives."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in FINGERPRINTED:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _with_length_one(rows: Vectors) -> Vectors:
    """Bring rows to length one; a row without direction becomes the first axis."""
    rows = np.nan_to_num(rows, copy=False)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows[lengths[:, 0] == 0, 0] = 1
    lengths[lengths == 0] = 1
    return np.asarray(rows / lengths, dtype=np.float32)

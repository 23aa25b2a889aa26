"""Texts become vectors: the seam to the embedded encoder or any other SentenceTransformer.

Queries and passages are encoded apart, since many models want different prompts for them. The
embedded model lies in `model/` beside this file; `training/` is how it was made. It, and any other
plain BERT, is computed by `embedded.py`, which needs a fraction of the time and memory; every other
model by sentence-transformers.
"""

import hashlib
import os
from pathlib import Path

from index.encoders.base import Encoder
from index.encoders.sentence_transformer import (
    SentenceEncoder,
)
from index.errors import EncoderUnavailable
from index.shipped import MODEL

EMBEDDED = "embedded"

FINGERPRINTED = frozenset((".safetensors", ".bin", ".json", ".txt", ".model", ".onnx", ".xml"))


def load_encoder(name_or_path: str | None = None, single: bool = False) -> Encoder:
    """Load the embedded encoder, or any SentenceTransformer by its folder or name.

    Args:
        name_or_path: a folder, or a model name whose files are in the local Hugging Face cache
            or can be fetched; None or `embedded` for the model that comes with Wenju.
        single: compute in single precision on every processor; by default in bfloat16 where the
            processor has instructions for it.

    Raises:
        EncoderUnavailable: it cannot be loaded; the message says what to do.
    """
    if name_or_path in (None, "", EMBEDDED):
        return _load(EMBEDDED, MODEL, single)
    name = str(name_or_path)
    folder = Path(name).expanduser()
    return _load(name, folder if folder.is_dir() else _downloaded(name), single)


def _load(name: str, folder: Path, single: bool) -> Encoder:
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise EncoderUnavailable(name, f"in the folder {folder}", "it holds no model")
    try:
        return _load_plain(name, folder, single) or load_sentence_encoder(name, folder, single)
    except Exception as problem:  # whatever torch and transformers raise for what the folder holds
        reason = str(problem).splitlines()[0] if str(problem) else repr(problem)
        raise EncoderUnavailable(name, f"in the folder {folder}", reason) from problem


def _load_plain(name: str, folder: Path, single: bool) -> Encoder | None:
    """Load a plain BERT the short way; None for any other model, or where there is a GPU."""
    # Imported here: it takes a second, and only a process that encodes needs it.
    import torch

    from index.encoders.bert_config import is_plain_bert, longest_text
    from index.encoders.bert_encoder import BertEncoder

    if torch.cuda.is_available() or not is_plain_bert(folder):
        return None
    return BertEncoder(folder, name, fingerprint_of(folder), longest_text(folder), single)


def load_sentence_encoder(name: str, folder: Path, single: bool = False) -> "SentenceEncoder":
    """Load any SentenceTransformer from its folder, by the library that made it."""
    # Imported here: it takes some seconds, and the embedded encoder does without it.
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(folder), local_files_only=True, model_kwargs={"dtype": "float32"}
    )
    return SentenceEncoder(model, name, fingerprint_of(folder), single)


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


def fingerprint_of(folder: Path) -> str:
    """Hash the names and contents of all files that decide what vectors a model gives."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in FINGERPRINTED:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]

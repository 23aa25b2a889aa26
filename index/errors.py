"""Errors of the index.

WenjuError
└── SearchIndexError
    ├── IndexMissing
    ├── IndexStale
    │   ├── EncoderMismatch
    │   └── AnalyserMismatch
    ├── IndexDamaged
    ├── IndexNotWritable
    ├── IndexingCancelled
    ├── CalibrationInvalid
    ├── EncoderUnavailable
    └── RerankerUnavailable
"""

from pathlib import Path

from corpus.errors import WenjuError

REBUILD = "run `wenju index build` to make it again from the stored documents"


class SearchIndexError(WenjuError):
    """An index, or what it needs, is not as it must be."""


class IndexMissing(SearchIndexError):
    """Nothing was published in this index home yet."""

    def __init__(self, home: Path) -> None:
        super().__init__(f"there is no index in {home}; run `wenju index build`, or set WENJU_HOME")


class IndexStale(SearchIndexError):
    """The saved index does not fit what is running now."""


class EncoderMismatch(IndexStale):
    """The saved index was built with another encoder."""

    def __init__(self, built_with: str, running: str) -> None:
        super().__init__(
            f"the index was built with the encoder {built_with!r} but the service runs "
            f"{running!r}; rebuild it with `wenju index build`, or set WENJU_ENCODER={built_with}"
        )


class AnalyserMismatch(IndexStale):
    """The saved index was built by another version of the text analysis."""

    def __init__(self, built_with: str, running: str) -> None:
        super().__init__(
            f"the index was built with analyser version {built_with!r}, this program has "
            f"{running!r}; rebuild it with `wenju index build`"
        )


class IndexDamaged(SearchIndexError):
    """A file of a generation is missing, of another size, or changed."""

    def __init__(self, folder: Path, what: str) -> None:
        super().__init__(f"the index in {folder} is damaged: {what}; {REBUILD}")


class IndexNotWritable(SearchIndexError):
    """The index cannot be written where it was to be."""

    def __init__(self, home: Path, why: str) -> None:
        super().__init__(
            f"the index cannot be written in {home} ({why}); give this user the right to write "
            "there, free some space, or set WENJU_HOME to another folder"
        )


class IndexingCancelled(SearchIndexError):
    """Someone asked to stop; what was published before is served on."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(
            f"indexing was cancelled after {done} of {total} documents; nothing of it was "
            "published, so run it again to index them"
        )


class CalibrationInvalid(SearchIndexError):
    """A file of fusion weights and calibrators cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"the calibration file {path} is not valid: {why}; make one with "
            "`wenju fit`, or unset WENJU_CALIBRATION to use the shipped one"
        )


class EncoderUnavailable(SearchIndexError):
    """The sentence encoder that was asked for cannot be loaded."""

    def __init__(self, name: str, looked: str, why: str) -> None:
        super().__init__(
            f"the encoder {name!r} cannot be loaded: {why}. Looked for it {looked}. Give a folder "
            "saved by sentence-transformers, or a model name that is in the local Hugging Face "
            "cache (fetch it on a machine with a network: `hf download NAME`), in WENJU_ENCODER; "
            "unset WENJU_ENCODER to use the embedded model"
        )


class RerankerUnavailable(SearchIndexError):
    """The cross-encoder that was asked for cannot be loaded."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"the reranker {name!r} cannot be loaded: {why}. Give a folder saved by "
            "sentence-transformers, or a model name that is in the local Hugging Face cache, in "
            "WENJU_RERANKER; unset WENJU_RERANKER to search without one"
        )

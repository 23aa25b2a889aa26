"""An index over passages that are no library's: what benchmarks and training search.

It lies in a scratch folder and is gone afterwards.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.documents import Language
from corpus.languages import base_language
from corpus.passages import Passage
from corpus.sentences import split_sentences
from index.encoders.base import Encoder
from index.engines.local.partition import Partition
from index.engines.local.segments.segment_pool import PoolPart
from index.engines.local.segments.segments import LANGUAGES
from index.engines.local.view import LocalView, write_pool

_VERSION = "0" * 12


@contextmanager
def passages_view(passages: Sequence[Passage], encoder: Encoder) -> Iterator[LocalView]:
    """An index over passages in a scratch folder, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="wenju-scratch-") as scratch:
        partitions = {}
        for language in LANGUAGES:
            members = [p for p in passages if base_language(p.language) == language]
            if not members:
                continue
            write_pool(Path(scratch) / language, language, members, encoder)
            part = PoolPart.open(Path(scratch) / language)
            partitions[language] = Partition(language, [part], encoder.dimensions)
        yield LocalView("scratch", encoder.name, {}, partitions)


def lone_passage(document_id: str, language: Language, text: str) -> Passage:
    """A text as a passage that is its whole document."""
    return Passage(
        document_id=document_id,
        version=_VERSION,
        language=language,
        text=text,
        start=0,
        end=len(text),
        section_path=(),
        paragraph=1,
        page=None,
        sentences=tuple(split_sentences(text)),
    )

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
from index.engines.base import Pool, Snapshot
from index.engines.local.snapshot import LANGUAGES, open_pool, write_pool

_VERSION = "0" * 12


@contextmanager
def passages_snapshot(passages: Sequence[Passage], encoder: Encoder) -> Iterator[Snapshot]:
    """An index over passages in a scratch folder, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="wenju-scratch-") as scratch:
        pools: dict[str, Pool] = {}
        for language in LANGUAGES:
            members = [p for p in passages if base_language(p.language) == language]
            if not members:
                continue
            write_pool(Path(scratch) / language, language, members, encoder)
            pools[language] = open_pool(Path(scratch) / language, language)
        yield Snapshot("scratch", encoder.name, {}, pools)


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

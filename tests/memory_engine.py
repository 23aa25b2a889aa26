"""An engine in memory, written plainly: what any other one is compared with.

Everything is computed from the passages that are there now, one by one and from the formulas.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import numpy as np

from corpus.languages import base_language
from corpus.maintenance.checking import Finding
from corpus.passages import SPLITTER_VERSION, Passage
from index.encoders.base import Encoder
from index.encoders.multi_vector import EncodedPassage, text_below_heading
from index.encoders.token_codes import Pieces
from index.engines.base import (
    Cancelled,
    Fetched,
    FetchedTokens,
    Filters,
    IndexFacts,
    Key,
    Progress,
    Proposals,
    Vectors,
)
from index.engines.local.segments.generations import index_version
from index.errors import EncoderMismatch, IndexMissing
from index.query.term_table import TermTable
from index.query.terms import QueryTerm
from index.scoring.term_counts import TermCounts, TermStatistics
from index.text.analysis import ANALYSER_VERSION, BaseLanguage, terms_of
from index.text.term_hashes import hash_terms

LANGUAGES: tuple[BaseLanguage, ...] = ("zh", "en")
K1, B = 0.9, 0.75


@dataclass(frozen=True)
class Stored:
    """A passage with all that is known of it."""

    key: Key
    passage: Passage
    encoded: EncodedPassage
    terms: Counter[str]

    @property
    def place(self) -> tuple[str, int]:
        return self.passage.document_id, self.passage.start


@dataclass
class State:
    """What is published: documents, and each document's passages."""

    encoder: tuple[str, str]
    dimensions: int
    documents: dict[str, str] = field(default_factory=dict)
    passages: dict[str, list[Stored]] = field(default_factory=dict)


class MemoryChange:
    """Works on a copy."""

    def __init__(self, state: State, before: State | None, keys: Iterator[Key]) -> None:
        self.state = state
        self.touched = False
        self._before = before
        self._keys = keys

    @property
    def documents(self) -> Mapping[str, str]:
        return dict(self.state.documents)

    def known(self, document_id: str) -> Iterable[tuple[Passage, EncodedPassage]]:
        found = self._before.passages.get(document_id, []) if self._before is not None else []
        return [(one.passage, one.encoded) for one in found]

    def replace(self, document_id: str, version: str) -> None:
        self.touched = True
        self.state.documents[document_id] = version
        self.state.passages[document_id] = []

    def add(self, passages: Sequence[Passage], encoded: Sequence[EncodedPassage]) -> None:
        for passage, one in zip(passages, encoded, strict=True):
            language: BaseLanguage = "en" if base_language(passage.language) == "en" else "zh"
            terms = Counter(terms_of(text_below_heading(passage), language))
            stored = Stored(next(self._keys), passage, one, terms)
            self.state.passages[passage.document_id].append(stored)

    def remove(self, document_id: str) -> None:
        self.touched = True
        self.state.documents.pop(document_id, None)
        self.state.passages.pop(document_id, None)


class Records:
    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages

    def __getitem__(self, position: int) -> Passage:
        return self._passages[position]

    def text(self, position: int) -> str:
        return self._passages[position].text


class MemoryView:
    """A `View` that looks at everything for every question."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._stored: dict[BaseLanguage, list[Stored]] = {name: [] for name in LANGUAGES}
        for passages in state.passages.values():
            for one in passages:
                is_english = base_language(one.passage.language) == "en"
                self._stored["en" if is_english else "zh"].append(one)
        for found in self._stored.values():
            found.sort(key=lambda one: one.place)

    @property
    def index_version(self) -> str:
        analyser = f"{ANALYSER_VERSION}+{SPLITTER_VERSION}"
        return index_version(self._state.encoder[1], analyser, self._state.documents)

    @property
    def encoder(self) -> str:
        return self._state.encoder[0]

    @property
    def documents(self) -> Mapping[str, str]:
        return self._state.documents

    @property
    def passages(self) -> Mapping[BaseLanguage, int]:
        return {name: len(found) for name, found in self._stored.items()}

    def propose(
        self,
        language: BaseLanguage,
        vector: Vectors,
        terms: TermTable,
        limit: int,
        filters: Filters,
    ) -> Proposals:
        passing = [one for one in self._stored[language] if admits(filters, one.passage)]
        cosines = {one.key: float(np.float32(one.encoded.vector @ vector)) for one in passing}
        scores = self._bm25(language, terms.terms, passing)
        near = sorted(passing, key=lambda one: -cosines[one.key])  # stable: ties by place
        matching = sorted(
            (one for one in passing if scores[one.key] > 0), key=lambda one: -scores[one.key]
        )
        return Proposals(
            [one.key for one in near[:limit]],
            [one.key for one in matching[:limit]],
            self.statistics(language, terms),
            self._mean([one.encoded.vector for one in self._stored[language]]),
            self._mean([v for one in self._stored[language] for v in one.encoded.sentences]),
        )

    def statistics(self, language: BaseLanguage, terms: TermTable) -> TermStatistics:
        stored = self._stored[language]
        return TermStatistics(
            len(stored),
            sum(one.terms.total() for one in stored),
            np.array([sum(name in one.terms for one in stored) for name in terms.names], np.int64),
        )

    def fetch(self, language: BaseLanguage, keys: Iterable[Key]) -> Fetched:
        found = self._of(language, keys)
        counts = [one.terms for one in found]
        vectors = [one.encoded.vector for one in found]
        sentences = [row for one in found for row in one.encoded.sentences]
        return Fetched(
            [one.key for one in found],
            [one.place for one in found],
            Records([one.passage for one in found]),
            TermCounts(
                hash_terms([name for bag in counts for name in bag]),
                np.array([often for bag in counts for often in bag.values()], np.uint16),
                np.array([len(bag) for bag in counts], np.int64),
                np.array([bag.total() for bag in counts], np.int64),
            ),
            np.array(vectors, np.float32).reshape(-1, self._state.dimensions),
            np.array(sentences, np.float32).reshape(-1, self._state.dimensions),
            np.array([len(one.encoded.sentences) for one in found], np.int64),
        )

    def fetch_tokens(self, language: BaseLanguage, keys: Iterable[Key]) -> FetchedTokens:
        found = self._of(language, keys)
        pieces = [one.encoded.pieces for one in found if len(one.encoded.pieces)]
        width = pieces[0].codes.shape[1] if pieces else 0
        codes = Pieces(
            np.concatenate([*[one.codes for one in pieces], np.zeros((0, width), np.int8)]),
            np.concatenate([*[one.scales for one in pieces], np.zeros(0, np.float16)]),
            np.concatenate([*[one.sentences for one in pieces], np.zeros(0, np.uint8)]),
        )
        sizes = np.array([len(one.encoded.pieces) for one in found], np.int64)
        return FetchedTokens([one.key for one in found], codes, sizes)

    def each(self, language: BaseLanguage) -> Iterator[tuple[Key, Passage]]:
        return ((one.key, one.passage) for one in self._stored[language])

    def _of(self, language: BaseLanguage, keys: Iterable[Key]) -> list[Stored]:
        wanted = set(keys)
        return [one for one in self._stored[language] if one.key in wanted]

    def _mean(self, vectors: Sequence[Vectors]) -> Vectors:
        if not vectors:
            return np.zeros(self._state.dimensions, np.float32)
        mean: Vectors = np.mean(np.array(vectors, np.float64), axis=0).astype(np.float32)
        return mean

    def _bm25(
        self, language: BaseLanguage, terms: Sequence[QueryTerm], passing: Sequence[Stored]
    ) -> dict[Key, float]:
        """The formula of `index/scoring/bm25.py`, term by term."""
        stored = self._stored[language]
        names = {name for term in terms for way in term.alternatives for name in way.terms}
        having = {name: sum(name in one.terms for one in stored) for name in names}
        average = max(sum(one.terms.total() for one in stored) / max(len(stored), 1), 1.0)
        scores = {}
        for one in passing:
            norm = K1 * (1 - B + B * one.terms.total() / average)
            score = 0.0
            for term in terms:
                ways = term.alternatives
                tf = sum(way.probability * min(one.terms[t] for t in way.terms) for way in ways)
                df = sum(way.probability * min(having[t] for t in way.terms) for way in ways)
                df = min(df, len(stored))
                idf = math.log(1 + (len(stored) - df + 0.5) / (df + 0.5))
                score += term.weight * idf * tf * (K1 + 1) / (tf + norm)
            scores[one.key] = float(np.float32(score))
        return scores


def admits(filters: Filters, passage: Passage) -> bool:
    """Whether a passage passes."""
    documents, languages, section = filters.documents, filters.languages, filters.section
    if documents is not None and passage.document_id not in documents:
        return False
    own = {passage.language, base_language(passage.language)}
    if languages is not None and not own & languages:
        return False
    return section is None or any(section in title for title in passage.section_path)


class MemoryEngine:
    """An `Engine` whose index is gone with it."""

    def __init__(self) -> None:
        self._state: State | None = None
        self._keys = count(1)
        self._stamp = 0

    def open(self, encoder: Encoder) -> MemoryView:
        if self._state is None:
            raise IndexMissing(Path("memory"))
        if self._state.encoder[1] != encoder.fingerprint:
            raise EncoderMismatch(self._state.encoder[0], encoder.name)
        return MemoryView(self._state)

    def stamp(self) -> object:
        return self._stamp

    def opens_quickly(self) -> bool:
        return True

    def published(self, encoder: Encoder) -> Mapping[str, str] | None:
        if self._state is None or self._state.encoder[1] != encoder.fingerprint:
            return None
        return self._state.documents

    def is_whole(self) -> bool:
        return self._state is not None

    @contextmanager
    def change(self, encoder: Encoder, anew: bool = False) -> Iterator[MemoryChange]:
        usable = self._state if self.published(encoder) is not None else None
        state = State((encoder.name, encoder.fingerprint), encoder.dimensions)
        if usable is not None and not anew:
            state.documents |= usable.documents
            state.passages |= {name: list(found) for name, found in usable.passages.items()}
        change = MemoryChange(state, usable, self._keys)
        yield change
        if usable is None or anew or change.touched:
            self._state = state
            self._stamp += 1

    def compact(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> bool:
        return False

    def check(self) -> Sequence[Finding]:
        return []

    def leftovers(self) -> Sequence[str]:
        return []

    def clear(self, leftovers: Sequence[str], damaged: Sequence[Finding]) -> None:
        """Nothing is left over, and nothing damaged."""

    def facts(self) -> IndexFacts:
        if self._state is None:
            raise IndexMissing(Path("memory"))
        view = MemoryView(self._state)
        values = {
            "index_version": view.index_version,
            "encoder": view.encoder,
            "analyser": ANALYSER_VERSION,
            "documents": dict(view.documents),
            "passages": dict(view.passages),
            "bytes": 0,
        }
        return IndexFacts(values, [])

    @contextmanager
    def backup_files(self) -> Iterator[Mapping[str, Path]]:
        yield {}

    def restore(self, files: Path, kept: Path) -> None:
        raise AssertionError("there are no files")

"""Dense retrieval: the passages whose unit vectors are nearest to the question's, per language.

Up to 50,000 vectors all of them are looked at; from there on a graph (HNSW) proposes candidates,
and from half a million on inverted lists (IVF) do (index/engines/local/dense/neighbours.py). Every
score that comes out of here is computed from the stored vectors
(index/engines/local/dense/vector_store.py), higher being better. How much of the exact result the
candidates hold is measured when the index is built (index/engines/local/dense/neighbours.py); what
does not hold enough at any effort is not used, but the next more exact type.

A filter never loses hits: one that leaves few rows goes past the candidates, and where candidates
are fewer than rows that pass, all of these are looked at.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from index.engines.local.dense.neighbours import Cells, Graph, Neighbours, RecallProbe
from index.engines.local.dense.vector_store import Scores, VectorStore, selector_of
from index.engines.local.row_numbers import Admitted, Live, Numbering
from index.engines.local.vectors.vector_file import Centre, Halves, Rows, Vectors
from index.errors import IndexDamaged

FOLDER, ABOUT = "dense", "about.json"

LEAST_RECALL = 0.97
DEPTH = 100
"""Recall is measured over so many of the nearest: three times what a search asks for."""

Kind = Literal["flat", "hnsw", "ivf-sq8"]

_KINDS: Mapping[Kind, "type[Graph | Cells]"] = {
    "hnsw": Graph,
    "ivf-sq8": Cells,
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Up to how many vectors an index is of which type.

    Attributes:
        flat: all vectors are looked at; so are the rows of a filter that leaves no more.
        hnsw: a graph proposes; above, cells.
    """

    flat: int = 50_000
    hnsw: int = 500_000


@dataclass(frozen=True, slots=True)
class DenseFacts:
    """What kind of index this is and how good: for `wenju index info`.

    Attributes:
        type: how candidates are found.
        vectors: how many there are.
        exact_rows: a filter that leaves no more rows is answered exactly.
        effort: efSearch of a graph, visited cells (nprobe) of cells; 0 for a
            flat index.
        recall: by kind of probe, the share of the exact first hundred that is found.
        refused: types that found too little at any effort, with what they found.
    """

    type: Kind
    vectors: int
    exact_rows: int
    effort: int = 0
    recall: Mapping[str, float] = field(default_factory=dict)
    refused: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __str__(self) -> str:
        """`hnsw over 100000 vectors, effort 256, recall@100 moved .982, sentences .991`."""
        parts = [f"{self.type} over {self.vectors} vectors"]
        if self.effort:
            parts += [f"effort {self.effort}", f"recall@{DEPTH} {_shares(self.recall)}"]
        parts += [f"{kind} refused at {_shares(found)}" for kind, found in self.refused.items()]
        return ", ".join(parts)


class DenseIndex:
    """Rows 0..n-1 of unit vectors, searched by inner product."""

    def __init__(
        self, store: VectorStore, neighbours: Neighbours | None, facts: DenseFacts
    ) -> None:
        self._store = store
        self._neighbours = neighbours
        self.facts = facts

    @classmethod
    def build(
        cls,
        vectors: Vectors | Halves,
        sentences: Vectors | Halves | None = None,
        sizes: Sizes = Sizes(),
    ) -> "DenseIndex":
        """Index vectors of shape (n, dimensions).

        Args:
            vectors: unit vectors, read in parts; a mapped file will do.
            sentences: vectors of sentences, to measure recall with.
            sizes: which type from how many vectors on.
        """
        store = VectorStore.build(vectors)
        flat = DenseFacts("flat", len(store), sizes.flat)
        kinds = _kinds_for(len(store), sizes)
        if not kinds:
            return cls(store, None, flat)
        probe = RecallProbe(store, sentences, min(DEPTH, len(store)))
        refused: dict[str, Mapping[str, float]] = {}
        for kind in kinds:
            index = _tuned(kind, store, probe, sizes, refused)
            if min(index.facts.recall.values()) >= LEAST_RECALL:
                return index
            refused[kind] = index.facts.recall
            log.warning(
                "a dense index of type %s finds %.3f of the exact result at its highest effort, "
                "which is less than %.2f: a more exact type is used, which is slower",
                *(kind, min(index.facts.recall.values()), LEAST_RECALL),
            )
        return cls(store, None, DenseFacts("flat", len(store), sizes.flat, refused=refused))

    @classmethod
    def open(cls, folder: Path) -> "DenseIndex":
        """Map what `save` wrote below the folder of a pool.

        Raises:
            IndexDamaged: a file is missing or not what was written.
        """
        store, facts = VectorStore.open(folder / FOLDER), read_facts(folder)
        if facts.vectors != len(store):
            raise IndexDamaged(folder, f"{len(store)} vectors, but {facts.vectors} were written")
        kind = _KINDS.get(facts.type)
        return cls(store, None if kind is None else kind.open(folder / FOLDER, store), facts)

    def save(self, folder: Path) -> None:
        """Write the index below the folder of a pool."""
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        self._store.save(folder / FOLDER)
        if self._neighbours is not None:
            self._neighbours.save(folder / FOLDER)
        about = json.dumps(asdict(self.facts), indent=1)
        (folder / FOLDER / ABOUT).write_text(about, encoding="utf-8")

    def __len__(self) -> int:
        return len(self._store)

    @property
    def dimensions(self) -> int:
        """Length of one vector."""
        return self._store.dimensions

    def vectors(self, rows: "Rows | slice" = slice(None)) -> Vectors:
        """A copy of the vectors of some rows, in their order; of all by default."""
        return self._store.vectors(rows)

    def score(self, vector: Vectors, rows: Rows) -> Scores:
        """Cosines of `vector` with `rows`, in their order."""
        return self._store.score(vector, rows)

    def search(self, vector: Vectors, limit: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """The `limit` nearest rows, best first, ties by row, among `rows` if given.

        As many come back as there are to find, up to the limit.
        """
        limit = min(limit, len(self) if rows is None else len(rows))
        if self._neighbours is None or limit == 0 or self._is_exact(rows):
            return self._store.search(vector, limit, rows)
        selector = None if rows is None else selector_of(rows, len(self))
        # Of the rows that are met on the way, only so many pass.
        share = 1.0 if rows is None else len(rows) / len(self)
        for times in (1, 4):
            effort = int(np.ceil(times * self.facts.effort / share))
            found = self._neighbours.propose(vector, limit, effort, selector)
            if len(found) >= limit:
                return self._store.best(vector, found, limit)
        return self._store.search(vector, limit, rows)

    def _is_exact(self, rows: Rows | None) -> bool:
        """Whether a filter goes past the candidates."""
        return rows is not None and len(rows) <= self.facts.exact_rows


def read_facts(folder: Path) -> DenseFacts:
    """What the dense index of a pool says of itself.

    Raises:
        IndexDamaged: it does not say so.
    """
    try:
        return DenseFacts(**json.loads((folder / FOLDER / ABOUT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamaged(folder, f"{FOLDER}/{ABOUT} cannot be read ({error})") from error


def _shares(recall: Mapping[str, float]) -> str:
    return ", ".join(f"{kind} {share:.3f}".replace(" 0.", " .") for kind, share in recall.items())


def _kinds_for(number: int, sizes: Sizes) -> Sequence[Kind]:
    """Types to try, the fastest first; none means that all vectors are looked at."""
    kinds: list[Kind] = ["ivf-sq8"] if number > sizes.hnsw else []
    return [*kinds, "hnsw"] if number > sizes.flat else kinds


def _tuned(
    kind: Kind,
    store: VectorStore,
    probe: RecallProbe,
    sizes: Sizes,
    refused: Mapping[str, Mapping[str, float]],
) -> DenseIndex:
    """An index at the least effort that finds enough, or at the highest there is."""
    neighbours = _KINDS[kind].build(store)
    for effort in neighbours.efforts:
        recall = probe.recalls(partial(_propose_and_score, store, neighbours, effort))
        if min(recall.values()) >= LEAST_RECALL:
            break
    facts = DenseFacts(kind, len(store), sizes.flat, effort, recall, dict(refused))
    return DenseIndex(store, neighbours, facts)


def _propose_and_score(
    store: VectorStore, neighbours: Neighbours, effort: int, vector: Vectors, limit: int
) -> tuple[Rows, Scores]:
    """A search that looks at nothing but what is proposed."""
    return store.best(vector, neighbours.propose(vector, limit, effort, None), limit)


# So many more than are wanted are asked for, lest equally near ones be cut apart; at most so many
# times as many.
_SPARE = 20

_MOST_TIMES = 16


@dataclass(frozen=True, slots=True)
class DensePart:
    """The vectors of one segment; `centre` is of the living ones."""

    index: DenseIndex
    centre: Centre

    def without(self, rows: Rows) -> "DensePart":
        """The same part when these rows, which lived, are dead."""
        return replace(self, centre=self.centre - Centre.of(self.index.vectors(rows)))

    def propose(
        self, vector: Vectors, limit: int, allowed: Live | None, is_filtered: bool
    ) -> tuple[Rows, Scores]:
        """The nearest `limit` rows of those allowed, and what is as near as the last of them.

        A few dead rows are passed over among what comes back; a filter is handed on, since what it
        lets through may be far away.
        """
        chosen = np.flatnonzero(allowed) if is_filtered and allowed is not None else None
        wanted = depth = limit + _SPARE
        while True:
            rows, scores = self.index.search(vector, depth, chosen)
            is_exhausted = len(rows) < depth
            last = scores[-1] if len(scores) else np.float32(0)
            if allowed is not None:
                keep = allowed[rows]
                rows, scores = rows[keep], scores[keep]
            is_cut_clean = len(rows) >= limit and scores[limit - 1] > last
            if is_exhausted or is_cut_clean or len(rows) >= _MOST_TIMES * wanted:
                return rows, scores
            depth *= 4


class DensePool:
    """The vectors of all parts; rows are those of the numbering."""

    def __init__(self, parts: Sequence[DensePart], numbering: Numbering, dimensions: int) -> None:
        self._parts = parts
        self._numbering = numbering
        centre = sum((part.centre for part in parts), start=Centre.nothing(dimensions))
        self.mean = centre.mean

    def search(self, vector: Vectors, limit: int, admitted: Admitted = None) -> tuple[Rows, Scores]:
        """The `limit` nearest living rows and their cosines, best first, among `admitted`.

        Ties are broken by document and place.
        """
        found, cosines = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for part, allowed, _ in self._numbering.findable(admitted) if limit else ():
            near, scores = self._parts[part].propose(vector, limit, allowed, admitted is not None)
            found.append(near + self._numbering.start(part))
            cosines.append(scores)
        return self._numbering.best(np.concatenate(found), np.concatenate(cosines), limit)

    def vectors(self) -> Vectors:
        """The vectors of all rows, dead ones too; a copy, for those who look into an index."""
        return np.concatenate([part.index.vectors() for part in self._parts])

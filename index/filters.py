"""Which passages may be found at all."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Admitting(Protocol):
    """Passages that know which of their rows pass; a `PassageTable` is one."""

    def admitted(
        self,
        documents: frozenset[str] | None = None,
        languages: frozenset[str] | None = None,
        section: str | None = None,
    ) -> NDArray[np.int64] | None:
        """The rows that pass, ascending; None when all do."""


class Filterable(Protocol):
    """A pool, as far as a filter goes."""

    @property
    def passages(self) -> Admitting:
        """The passages of one language."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found; None lets all through.

    Attributes:
        documents: ids.
        languages: `zh-Hant`, `zh-Hans`, `en`, or `zh` for both scripts.
        section: text that one of the titles on the section path contains.
    """

    documents: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    section: str | None = None

    def rows(self, pool: Filterable) -> NDArray[np.int64] | None:
        """The rows of a pool that may be found; None when all may."""
        if self.documents is None and self.languages is None and self.section is None:
            return None
        return pool.passages.admitted(self.documents, self.languages, self.section)

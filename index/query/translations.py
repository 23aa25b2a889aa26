"""Translations of single words, learned from parallel text and shipped as one table of counts.

`index/training/translations.py` makes the table: how often a Chinese word and an English term are
expected to stand for each other. Read by rows it translates English, by columns Chinese.

Of these shares the square roots are taken: the text behind them is not the text that is searched,
and 证券 is right for `security` more often there than here. On XQuAD that lifted nDCG@10 of the
table alone from .880 to .895 (English to Chinese) and from .899 to .913 (Chinese to English).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.shipped import TRANSLATIONS

Links = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]
"""(English number, Chinese number, count) of each link, in the order of the English numbers."""

_MOST = 8
_LEAST_SHARE = 0.01
_LONGEST_WORD = 8


class Translation(NamedTuple):
    """One translation of a word.

    Attributes:
        term: The word in Chinese, or in English the term that analysis makes of it.
        text: How it is shown to a reader.
        probability: Its share among the word's translations.
    """

    term: str
    text: str
    probability: float


class Translations:
    """The table, read both ways."""

    def __init__(
        self,
        english: Sequence[str],
        shown: Sequence[str],
        chinese: Sequence[str],
        frequency: NDArray[np.float32],
        links: Links,
    ) -> None:
        rows, columns, counts = links
        self._english, self._shown, self._chinese = english, shown, chinese
        self._row_of: dict[str, int] = {term: number for number, term in enumerate(english)}
        self._column_of = {word: number for number, word in enumerate(chinese)}
        self._row_bounds = np.searchsorted(rows, np.arange(len(english) + 1))
        self._row_links, self._row_counts = columns, counts
        order = np.argsort(columns, kind="stable")
        self._column_bounds = np.searchsorted(columns[order], np.arange(len(chinese) + 1))
        self._column_links, self._column_counts = rows[order], counts[order]
        self._commonness = np.log(frequency / frequency.sum())
        self._unknown = float(self._commonness.min()) - 3.0

    def english_words(self) -> list[tuple[str, str]]:
        """Every English term of the table, with how it is shown."""
        return list(zip(self._english, self._shown, strict=True))

    def to_chinese(self, term: str) -> list[Translation]:
        """Chinese words for an analysed English term, likeliest first."""
        row = self._row_of.get(term)
        if row is None:
            return []
        links = slice(self._row_bounds[row], self._row_bounds[row + 1])
        return [
            Translation(self._chinese[number], self._chinese[number], share)
            for number, share in even_shares(self._row_links[links], self._row_counts[links])
        ]

    def to_english(self, word: str) -> list[Translation]:
        """English terms for a folded Chinese word, likeliest first."""
        column = self._column_of.get(word)
        if column is None:
            return []
        links = slice(self._column_bounds[column], self._column_bounds[column + 1])
        return [
            Translation(self._english[number], self._shown[number], share)
            for number, share in even_shares(self._column_links[links], self._column_counts[links])
        ]

    def cut(self, run: str) -> list[str]:
        """A folded run of Chinese as words of the table: the likeliest way to cut it.

        What is in no word stays as single characters.
        """
        best = [0.0]
        starts = [0]
        for end in range(1, len(run) + 1):
            ways = [
                (best[start] + self._likelihood(run[start:end]), start)
                for start in range(max(0, end - _LONGEST_WORD), end)
                if end - start == 1 or run[start:end] in self._column_of
            ]
            likelihood, start = max(ways)
            best.append(likelihood)
            starts.append(start)
        words: list[str] = []
        end = len(run)
        while end:
            words.append(run[starts[end] : end])
            end = starts[end]
        return words[::-1]

    def _likelihood(self, word: str) -> float:
        column = self._column_of.get(word)
        return self._unknown if column is None else float(self._commonness[column])


@cache
def load_translations(path: Path = TRANSLATIONS) -> Translations:
    """The table in a file; the shipped one where none is named. Read once per process."""
    with np.load(path, allow_pickle=False) as table:
        english, shown, chinese = (
            table[name].tobytes().decode().split("\n") for name in ("english", "shown", "chinese")
        )
        rows = np.repeat(np.arange(len(english), dtype=np.int64), table["sizes"])
        counts: NDArray[np.float32] = np.exp(table["counts"].astype(np.float32))
        links = rows, table["links"].astype(np.int64), counts
        return Translations(english, shown, chinese, table["frequency"].astype(np.float32), links)


def save_table(
    path: Path,
    english: Sequence[str],
    shown: Sequence[str],
    chinese: Sequence[str],
    frequency: NDArray[np.int64],
    links: Links,
) -> None:
    """Write what `load_translations` reads."""
    rows, columns, counts = links
    np.savez_compressed(
        path,
        english=_joined(english),
        shown=_joined(shown),
        chinese=_joined(chinese),
        frequency=frequency.astype(np.uint32),
        sizes=np.bincount(rows, minlength=len(english)).astype(np.uint16),
        links=columns.astype(np.uint16 if len(chinese) < 1 << 16 else np.uint32),
        counts=np.log(counts).astype(np.float16),
    )


def even_shares(links: NDArray[np.int64], counts: NDArray[np.float32]) -> list[tuple[int, float]]:
    """The likeliest links with their shares, made more even."""
    if not len(links):
        return []
    shares = counts / counts.sum()
    order = np.argsort(-shares, kind="stable")[:_MOST]
    order = order[shares[order] >= _LEAST_SHARE]
    even = np.sqrt(shares[order])
    even /= even.sum()
    return list(zip(links[order].tolist(), even.tolist(), strict=True))


def _joined(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)

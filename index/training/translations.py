"""Learns translations from parallel text: `python -m index.training.translations DATA`.

DATA is a folder in the format that `index/training/data.py` reads. Dictionaries only strengthen
pairs of words that the parallel text has too; what is written are counts computed from all of it,
and beside them, in translations.json, how much of which source they come from.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import jieba
import numpy as np
from scipy import sparse

from index.query.translations import save_table
from index.shipped import TRANSLATIONS
from index.text.analysis import ANALYSER_VERSION, analyse, is_ideograph
from index.text.folding import fold
from index.training.data import Entry, Pair, read_folder
from index.training.word_alignment import align, index_side, keep_best

log = logging.getLogger(__name__)

MOST_PAIRS = {
    **{"roc_laws": 60_000, "python_docs_zh_cn": 6_000, "tensorflow_docs_zh_cn": 6_000},
    **{"postgres_docs_zh": 4_000, "laravel_docs_zh_tw": 500, "freebsd_docs": 300},
}
"""Statutes and manuals say the same few things very often: a sample is enough."""
_LOOSELY_TRANSLATED = {"roc_laws", "bible_kjv_cuv", "quran"}
_UNSUITABLE_ENTRIES = {"roc_law_titles", "roc_law_terms"}

_LONGEST_SENTENCE = 80
_LONGEST_ENTRY = 5
_ENTRY_WEIGHT = 2


class Bitext(NamedTuple):
    """Sentence pairs as words, the first `parallel` of them from running text."""

    english: list[list[str]]
    chinese: list[list[str]]
    parallel: int


def main() -> None:
    """Learn the table and write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with parallel/ and lexicon/")
    parser.add_argument("--output", type=Path, default=TRANSLATIONS)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    jieba.setLogLevel(logging.ERROR)
    train(arguments.data, arguments.output)


def train(folder: Path, output: Path) -> None:
    """Learn from a folder of training data; the table and its sources stand beside each other."""
    data = read_folder(folder)
    pairs, entries = sample_pairs(data.pairs), usable_entries(data.entries)
    log.info("%d pairs, %d dictionary entries", len(pairs), len(entries))
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    bitext = read_words(pairs, entries, shown)
    english = index_side(bitext.english, bitext.parallel)
    chinese = index_side(bitext.chinese, bitext.parallel)
    counts = align(english, chinese)
    is_chinese = np.array([any(map(is_ideograph, word)) for word in chinese.words], np.float32)
    best = keep_best(sparse.csr_matrix(counts.multiply(is_chinese)))
    rows, columns = np.flatnonzero(np.diff(best.indptr)), np.flatnonzero(best.getnnz(axis=0))
    terms = [english.words[row] for row in rows]
    links = best[rows][:, columns].tocoo()
    save_table(
        output,
        english=terms,
        shown=[shown[term].most_common(1)[0][0] for term in terms],
        chinese=[chinese.words[column] for column in columns],
        frequency=np.bincount(chinese.ids)[columns],
        links=(links.row.astype(np.int64), links.col.astype(np.int64), links.data),
    )
    about = {
        "analyser": ANALYSER_VERSION,
        "pairs": Counter(pair.source for pair in pairs),
        "dictionary_entries": Counter(entry.source for entry, _ in entries),
    }
    output.with_suffix(".json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    log.info("%s: %d bytes", output, output.stat().st_size)


def sample_pairs(pairs: Iterable[Pair], seed: int = 7) -> list[Pair]:
    """Pairs that are translations of each other, without too many of one kind."""
    by_source: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        enough = 0.1 if pair.source in _LOOSELY_TRANSLATED else 0.2
        if len(pair.english) < 60 or pair.agreement >= enough:
            by_source[pair.source].append(pair)
    chance = random.Random(seed)
    return [
        pair
        for source, of_source in sorted(by_source.items())
        for pair in chance.sample(of_source, min(len(of_source), MOST_PAIRS.get(source, 10**9)))
    ]


def usable_entries(entries: Iterable[Entry]) -> list[tuple[Entry, str]]:
    """Dictionary entries with each of their short renderings, remarks taken off."""
    kept: list[tuple[Entry, str]] = []
    for entry in entries:
        if entry.variants or entry.source in _UNSUITABLE_ENTRIES:
            continue
        for rendering in entry.renderings[:8]:
            plain = re.sub(r"\([^)]*\)", "", rendering).strip().removeprefix("to ")
            if 0 < len(plain.split()) <= _LONGEST_ENTRY:
                kept.append((entry, plain))
    return kept


def read_words(
    pairs: Iterable[Pair],
    entries: Iterable[tuple[Entry, str]],
    shown: dict[str, Counter[str]],
) -> Bitext:
    """Both sides as words, of the form that search uses; `shown` counts how terms are written."""
    english: list[list[str]] = []
    chinese: list[list[str]] = []

    def add(one: str, other: str, times: int) -> None:
        tokens = [token for token in analyse(one, "en") if token.term[:1].isascii()]
        for token in tokens:
            shown[token.term][one[token.start : token.end]] += 1
        words = [word for word in cut_words(other) if word[0].isalnum()]
        if 0 < len(tokens) <= _LONGEST_SENTENCE and 0 < len(words) <= _LONGEST_SENTENCE:
            english.extend([[token.term for token in tokens]] * times)
            chinese.extend([words] * times)

    for pair in pairs:
        add(pair.english, pair.chinese, 1)
    parallel = len(english)
    for entry, rendering in entries:
        add(rendering, entry.chinese, _ENTRY_WEIGHT)
    return Bitext(english, chinese, parallel)


def cut_words(text: str) -> Iterator[str]:
    """The words of a Chinese text, by jieba's dictionary alone, folded."""
    words: Iterator[str] = jieba.cut(fold(text).text, HMM=False)
    return words


if __name__ == "__main__":
    main()

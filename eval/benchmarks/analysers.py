"""Which terms should lexical search count? `python -m eval.benchmarks.analysers FOLDER…`.

For each benchmark folder and language, BM25 over the terms of several analysers, the shipped one
(index/text/analysis.py) among them, with k1 and b as shipped and then over a grid. nDCG@10 of
questions on passages of their own language; p is how likely so large a drop from the shipped
analyser is by chance.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Annotated, TypeAlias

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy import sparse

from corpus.characters import HAN
from eval.collections.loading import Yardstick, load_yardstick
from eval.gate.significance import probability_of_drop
from eval.measures import DEPTH, mean, measure
from index.scoring.bm25 import K1, B, inverse_frequency
from index.text.analysis import BaseLanguage, analyse, term_weight
from index.text.folding import fold
from index.training.translations import cut_words

Analyser = Callable[[str], list[str]]
Weigh = Callable[[str], float]
Counts: TypeAlias = "sparse.csr_array[np.float64, tuple[int, int]]"

_CHINESE_RUN = re.compile(f"[{HAN}]+")
_LATIN_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to make terms, and to weigh those of a question."""

    name: str
    analyser: Analyser
    weigh: Weigh = term_weight


def characters(text: str, longest: int) -> list[str]:
    """Runs of one up to `longest` Chinese characters, and Latin words: the textbook baseline."""
    folded = fold(text).text
    terms = _LATIN_WORD.findall(folded)
    for run in _CHINESE_RUN.findall(folded):
        for size in range(1, longest + 1):
            terms += [run[start : start + size] for start in range(len(run) - size + 1)]
    return terms


def words(text: str) -> list[str]:
    """The words of jieba's dictionary, Latin words among them."""
    return [word for word in cut_words(text) if word[0].isalnum()]


def shipped(text: str, language: BaseLanguage) -> list[str]:
    """What the index counts."""
    return [token.term for token in analyse(text, language)]


def long_words(text: str) -> list[str]:
    """Words of jieba of two characters and more, marked so as to be terms of their own."""
    return [f"#{word}" for word in words(text) if len(word) > 1 and _CHINESE_RUN.match(word)]


def half_for_words(term: str) -> float:
    """Words beside characters repeat them, so they count half."""
    return 0.5 if term.startswith("#") else term_weight(term)


def light_stem(word: str) -> str:
    """Singular and plural alike, nothing else."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if re.search(r"[^suic]s$", word) else word


def with_pairs(terms: list[str]) -> list[str]:
    """Terms, and each with the next."""
    return terms + [f"{first} {second}" for first, second in pairwise(terms)]


def no_function_words(term: str) -> float:
    """Stop words, as they are usually treated."""
    return float(term_weight(term) == 1.0)


def all_alike(term: str) -> float:
    """No term weighs less than another."""
    return 1.0


_CHINESE: Analyser = partial(shipped, language="zh")
_ENGLISH: Analyser = partial(shipped, language="en")

VARIANTS: Mapping[BaseLanguage, Sequence[Variant]] = {
    "zh": (
        Variant("shipped", _CHINESE),
        Variant("shipped, function words in full", _CHINESE, all_alike),
        Variant("shipped, function words left out", _CHINESE, no_function_words),
        Variant("shipped + jieba words", lambda text: _CHINESE(text) + long_words(text)),
        Variant(
            "shipped + jieba words, half",
            lambda text: _CHINESE(text) + long_words(text),
            half_for_words,
        ),
        Variant("jieba words alone", words),
        Variant("characters", partial(characters, longest=1)),
        Variant("characters and pairs", partial(characters, longest=2)),
        Variant("characters, pairs, triples", partial(characters, longest=3)),
    ),
    "en": (
        Variant("shipped", _ENGLISH),
        Variant("shipped, function words in full", _ENGLISH, all_alike),
        Variant("shipped, function words left out", _ENGLISH, no_function_words),
        Variant("shipped + word pairs", lambda text: with_pairs(_ENGLISH(text))),
        Variant("no stemming", partial(characters, longest=1)),
        Variant("light stemming", lambda text: [light_stem(w) for w in characters(text, 1)]),
    ),
}
"""By language; the first is what the others are compared with."""

GRID = [(k1, b) for k1 in (0.6, 0.9, 1.2, 1.6) for b in (0.5, 0.75, 0.9)]


class Collection:
    """The passages and questions of one language under one analyser."""

    def __init__(self, yardstick: Yardstick, language: BaseLanguage, variant: Variant) -> None:
        self._passages = [p for p in yardstick.passages if p.lang == language]
        there = {passage.passage_id for passage in self._passages}
        qrels = {query: found & there for query, found in yardstick.qrels.items()}
        queries = [q for q in yardstick.queries if q.lang == language and qrels.get(q.query_id)]
        self._qrels = {q.query_id: dict.fromkeys(qrels[q.query_id], 1) for q in queries}
        vocabulary: dict[str, int] = {}
        texts = [variant.analyser(passage.text) for passage in self._passages]
        for term in (term for terms in texts for term in terms):
            vocabulary.setdefault(term, len(vocabulary))
        self._counts = _count(texts, vocabulary)
        asked = [dict.fromkeys(variant.analyser(query.text)) for query in queries]
        weights = np.array([variant.weigh(term) for term in vocabulary])
        with_term = np.bincount(self._counts.indices, minlength=len(vocabulary)).astype(float)
        worth = weights * inverse_frequency(with_term, len(self._passages))
        self._asked = _count(asked, vocabulary)
        self._asked.data *= worth[self._asked.indices]

    def ndcg(self, k1: float, b: float) -> dict[str, float]:
        """nDCG@10 by query id."""
        lengths: NDArray[np.float64] = np.asarray(self._counts.sum(axis=1)).ravel()
        norm = k1 * (1 - b + b * lengths / lengths.mean())
        saturated = self._counts.copy()
        rows = np.repeat(np.arange(len(lengths)), np.diff(saturated.indptr))
        saturated.data = saturated.data * (k1 + 1) / (saturated.data + norm[rows])
        scores = (self._asked @ saturated.T).toarray()
        run = {}
        for query, row in zip(self._qrels, scores, strict=True):
            best = [place for place in np.argsort(-row, kind="stable")[:DEPTH] if row[place] > 0]
            run[query] = {
                self._passages[place].passage_id: 1.0 / rank for rank, place in enumerate(best, 1)
            }
        return measure(self._qrels, run)["nDCG@10"]


def _count(texts: Sequence[Iterable[str]], vocabulary: Mapping[str, int]) -> Counts:
    """Term counts, shape (texts, vocabulary); other terms are left out."""
    bags = [Counter(vocabulary[term] for term in terms if term in vocabulary) for terms in texts]
    bounds = np.cumsum([0, *map(len, bags)])
    columns = np.array([column for bag in bags for column in bag], dtype=np.int64)
    values = np.array([count for bag in bags for count in bag.values()], dtype=np.float64)
    return sparse.csr_array((values, columns, bounds), shape=(len(bags), len(vocabulary)))


def compare(yardstick: Yardstick, language: BaseLanguage) -> Table:
    """Every variant on one benchmark and language."""
    table = Table(title=f"{yardstick.name} {language}: nDCG@10")
    for heading in ("analyser", f"k1 {K1}, b {B}", "p", "best", "k1", "b"):
        table.add_column(heading, justify="left" if heading == "analyser" else "right")
    reference: list[float] = []
    for variant in VARIANTS[language]:
        collection = Collection(yardstick, language, variant)
        values = collection.ndcg(K1, B)
        now = list(values.values())
        reference = reference or now
        best, k1, b = max((mean(collection.ndcg(k1, b)), k1, b) for k1, b in GRID)
        drop = probability_of_drop(reference, now)
        cells = (f"{mean(values):.4f}", f"{drop:.3f}", f"{best:.4f}", f"{k1}", f"{b}")
        table.add_row(variant.name, *cells)
    return table


def main(
    folders: Annotated[list[Path], typer.Argument(help="Benchmark folders (docs/evaluation.md).")],
) -> None:
    """Compare analysers on benchmarks.

    Example: python -m eval.benchmarks.analysers yardsticks/drcd yardsticks/xquad
    """
    console = Console()
    for folder in folders:
        yardstick = load_yardstick(folder)
        for language in VARIANTS:
            if (language, language) in yardstick.language_pairs:
                console.print(compare(yardstick, language))


if __name__ == "__main__":
    typer.run(main)

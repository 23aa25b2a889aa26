from pathlib import Path

import numpy as np
import pytest

from eval.benchmarks.analysers import (
    VARIANTS,
    Collection,
    characters,
    compare,
    light_stem,
    long_words,
)
from eval.collections.loading import PassageLine, QueryLine, Yardstick
from index.engines.local.lexical.index import LexicalIndex
from index.query.terms import question_terms
from index.scoring.bm25 import K1, B
from index.text.analysis import AnalysedText, BaseLanguage
from tests.unit.index.engines.local.lexical.test_index import search

TEXTS = {
    "a": "六方會談由美國、北韓、中國、日本、南韓、俄國組成，會談在北京舉行。",
    "b": "北韓的核武危機在1994年達到高峰，美國與北韓簽署框架協議。",
    "c": "日本關心綁架問題，北韓否認。",
    "d": "俄國的外交政策。",
}
QUESTIONS = {"北韓關心什麼問題？": "c", "1994年的協議": "a", "外交會談在哪舉行": "a", "美國": "d"}


@pytest.fixture
def yardstick() -> Yardstick:
    queries = {f"q{place}": question for place, question in enumerate(QUESTIONS)}
    return Yardstick(
        "tiny",
        [PassageLine(passage_id=name, lang="zh", text=text) for name, text in TEXTS.items()],
        [QueryLine(query_id=name, lang="zh", text=text) for name, text in queries.items()],
        {name: frozenset(QUESTIONS[text]) for name, text in queries.items()},
    )


def test_the_shipped_analyser_ranks_as_the_index_does(yardstick: Yardstick, tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS.values(), "zh", tmp_path / "zh")
    found = Collection(yardstick, "zh", VARIANTS["zh"][0]).ndcg(K1, B)
    for query in yardstick.queries:
        rows = search(index, question_terms(AnalysedText(query.text), "zh"), 10)[0].tolist()
        wanted = list(TEXTS).index(QUESTIONS[query.text])
        expected = 1 / np.log2(2 + rows.index(wanted)) if wanted in rows else 0.0
        assert found[query.query_id] == pytest.approx(expected)
    assert 0.0 in found.values() and 1.0 in found.values()


@pytest.mark.parametrize("language", ["zh"])
def test_every_variant_gets_a_line(yardstick: Yardstick, language: BaseLanguage) -> None:
    assert compare(yardstick, language).row_count == len(VARIANTS[language])


def test_what_the_variants_count() -> None:
    assert characters("核武 DPRK", 2) == ["dprk", "核", "武", "核武"]
    assert long_words("國際關係與我") == ["#国际", "#关系"]
    assert [light_stem(word) for word in ["talks", "treaties", "crisis", "class"]] == [
        "talk",
        "treaty",
        "crisis",
        "class",
    ]

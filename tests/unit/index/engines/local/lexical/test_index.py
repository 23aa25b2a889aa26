"""Every score is compared with a BM25 that is written out here over plain dictionaries."""

import math
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.arrays import Rows, Scores
from index.engines.local.lexical import index as lexical_part
from index.engines.local.lexical.index import LexicalIndex
from index.errors import AnalyserMismatch, IndexDamaged
from index.query.term_table import TermTable
from index.query.terms import Alternative, QueryTerm, question_terms
from index.scoring.bm25 import Ranker
from index.text.analysis import AnalysedText, analyse

K1, B = 0.9, 0.75


def count_terms(texts: Sequence[str]) -> list[Counter[str]]:
    return [Counter(token.term for token in analyse(text, "en")) for text in texts]


def brute_force(bags: Sequence[Counter[str]], terms: Sequence[QueryTerm]) -> list[float]:
    """BM25 of every text, from the formula and nothing else."""
    average = sum(bag.total() for bag in bags) / len(bags)
    names = {name for term in terms for a in term.alternatives for name in a.terms}
    passages_with = {name: sum(name in bag for bag in bags) for name in names}
    scores = []
    for bag in bags:
        score = 0.0
        for term in terms:
            tf = sum(a.probability * min(bag[t] for t in a.terms) for a in term.alternatives)
            df = sum(
                a.probability * min(passages_with[t] for t in a.terms) for a in term.alternatives
            )
            df = min(df, len(bags))
            idf = math.log(1 + (len(bags) - df + 0.5) / (df + 0.5))
            norm = K1 * (1 - B + B * bag.total() / average)
            score += term.weight * idf * tf * (K1 + 1) / (tf + norm)
        scores.append(score)
    return scores


def ranking(scores: Sequence[float], limit: int) -> list[int]:
    order = sorted(range(len(scores)), key=lambda row: (-np.float32(scores[row]), row))
    return [row for row in order if scores[row] > 0][:limit]


def weighed(index: LexicalIndex, terms: Sequence[QueryTerm]) -> Ranker:
    table = TermTable.of(terms)
    return Ranker.prepare(table, index.statistics(table))


def search(
    index: LexicalIndex,
    terms: Sequence[QueryTerm],
    limit: int,
    admitted: NDArray[np.bool_] | None = None,
) -> tuple[Rows, Scores]:
    """Search an index of one part."""
    filters = None if admitted is None else [admitted]
    return index.search(weighed(index, terms), limit, filters)


def random_texts(count: int, seed: int) -> list[str]:
    """Texts of words w0, w1, … whose frequencies fall as in language; lengths vary widely."""
    chance = random.Random(seed)
    words = [f"w{n}x" for n in range(3000)]
    weights = [1 / (n + 2) for n in range(3000)]
    return [
        " ".join(chance.choices(words, weights, k=chance.randint(5, 200))) for _ in range(count)
    ]


def random_questions(seed: int, with_alternatives: bool) -> list[list[QueryTerm]]:
    chance = random.Random(seed)
    questions = []
    for _ in range(15):
        terms = []
        for _ in range(chance.randint(1, 12)):
            names = [f"w{int(3000 ** chance.random())}x" for _ in range(6)]
            ways: tuple[Alternative, ...] = (Alternative((names[0],), 1.0, names[0], "same"),)
            if with_alternatives:
                ways = (
                    Alternative((names[0], names[1]), 0.5, "pair", "glossary"),
                    Alternative((names[2],), 0.3, names[2], "learned"),
                    Alternative((names[3],), 0.15, names[3], "learned"),
                    Alternative(("unheardof", names[4]), 0.05, "none", "sound"),
                )
            terms.append(QueryTerm(names[0], 0, 1, chance.choice([0.3, 1.0, 1.0]), ways))
        questions.append(terms)
    return questions


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return random_texts(1500, seed=7)


@pytest.fixture(scope="module")
def bags(texts: list[str]) -> list[Counter[str]]:
    return count_terms(texts)


@pytest.fixture(scope="module")
def index(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return LexicalIndex.build(iter(texts), "en", tmp_path_factory.mktemp("lexical") / "en")


def test_the_first_hundred_are_those_of_the_formula(
    index: LexicalIndex, bags: list[Counter[str]]
) -> None:
    for terms in random_questions(3, with_alternatives=False):
        expected = brute_force(bags, terms)
        rows, scores = search(index, terms, 100)
        assert scores == pytest.approx([expected[row] for row in rows], rel=1e-5)
        assert scores == pytest.approx([expected[r] for r in ranking(expected, 100)], rel=1e-5)
        assert len(set(rows.tolist())) == len(rows)


def test_translations_lose_next_to_nothing_of_the_formula(
    index: LexicalIndex, bags: list[Counter[str]]
) -> None:
    """Words here are far commoner than translations are, so more is lost than in real text."""
    lost = {10: 0.0, 100: 0.0}
    questions = random_questions(3, with_alternatives=True)
    for terms in questions:
        expected = brute_force(bags, terms)
        rows, scores = search(index, terms, 100)
        assert scores == pytest.approx([expected[row] for row in rows], rel=1e-5)
        for depth in lost:
            first = ranking(expected, depth)
            lost[depth] += len(set(first) - set(rows.tolist())) / len(first) / len(questions)
    assert lost[10] < 0.01
    assert lost[100] < 0.03, lost


@pytest.mark.parametrize("share", [0.003, 0.1, 0.5], ids=["few", "some", "half"])
def test_a_filter_loses_no_hit(index: LexicalIndex, bags: list[Counter[str]], share: float) -> None:
    allowed = np.random.default_rng(5).random(len(bags)) < share
    for terms in random_questions(4, with_alternatives=False):
        expected = brute_force(bags, terms)
        inside = set(np.flatnonzero(allowed).tolist())
        wanted = [row for row in ranking(expected, len(bags)) if row in inside][:100]
        rows, scores = search(index, terms, 100, allowed)
        assert set(rows.tolist()) <= inside
        assert scores == pytest.approx([expected[row] for row in wanted], rel=1e-5)


def test_scores_stay_below_the_bound(index: LexicalIndex) -> None:
    for terms in random_questions(9, with_alternatives=True):
        rows, scores = search(index, terms, 5)
        assert index.score(weighed(index, terms), rows) == pytest.approx(scores)
        assert (scores < weighed(index, terms).attainable).all()


def test_scores_are_returned_in_the_order_of_the_rows(index: LexicalIndex) -> None:
    terms = random_questions(1, with_alternatives=False)[0]
    rows = np.array([5, 1499, 0, 5])
    forward, backward = (
        index.score(weighed(index, terms), rows),
        index.score(weighed(index, terms), rows[::-1]),
    )
    assert forward.tolist() == backward[::-1].tolist()
    assert forward[0] == forward[3]


def test_equal_passages_are_ranked_by_row(tmp_path: Path) -> None:
    index = LexicalIndex.build(["nuclear talks"] * 700 + ["talks"], "en", tmp_path / "en")
    rows, _ = search(index, question_terms(AnalysedText("nuclear"), "en"), 10)
    assert rows.tolist() == list(range(10))


def test_a_term_without_passages_raises_the_bound_but_no_score(index: LexicalIndex) -> None:
    known = question_terms(AnalysedText("w1x"), "en")
    more = question_terms(AnalysedText("w1x unheardof"), "en")
    assert search(index, more, 3)[1].tolist() == search(index, known, 3)[1].tolist()
    assert weighed(index, more).attainable > weighed(index, known).attainable


@pytest.mark.parametrize("question", ["", "?!", "unheardof"])
def test_a_question_of_nothing_finds_nothing(index: LexicalIndex, question: str) -> None:
    terms = question_terms(AnalysedText(question), "en")
    rows, scores = search(index, terms, 10)
    assert (rows.tolist(), scores.tolist()) == ([], [])
    assert index.score(weighed(index, terms), np.array([1, 2])).tolist() == [0.0, 0.0]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    LexicalIndex.build([], "zh", tmp_path / "zh")
    index = LexicalIndex.open(tmp_path / "zh")
    assert len(index) == 0
    assert search(index, question_terms(AnalysedText("核武危機"), "zh"), 10)[0].tolist() == []


def test_both_scripts_find_the_same_passages_with_the_same_scores(tmp_path: Path) -> None:
    texts = ["北韓核武危機與六方會談", "俄羅斯的外交政策", "國際關係裡的話語權", ""]
    index = LexicalIndex.build(texts, "zh", tmp_path / "zh")
    traditional = search(index, question_terms(AnalysedText("國際關係的話語權是什麼？"), "zh"), 10)
    simplified = search(index, question_terms(AnalysedText("国际关系的话语权是什么？"), "zh"), 10)
    assert traditional[0].tolist() == simplified[0].tolist() == [2, 1]
    assert traditional[1].tolist() == simplified[1].tolist()


def test_a_saved_index_answers_like_the_new_one(
    index: LexicalIndex, texts: list[str], tmp_path: Path
) -> None:
    again = LexicalIndex.build(texts, "en", tmp_path / "a")
    shutil.move(tmp_path / "a", tmp_path / "b")
    moved = LexicalIndex.open(tmp_path / "b")
    for terms in random_questions(2, with_alternatives=True):
        expected = [values.tolist() for values in search(index, terms, 50)]
        assert [values.tolist() for values in search(again, terms, 50)] == expected
        assert [values.tolist() for values in search(moved, terms, 50)] == expected


def test_an_index_of_another_analysis_is_refused(tmp_path: Path) -> None:
    LexicalIndex.build(["talks"], "en", tmp_path / "en")
    (tmp_path / "en" / "lexical.json").write_text('{"language": "en", "analyser": "0"}')
    with pytest.raises(AnalyserMismatch, match="wenju index build"):
        LexicalIndex.open(tmp_path / "en")


@pytest.mark.parametrize("file", ["lexical.json", "forward/starts.npy", "forward/terms.u32"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_damaged_index_is_refused(tmp_path: Path, file: str, damage: str) -> None:
    LexicalIndex.build(["six-party talks", "crisis"], "en", tmp_path / "en")
    path = tmp_path / "en" / file
    content = path.read_bytes()
    path.unlink()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    with pytest.raises(IndexDamaged, match="wenju index build"):
        LexicalIndex.open(tmp_path / "en")


def test_a_word_of_ten_thousand_letters_is_indexed_like_any_other(tmp_path: Path) -> None:
    index = LexicalIndex.build(["a" * 100_000, "talks"], "en", tmp_path / "en")
    assert search(index, question_terms(AnalysedText("a" * 100_000), "en"), 5)[0].tolist() == [0]


def test_in_many_rows_the_commonest_terms_propose_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(4)
    texts = [
        " ".join(["state", *chance.choices(["treaty", "border", "energy", "island"], k=3)])
        for _ in range(700)
    ]
    texts[321] += " plutonium"
    index = LexicalIndex.build(texts, "en", tmp_path / "index")
    asked = question_terms(AnalysedText("the state of plutonium"), "en")
    everything = search(index, asked, 1)
    monkeypatch.setattr(lexical_part, "_MANY_ROWS", 500)
    assert [found.tolist() for found in search(index, asked, 1)] == [
        found.tolist() for found in everything
    ]
    part = index._parts[0]
    assert part._weights(weighed(index, asked).leads()).keys() == {("plutonium",)}
    # Where all are common, all of them propose.
    assert len(search(index, question_terms(AnalysedText("the state"), "en"), 5)[0]) == 5

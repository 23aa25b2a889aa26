import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.glossary import load_glossary
from index.engines.local.engine import LocalEngine
from index.engines.local.view import open_view
from index.indexing import build_index
from index.query.term_table import TermTable
from index.query.terms import Alternative, QueryTerm, question_terms
from index.ranking.calibration import load_calibration
from index.ranking.evidence import (
    choose_evidence,
    mark_evidence,
    offers_what_is_asked,
    weigh_sentences,
    weigh_terms,
)
from index.search import Filters, Query, Searcher, SearchParts
from index.text.analysis import AnalysedSentence, AnalysedText, analyse_sentences
from tests.fakes import FakeEncoder, FakeTokenEncoder, document


def analysed(sentences: Sequence[str]) -> tuple[AnalysedSentence, ...]:
    """Sentences that make a passage."""
    ends = list(accumulate(map(len, sentences)))
    return analyse_sentences("".join(sentences), tuple(pairwise([0, *ends])), "zh")


def most(question: str, sentences: Sequence[str]) -> str:
    """The sentence that has most of the question's terms."""
    terms = question_terms(AnalysedText(question), "zh")
    worth = np.array([t.weight for t in terms])
    weighed = weigh_terms(analysed(sentences), TermTable.of(terms), worth)
    return sentences[int(np.argmax(weighed))]


def test_the_sentence_with_the_rare_words_is_marked_not_the_one_with_the_subject() -> None:
    """北韓 is in every sentence of the passage, so it tells none of them apart."""
    sentences = [
        "北韓北韓北韓。",
        "北韓的領導人是金正日。",
        "北韓關心安全問題。",
        "北韓需要糧食。",
    ]
    assert most("北韓關心什麼問題？", sentences) == sentences[2]
    assert most("北韓的糧食從哪裡來？", sentences) == sentences[3]


@pytest.mark.parametrize(
    ("odds", "chosen"),
    [
        ([0.0], [0]),
        ([0.0, 3.0, 0.0], [1]),
        # One in twelve is enough for a second one, and less is not.
        ([math.log(0.91), math.log(0.09)], [0, 1]),
        ([math.log(0.93), math.log(0.07)], [0]),
        # Of equals the first two, in the order of the text.
        ([1.0, 1.0, 1.0], [0, 1]),
        ([1.0] * 13, [0]),
    ],
)
def test_a_second_sentence_is_marked_where_it_may_be_the_one(
    odds: list[float], chosen: list[int]
) -> None:
    assert choose_evidence(np.array(odds)) == chosen


def test_a_translation_counts_for_what_it_is_worth() -> None:
    def gain(probability: float) -> float:
        way = Alternative(("会", "会谈", "谈"), probability, "会谈", "learned")
        term = QueryTerm("talks", 0, 5, 1.0, (way,))
        sentences = analysed(["水。", "會談。", "會。"])
        weighed = weigh_terms(sentences, TermTable.of([term]), np.ones(1))
        assert weighed[0] == weighed[2] == 0  # all parts must be there
        return float(weighed[1])

    assert gain(1.0) > gain(0.5) > gain(0.1) > 0


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8))
def test_one_or_two_sentences_the_best_of_them_first(drawn: list[float]) -> None:
    chosen = choose_evidence(np.array(drawn))
    assert 1 <= len(chosen) <= 2
    assert len(set(chosen)) == len(chosen)
    assert int(np.argmax(drawn)) == chosen[0]


@pytest.mark.parametrize(
    "question", ["日本關心什麼問題？", "日本关心什么问题?", "What does Japan care about?", "?!"]
)
def test_marks_are_sentences_of_the_passage(tmp_path: Path, question: str) -> None:
    text = "會談在北京舉行。六個國家參加。日本關心綁架問題。會談的目的是半島無核化。"
    encoder = FakeEncoder()
    build_index(LocalEngine(tmp_path), [document("talks", text, language="zh-Hant")], encoder)
    parts = SearchParts(encoder, load_glossary(), load_calibration())
    searcher = Searcher(open_view(tmp_path, encoder), parts)
    prepared = searcher.prepare(Query(question))
    legs = searcher.gather(prepared, Filters())["zh"]
    spans = mark_evidence(prepared, legs, 0)
    passage = legs.passage(0)
    assert set(spans) <= set(passage.sentences)
    if "?!" not in question:
        assert "日本關心綁架問題。" in passage.texts_at(spans)


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("When did the farmers plant rice?", True),
        ("How many people did the flood kill?", False),
        ("Why did the farmers plant rice?", False),
        ("Who planted rice?", None),
    ],
)
def test_evidence_tells_whether_the_kind_of_thing_asked_for_is_there(
    tmp_path: Path, question: str, offered: bool | None
) -> None:
    text = "The farmers planted rice in May. A flood killed people. Traders sold salt."
    encoder = FakeEncoder()
    build_index(LocalEngine(tmp_path), [document("one", text)], encoder)
    parts = SearchParts(encoder, load_glossary(), load_calibration())
    searcher = Searcher(open_view(tmp_path, encoder), parts)
    prepared = searcher.prepare(Query(question))
    legs = searcher.gather(prepared, Filters())["en"]
    assert offers_what_is_asked(prepared, legs, 0) is offered


@pytest.mark.parametrize("encoder", [FakeEncoder(), FakeTokenEncoder()], ids=["vectors", "tokens"])
def test_meaning_counts_with_and_without_tokens(tmp_path: Path, encoder: FakeEncoder) -> None:
    # No term of the question stands in either sentence; its letters stand in the second.
    text = "Mmmm ffff gggg kkkk. Quicksilverish vvvv."
    build_index(LocalEngine(tmp_path), [document("one", text)], encoder)
    searcher = Searcher(
        open_view(tmp_path, encoder), SearchParts(encoder, load_glossary(), load_calibration())
    )
    question = searcher.prepare(Query("quicksilver"))
    legs = searcher.gather(question, Filters())["en"]
    first, second = weigh_sentences(question, legs, 0).tolist()
    assert second > first + 1
    (span,) = mark_evidence(question, legs, 0)
    assert text[slice(*span)] == "Quicksilverish vvvv."


def test_a_sentence_with_a_time_answers_when(tmp_path: Path) -> None:
    text = "會談的召開受到關注。會談的召開是2003年。其他。"
    build_index(LocalEngine(tmp_path), [document("one", text, language="zh-Hant")], FakeEncoder())
    searcher = Searcher(
        open_view(tmp_path, FakeEncoder()),
        SearchParts(FakeEncoder(), load_glossary(), load_calibration()),
    )

    def first(asked: str) -> str:
        question = searcher.prepare(Query(asked))
        legs = searcher.gather(question, Filters())["zh"]
        return text[slice(*mark_evidence(question, legs, 0)[0])]

    assert first("會談何時召開？") == "會談的召開是2003年。"
    assert first("會談的召開受誰關注？") == "會談的召開受到關注。"

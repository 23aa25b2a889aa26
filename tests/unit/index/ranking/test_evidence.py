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
from index.query.answer_types import asked_kind
from index.query.term_table import TermTable
from index.query.terms import Alternative, QueryTerm, question_terms
from index.ranking.calibration import load_calibration
from index.ranking.evidence import (
    SentenceScores,
    _meaning,
    choose_evidence,
    mark_evidence,
    offers_what_is_asked,
    score_sentences,
)
from index.search import Filters, Query, Searcher, SearchParts
from index.text.analysis import AnalysedSentence, AnalysedText, analyse_sentences
from tests.fakes import FakeEncoder, FakeTokenEncoder, document


def analysed(sentences: Sequence[str]) -> tuple[AnalysedSentence, ...]:
    """Sentences that make a passage."""
    ends = list(accumulate(map(len, sentences)))
    return analyse_sentences("".join(sentences), tuple(pairwise([0, *ends])), "zh")


def marked(question: str, sentences: Sequence[str], nearness: Sequence[float] = ()) -> list[str]:
    """The evidence by words alone, or with so much nearness in meaning."""
    terms = question_terms(AnalysedText(question), "zh")
    kind = asked_kind(AnalysedText(question).folded.text)
    scores = score_sentences(
        analysed(sentences), kind, TermTable.of(terms), np.array([t.weight for t in terms])
    )
    scores.extra[:] += np.array(nearness or [0.0] * len(sentences))
    return [sentences[place] for place in choose_evidence(scores)]


def test_the_sentence_with_the_rare_words_is_marked_not_the_one_with_the_subject() -> None:
    """北韓 is in every sentence of the passage, so it tells none of them apart."""
    sentences = [
        "北韓北韓北韓。",
        "北韓的領導人是金正日。",
        "北韓關心安全問題。",
        "北韓需要糧食。",
    ]
    assert marked("北韓關心的糧食從哪裡來？", sentences) == [sentences[2], sentences[3]]


def test_the_second_sentence_adds_what_the_first_does_not_have() -> None:
    sentences = ["綁架問題由日本提出。", "日本提出綁架問題已久。", "制裁則由美國決定。"]
    found = marked("誰提出綁架問題，誰決定制裁？", sentences)
    assert len(found) == 2
    assert sentences[2] in found


def test_one_sentence_is_enough_where_the_others_have_nothing() -> None:
    sentences = ["會談在北京舉行。", "天氣晴朗。", "蘋果成熟了。"]
    assert marked("會談在何地舉行？", sentences) == [sentences[0]]


def test_a_sentence_with_a_time_answers_when() -> None:
    sentences = ["會談的召開受到關注。", "會談的召開是2003年。"]
    assert marked("會談何時召開？", [*sentences, "其他。"])[0] == sentences[1]
    scores = score_sentences(analysed(sentences), "time", TermTable.of([]), np.zeros(0))
    assert scores.extra[1] > scores.extra[0] == 0


def test_meaning_decides_where_no_word_is_shared() -> None:
    sentences = ["甲乙丙。", "丁戊己。", "庚辛壬。"]
    assert sentences[1] in marked("蘋果？", sentences, [0.0, 0.5, 0.0])


def test_a_translation_counts_for_what_it_is_worth() -> None:
    def gain(probability: float) -> float:
        way = Alternative(("会", "会谈", "谈"), probability, "会谈", "learned")
        term = QueryTerm("talks", 0, 5, 1.0, (way,))
        scores = score_sentences(
            analysed(["水。", "會談。", "會。"]), None, TermTable.of([term]), np.ones(1)
        )
        assert scores.gains[0, 0] == scores.gains[2, 0] == 0  # all parts must be there
        return float(scores.gains[1, 0])

    assert gain(1.0) > gain(0.5) > gain(0.1) > 0


SCORES = st.integers(1, 8).flatmap(
    lambda sentences: st.tuples(
        st.lists(
            st.lists(st.floats(0, 1), min_size=3, max_size=3),
            min_size=sentences,
            max_size=sentences,
        ),
        st.lists(st.floats(-1, 1), min_size=sentences, max_size=sentences),
    )
)


@given(SCORES)
def test_one_or_two_sentences_the_best_of_them_first(
    drawn: tuple[list[list[float]], list[float]],
) -> None:
    gains, extra = np.array(drawn[0]), np.array(drawn[1])
    chosen = choose_evidence(SentenceScores(gains, extra))
    assert 1 <= len(chosen) <= 2
    assert len(set(chosen)) == len(chosen)
    assert int(np.argmax(gains.sum(axis=1) + extra)) == chosen[0]


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
    first, second = _meaning(question, legs, 0).tolist()
    assert second > first + 0.1
    spans = mark_evidence(question, legs, 0)
    assert "Quicksilverish vvvv." in [text[start:end] for start, end in spans]

from pathlib import Path

import numpy as np
import pytest

from corpus.glossary import load_glossary
from corpus.passages import split_document
from index.calibration import load_calibration
from index.evidence import SentenceScores, choose_evidence, mark_evidence
from index.expectations import asked_kind, offers
from index.pools import Snapshot, open_pool, write_pool
from index.search import Query, Searcher, SearchParts
from tests.fakes import FakeEncoder, document

ENGLISH = (
    "The treaty was negotiated for a long time in Geneva. It was signed by three states in 1968. "
    "The treaty has been the basis of all later talks because nothing better was found."
)


def marked(tmp_path: Path, text: str, question: str, language: str = "en") -> list[str]:
    """The marked sentences of a passage that is the only one of its pool."""
    passages = split_document(document("one", text, language=language))
    assert len(passages) == 1
    encoder = FakeEncoder()
    name = "en" if language == "en" else "zh"
    write_pool(tmp_path / name, name, passages, encoder.encode_passages)  # type: ignore[arg-type]
    pool = open_pool(tmp_path / name, name)  # type: ignore[arg-type]
    parts = SearchParts(encoder, load_glossary(), load_calibration())
    searcher = Searcher(Snapshot("v", "fake", {}, {name: pool}), parts)
    prepared = searcher.prepare(Query(question))
    spans = mark_evidence(prepared, pool, 0, prepared.terms[name])
    assert list(spans) == sorted(spans)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When was it signed?", "in 1968"),
        ("Where was the treaty negotiated?", "in Geneva"),
        ("Why has it been the basis of later talks?", "because nothing better"),
    ],
)
def test_sentence_that_answers_is_marked(tmp_path: Path, question: str, answer: str) -> None:
    found = marked(tmp_path, ENGLISH, question)
    assert 1 <= len(found) <= 2
    assert any(answer in sentence for sentence in found)


def test_chinese_question_in_the_other_script_marks_the_same(tmp_path: Path) -> None:
    text = "會談在北京舉行。各方同意半島無核化。日本代表沒有出席閉幕式，因為班機延誤。"
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    traditional = marked(tmp_path / "a", text, "日本代表為什麼沒有出席？", "zh-Hant")
    simplified = marked(tmp_path / "b", text, "日本代表为什么没有出席？", "zh-Hant")
    assert traditional == simplified
    assert any("班機延誤" in sentence for sentence in traditional)


@pytest.mark.parametrize("question", ["?", "的", "zzz qqq", "😀"])
def test_question_without_content_still_marks_whole_sentences(
    tmp_path: Path, question: str
) -> None:
    found = marked(tmp_path, ENGLISH, question)
    assert 1 <= len(found) <= 2
    assert all(sentence.endswith(".") for sentence in found)


def test_second_sentence_must_add_something() -> None:
    gains = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 0.8]])
    assert choose_evidence(SentenceScores(gains, np.zeros(3))) == [0, 2]
    alone = np.array([[1.0, 0.5], [0.0, 0.0]])
    assert choose_evidence(SentenceScores(alone, np.zeros(2))) == [0]
    assert choose_evidence(SentenceScores(np.zeros((1, 0)), np.zeros(1))) == [0]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was it signed?", "time"),
        ("條約是何時簽署的？", "time"),
        ("有多少国家参加？", "number"),
        ("How many states took part?", "number"),
        ("為什麼會談破裂？", "reason"),
        ("Why did the talks fail?", "reason"),
        ("六方會談由哪些國家組成？", None),
    ],
)
def test_kind_that_a_question_asks_for(question: str, kind: str | None) -> None:
    assert asked_kind(question) == kind


def test_kind_that_a_sentence_offers() -> None:
    assert offers("條約於1968年簽署。", "time")
    assert not offers("各方沒有共識。", "time")
    assert offers("Three states signed it.", "number")
    assert offers("會談因缺乏互信而破裂。", "reason")

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from opencc import OpenCC

from index.encoders.base import Encoder
from index.encoders.loading import fingerprint_of, load_encoder
from index.errors import EncoderUnavailable
from index.shipped import MODEL

PLAIN = [
    "誰在一七八六年創立了亞洲協會？",
    "Who founded the Asiatic Society in 1786, and where did its members meet?",
    "會議" * 90,
]
ODD = {
    "empty": "",
    "blank": " \n\t",
    "very long": "漢字" * 50_000,
    "one long word": "a" * 100_000,
    "emoji": "😀👩‍👩‍👧🎉",
    "half and full width": "ＡＢＣ１２３ ｱｲｳ abc123",
    "rare characters": "龘靐齉爩𠮷",
    "mixed without spaces": "我用Python寫code跑GPU模型2026年",
    "right to left": "שלום עולם مرحبا بالعالم",
    "control characters": "\x00\ufeff\u200b",
}


@pytest.fixture(scope="module")
def encoder() -> Iterator[Encoder]:
    yield load_encoder()


@pytest.mark.model
@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_any_text_gives_a_finite_unit_row(encoder: Encoder, text: str) -> None:
    for rows in (encoder.encode_queries([text]), encoder.encode_passages([text])):
        assert rows.shape == (1, encoder.dimensions)
        assert rows.dtype == np.float32
        assert np.isfinite(rows).all()
        assert np.linalg.norm(rows) == pytest.approx(1, abs=1e-5)


@pytest.mark.model
def test_a_row_does_not_depend_on_what_is_encoded_with_it(encoder: Encoder) -> None:
    texts = [*PLAIN, *ODD.values()] * 4
    together = encoder.encode_passages(texts)
    alone = np.vstack([encoder.encode_passages([text]) for text in texts[: len(texts) // 4]])
    cosines = (together * np.tile(alone, (4, 1))).sum(1)
    assert cosines.min() > 0.9999


@pytest.mark.model
def test_both_chinese_writings_have_one_vector(encoder: Encoder) -> None:
    texts = ["裏面的乾隆皇帝著名，後來乾淨", "臺灣總統府發佈法規", "颱風與週末的麵條"]
    simplified = [OpenCC("t2s").convert(text) for text in texts]
    rows, twins = encoder.encode_queries(texts), encoder.encode_queries(simplified)
    assert (rows * twins).sum(1).min() > 0.999


@pytest.mark.model
def test_a_question_is_nearest_its_answer_in_the_other_language(encoder: Encoder) -> None:
    passages = [
        "颱風季節從六月持續到十一月，帶來豪雨。",
        "The central bank raised interest rates twice last year.",
        "這座大學創立於一九二八年，設有文學院與理學院。",
        "Students must borrow books with their library card.",
    ]
    questions = [
        "When is the season of typhoons?",
        "中央銀行去年升息幾次？",
        "When was the university founded?",
        "借書需要什麼證件？",
    ]
    scores = encoder.encode_queries(questions) @ encoder.encode_passages(passages).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3]


@pytest.mark.model
def test_order_is_kept_and_progress_reaches_the_end(encoder: Encoder) -> None:
    texts = ["短", "a much longer text about nothing in particular", "中等長度的句子"]
    told: list[int] = []
    rows = encoder.encode_passages(texts, told.append)
    assert told == [3]
    assert np.allclose(rows[0], encoder.encode_passages(["短"])[0], atol=1e-4)
    assert encoder.encode_passages([]).shape == (0, encoder.dimensions)


@pytest.mark.model
def test_the_embedded_encoder_can_be_named(encoder: Encoder) -> None:
    assert load_encoder(encoder.name).fingerprint == encoder.fingerprint
    assert load_encoder(str(MODEL)).name == str(MODEL)


@pytest.mark.model
def test_single_precision_gives_the_same_vectors_on_every_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = ["六方會談為何停擺？", "Why did the talks break down?"]
    found = []
    for has_bfloat16 in (False, True):
        monkeypatch.setattr(
            "index.encoders.bert_encoder.multiplies_bfloat16", lambda has=has_bfloat16: has
        )
        found.append(load_encoder(single=True).encode_queries(texts))
    assert np.array_equal(found[0], found[1])
    assert not np.array_equal(found[0], load_encoder().encode_queries(texts))


def test_a_fingerprint_follows_contents_and_not_the_card(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    before = fingerprint_of(tmp_path)
    (tmp_path / "README.md").write_text("a card", encoding="utf-8")
    assert fingerprint_of(tmp_path) == before
    (tmp_path / "config.json").write_text("{ }", encoding="utf-8")
    assert fingerprint_of(tmp_path) != before
    shutil.move(tmp_path / "config.json", tmp_path / "tokenizer.json")
    assert fingerprint_of(tmp_path) != before


def test_a_folder_without_a_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable) as raised:
        load_encoder(str(tmp_path))
    message = str(raised.value)
    assert str(tmp_path) in message
    assert "it holds no model" in message
    assert "WENJU_ENCODER" in message


def test_a_name_that_is_nowhere_says_where_it_was_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderUnavailable) as raised:
        load_encoder("nobody/no-such-model")
    message = str(raised.value)
    assert "'nobody/no-such-model'" in message
    assert "in the cache" in message
    assert "hf download" in message


def test_a_broken_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("not json", encoding="utf-8")
    with pytest.raises(EncoderUnavailable, match=str(tmp_path)):
        load_encoder(str(tmp_path))

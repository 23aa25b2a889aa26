import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from index.encoders.bert import Bert
from index.encoders.bert_config import is_plain_bert, longest_text
from index.encoders.bert_encoder import STRETCH, BertEncoder
from index.encoders.loading import fingerprint_of, load_encoder, load_sentence_encoder
from index.encoders.sentence_transformer import SentenceEncoder
from index.encoders.token_codes import sentence_numbers
from index.encoders.token_head import TokenHead
from index.shipped import MODEL

TEXTS = {
    "Traditional Chinese": "誰在一七八六年創立了亞洲協會，會員在哪裡聚會？",
    "Simplified Chinese": "谁在一七八六年创立了亚洲协会，会员在哪里聚会？",
    "English": "Who founded the Asiatic Society in 1786, and where did its members meet?",
    "one character": "核",
    "mixed": "我用Python寫code跑GPU模型2026年",
    "spaces at both ends": "  \t a question with margins \n ",
    "nothing": "",
    "longer than the model reads": "會議決定了亞洲貿易的歷史。" * 200,
    "long English": "the council decided about the history of trade in Asia " * 100,
}


@pytest.fixture(scope="module")
def encoder() -> Iterator[BertEncoder]:
    loaded = load_encoder()
    assert isinstance(loaded, BertEncoder)
    yield loaded


@pytest.fixture(scope="module")
def general() -> Iterator[SentenceEncoder]:
    yield load_sentence_encoder("general", MODEL)


@pytest.mark.model
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_vectors_are_those_of_sentence_transformers(
    encoder: BertEncoder, general: SentenceEncoder, text: str
) -> None:
    assert encoder.encode_queries([text])[0] @ general.encode_queries([text])[0] > 0.9999


@pytest.mark.model
def test_many_passages_get_the_vectors_of_sentence_transformers_in_their_order(
    encoder: BertEncoder, general: SentenceEncoder
) -> None:
    passages = [f"{text}{number}" for number in range(6) for text in TEXTS.values()]
    cosines = (encoder.encode_passages(passages) * general.encode_passages(passages)).sum(1)
    assert cosines.min() > 0.9999


@pytest.mark.model
def test_a_vector_is_the_same_whatever_is_encoded_beside_it(encoder: BertEncoder) -> None:
    texts = list(TEXTS.values())
    alone = np.vstack([encoder.encode_queries([text]) for text in texts])
    assert np.array_equal(encoder.encode_queries(texts), alone)
    assert np.array_equal(encoder.encode_queries(texts[::-1] * 2)[: len(texts)], alone[::-1])
    assert np.array_equal(encoder.encode_passages(texts * 5)[-len(texts) :], alone)


@pytest.mark.model
def test_progress_is_told_of_every_stretch(encoder: BertEncoder) -> None:
    told: list[int] = []
    rows = encoder.encode_passages(["會"] * (STRETCH + 3), told.append)
    assert told == [STRETCH, STRETCH + 3]
    assert np.array_equal(rows[0], rows[-1])


@pytest.mark.model
def test_tokens_are_those_of_the_head_over_the_last_states(
    encoder: BertEncoder, general: SentenceEncoder
) -> None:
    head = TokenHead.load(MODEL)
    assert head is not None
    texts = list(TEXTS.values())
    read = encoder.read_queries(texts)
    assert read.tokens is not None
    for text, tokens in zip(texts, read.tokens, strict=True):
        states = general._model.encode([text], output_value="token_embeddings")[0]
        words = states[1:-1].float().numpy()
        cosines = (head.vectors(words) * tokens.vectors).sum(1)
        assert len(tokens.weights) == len(words)
        assert (cosines > 0.995).all()
        assert tokens.weights == pytest.approx(head.weights(words), rel=0.1)


@pytest.mark.model
def test_rows_are_the_same_with_tokens_and_without(encoder: BertEncoder) -> None:
    texts = list(TEXTS.values())
    assert np.array_equal(encoder.read_passages(texts).vectors, encoder.encode_passages(texts))


@pytest.mark.model
def test_a_part_is_the_mean_of_its_tokens_read_in_their_text(encoder: BertEncoder) -> None:
    text = "The first is short. 第二句也短。"
    read = encoder.read_passages([text, ""], starts=[[0, 19], [0]])
    assert read.parts is not None
    assert [rows.shape for rows in read.parts] == [(2, 384), (1, 384)]
    whole, (first, second) = read.vectors[0], read.parts[0]
    assert np.linalg.norm(read.parts[0], axis=1) == pytest.approx([1, 1])
    # Together, by their tokens, and with the two marks around them, they make the whole.
    basis = np.stack([first, second])
    residue = whole - basis.T @ np.linalg.lstsq(basis.T, whole, rcond=None)[0]
    assert np.linalg.norm(residue) < 0.3
    apart = encoder.encode_passages([text[:19], text[19:]])
    assert 0.5 < float(first @ apart[0]) < 0.9999
    assert 0.5 < float(second @ apart[1]) < 0.9999


@pytest.mark.model
def test_tokens_know_where_they_are(encoder: BertEncoder) -> None:
    for text in ("在亞洲協會 𠮷田", "Who met?"):
        tokens = (encoder.read_queries([text]).tokens or [])[0]
        places = tokens.places.tolist()
        assert places[-1] == len(text) - 1
        assert places == sorted(places)
        assert all(text[place].strip() for place in places)
        assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(np.ones(len(places)))


def test_a_word_that_holds_the_space_before_it_is_in_its_own_sentence(tmp_path: Path) -> None:
    text = "A cat. A dog."
    words = ["<s>", "<pad>", "</s>", "<unk>", *(f"▁{word}" for word in ("A", "cat.", "dog."))]
    tokenizer = Tokenizer(models.Unigram([(word, -1.0) for word in words], unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        max_position_embeddings=16,
    )
    BertModel(config).save_pretrained(tmp_path)
    (tmp_path / "sentence_bert_config.json").write_text("{}")
    head = {
        "projection.weight": np.eye(4, 8, dtype=np.float32),
        "projection.bias": np.zeros(4, np.float32),
        "salience.weight": np.zeros((1, 8), np.float32),
        "salience.bias": np.zeros(1, np.float32),
    }
    save_file(head, tmp_path / "tokens.safetensors")
    read = BertEncoder(tmp_path, "small", "1", 16).read_passages([text], starts=[[0, 7]])
    assert read.tokens is not None
    assert [text[place] for place in read.tokens[0].places] == ["A", ".", "A", "."]
    assert sentence_numbers(read.tokens[0].places, [0, 7]).tolist() == [0, 0, 1, 1]


def test_any_bert_is_computed_as_transformers_does(tmp_path: Path) -> None:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=50,
        hidden_size=24,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=40,
        max_position_embeddings=30,
        layer_norm_eps=1e-6,
    )
    model = BertModel(config)
    model.train(False)
    model.save_pretrained(tmp_path)
    texts = [[1, 7, 9, 2], [1, 2], [1, *range(20, 45), 2]]
    found = Bert.load(tmp_path, torch.float32).tokens(texts)
    for ids, vectors in zip(texts, found, strict=True):
        with torch.inference_mode():
            expected = model(torch.tensor([ids])).last_hidden_state[0]
        assert torch.allclose(vectors, expected, atol=1e-5)


Change = Callable[[Any], Any]
CHANGES: dict[str, tuple[str, Change]] = {
    "another architecture": ("config.json", lambda old: old | {"model_type": "xlm-roberta"}),
    "another activation": ("config.json", lambda old: old | {"hidden_act": "gelu_new"}),
    "another pooling": (
        "1_Pooling/config.json",
        lambda old: {"word_embedding_dimension": 384, "pooling_mode_cls_token": True},
    ),
    "two poolings": ("1_Pooling/config.json", lambda old: old | {"pooling_mode_max_tokens": True}),
    "no step to length one": ("modules.json", lambda old: old[:2]),
    "prompts": (
        "config_sentence_transformers.json",
        lambda old: old | {"prompts": {"query": "query: ", "document": ""}},
    ),
    "lower case": ("sentence_bert_config.json", lambda old: old | {"do_lower_case": True}),
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    (folder / "2_Normalize").mkdir(exist_ok=True)
    (folder / "model.safetensors").touch()
    return folder


def test_the_embedded_folder_is_a_plain_bert(copied: Path) -> None:
    assert is_plain_bert(copied)
    assert longest_text(copied) == 256


@pytest.mark.parametrize(("file", "change"), CHANGES.values(), ids=CHANGES.keys())
def test_a_model_that_computes_otherwise_is_left_to_its_library(
    copied: Path, file: str, change: Change
) -> None:
    path = copied / file
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))))
    assert not is_plain_bert(copied)


def test_a_model_without_its_tokenizer_or_weights_is_left_to_its_library(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    assert not is_plain_bert(copied)
    (copied / "model.safetensors").touch()
    (copied / "tokenizer.json").unlink()
    assert not is_plain_bert(copied)


@pytest.mark.model
def test_both_ways_of_loading_have_one_fingerprint(
    encoder: BertEncoder, general: SentenceEncoder
) -> None:
    assert encoder.fingerprint == general.fingerprint == fingerprint_of(MODEL)
    assert encoder.dimensions == general.dimensions == 384

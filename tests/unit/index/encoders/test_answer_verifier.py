from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from index.encoders.answer_verifier import Reader, load_reader
from index.encoders.bert import Bert
from index.encoders.bert_encoder import BertEncoder
from index.encoders.loading import load_encoder
from index.shipped import MODEL, READER
from tests.fakes import FakeEncoder

pytestmark = pytest.mark.model

QUESTION = "日本在六方會談中關心什麼問題？"
RIGHT = ("日本在六方會談中最關心的是綁架日本公民的問題。",)
WRONG = ("日本的人口逐年減少，鄉村的學校因此關閉。",)


@pytest.fixture(scope="module")
def encoder() -> BertEncoder:
    loaded = load_encoder()
    assert isinstance(loaded, BertEncoder)
    return loaded


@pytest.fixture(scope="module")
def reader(encoder: BertEncoder) -> Reader:
    loaded = load_reader(encoder)
    assert loaded is not None
    return loaded


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        (QUESTION, RIGHT, WRONG),
        ("日本在六方会谈中关心什么问题？", RIGHT, WRONG),
        ("What did Japan care about in the Six-Party Talks?", RIGHT, WRONG),
        (
            "When was the treaty signed?",
            ("The treaty was signed in March 1994.",),
            ("The treaty was never popular with farmers.",),
        ),
    ],
)
def test_sentences_that_answer_score_higher(
    reader: Reader, question: str, right: tuple[str], wrong: tuple[str]
) -> None:
    found = reader.read([(question, wrong), (question, right)])
    assert found[1] > found[0] + 1


def test_a_score_is_the_same_whatever_is_read_beside_it(reader: Reader) -> None:
    pairs = [(QUESTION, found) for found in (RIGHT, WRONG, RIGHT + WRONG)]
    together = reader.read(pairs)
    assert [reader.read([pair])[0] for pair in pairs[:2]] == together[:2]


@pytest.mark.parametrize("found", [(), ("",), ("會議。" * 500,)])
def test_too_much_and_nothing_can_be_read(reader: Reader, found: tuple[str, ...]) -> None:
    for question in ("", "問" * 2000, QUESTION):
        (score,) = reader.read([(question, found)])
        assert score == score  # not "not a number"
    assert reader.read([]) == []


def test_the_encoder_is_as_it_was(encoder: BertEncoder) -> None:
    before = encoder.encode_queries([QUESTION])
    loaded = load_reader(encoder)
    assert loaded is not None
    loaded.read([(QUESTION, RIGHT)])
    assert (encoder.encode_queries([QUESTION]) == before).all()


def test_changes_are_added_to_the_weights() -> None:
    bert = Bert(MODEL, torch.float32)
    torch.manual_seed(3)
    changes = {"second": torch.zeros(384)}
    for layer in range(6):
        for name, into, out in (
            ("attention.self.query", 384, 384),
            ("attention.self.key", 384, 384),
            ("attention.self.value", 384, 384),
            ("attention.output.dense", 384, 384),
            ("intermediate.dense", 384, 1536),
            ("output.dense", 1536, 384),
        ):
            changes[f"encoder.layer.{layer}.{name}.down"] = torch.randn(2, into) / 20
            changes[f"encoder.layer.{layer}.{name}.up"] = torch.zeros(out, 2)
    ids = [[2, 40, 50, 60, 3], [2, 70, 3]]
    same, plain = bert.changed(changes).tokens(ids), bert.tokens(ids)
    assert all(torch.equal(one, other) for one, other in zip(same, plain, strict=True))
    # Keys decide where attention goes; a change of one product alone must show.
    changes["encoder.layer.0.attention.self.key.up"] = torch.randn(384, 2) / 5
    changed = bert.changed(changes).tokens(ids)
    assert not torch.allclose(changed[0], plain[0], atol=1e-3)


def test_the_second_part_is_marked() -> None:
    bert = Bert(MODEL, torch.float32)
    ids = [[2, 40, 50, 60, 3]]
    assert torch.equal(bert.tokens(ids, firsts=[5])[0], bert.tokens(ids)[0])
    assert not torch.allclose(bert.tokens(ids, firsts=[2])[0], bert.tokens(ids)[0], atol=1e-3)


def test_another_encoder_has_no_reader(encoder: BertEncoder, tmp_path: Path) -> None:
    assert load_reader(FakeEncoder()) is None
    assert load_reader(encoder, tmp_path / "none.safetensors") is None
    save_file({"second": torch.zeros(384)}, tmp_path / "other", metadata={"encoder": "another"})
    assert load_reader(encoder, tmp_path / "other") is None
    assert READER.stat().st_size < 5_000_000

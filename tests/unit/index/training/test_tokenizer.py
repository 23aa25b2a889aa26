import pytest
from tokenizers import Tokenizer

from index.training.tokenizer import SPECIALS, build_tokenizer, from_wordpiece

TOKENS = [*SPECIALS, "▁play", "ing", "安", "全", "安全", "会", "谈", "▁a", ",", "▁1", "2"]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return build_tokenizer(TOKENS, {"會": "会", "談": "谈"})


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Playing, a", ["▁play", "ing", ",", "▁a"]),
        ("安全會談", ["安全", "会", "谈"]),
        ("a安全１２会", ["▁a", "安全", "▁1", "2", "会"]),
        ("安全龘会", ["安全", "[UNK]", "会"]),
        ("安全😀会", ["安全", "[UNK]", "会"]),
        ("שלום", ["[UNK]"]),
        ("", []),
    ],
    ids=["english", "traditional", "mixed", "rare", "emoji", "hebrew", "empty"],
)
def test_text_is_folded_split_and_looked_up(
    tokenizer: Tokenizer, text: str, tokens: list[str]
) -> None:
    assert tokenizer.encode(text, add_special_tokens=False).tokens == tokens


def test_a_very_long_run_takes_no_square_of_its_length(tokenizer: Tokenizer) -> None:
    assert len(tokenizer.encode("会" * 100_000, add_special_tokens=False).ids) == 100_000


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("play", "▁play"), ("##ing", "ing"), ("[unused7]", None), ("の", None), (",", ",")],
)
def test_names_of_the_teachers_entries(theirs: str, ours: str | None) -> None:
    assert from_wordpiece(theirs) == ours

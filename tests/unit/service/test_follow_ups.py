from collections.abc import Sequence

import pytest

from corpus.addresses import parse_address
from corpus.glossary import load_glossary
from index.query.expansion import CrossLingual
from index.query.preparation import Query
from index.text.analysis import AnalysedText
from service.follow_ups import Turn, Understood, understand

GLOSSARY = CrossLingual(load_glossary())
ADDRESS = "talks@0123456789ab:0-9"


def named(text: str) -> Sequence[tuple[int, int]]:
    return GLOSSARY.find_named(AnalysedText(text))


def after(before: str, question: str) -> str | None:
    """The question that is searched for; None where it is searched for as it was asked."""
    found = understand(question, [Turn(before, (ADDRESS,))], named)
    assert not (found.query.favoured and found.query.answered)
    assert found.is_follow_up == bool(found.query.favoured or found.query.answered)
    return found.question if found.is_follow_up else None


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("南韓主要考慮什麼？", "那日本呢？", "日本主要考慮什麼？"),
        ("南韩主要考虑什么？", "日本又如何？", "日本主要考虑什么？"),
        ("Why does Russia take part?", "And why Japan?", "Why does Japan take part?"),
        ("Why does Russia take part?", "What about Japan?", "Why does Japan take part?"),
        ("How high are tolls in Port Ardan?", "And in Haiwen?", "How high are tolls in Haiwen?"),
        ("盐场的男工每月挣多少？", "童工呢？", "盐场的童工每月挣多少？"),
        # Nothing tells what gives way: both are searched for.
        ("燈塔有多高？", "橋呢？", "橋 燈塔有多高？"),
    ],
)
def test_what_is_named_takes_the_place_of_what_was_asked_about(
    before: str, question: str, understood: str
) -> None:
    assert after(before, question) == understood


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("燈塔最早用什麼油？", "後來呢？", "燈塔最早用什麼油？ 後來呢？"),
        ("Where was the lamp made?", "And when?", "Where was the lamp made? And when?"),
        ("海汶圖書館的前身是什麼？", "它何時創立？", "海汶圖書館的前身是 它何時創立？"),
        ("What is broad listening?", "Why is it hard?", "broad listening Why is it hard?"),
        ("施明德為什麼逃亡？", "他後來怎麼了？", "施明德 逃亡 他後來怎麼了？"),
        ("Who built the pier?", "When did he die?", "built the pier When did he die?"),
    ],
)
def test_what_is_left_out_or_a_pronoun_is_completed(
    before: str, question: str, understood: str
) -> None:
    assert after(before, question) == understood


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("審議會有幾位委員？", "他後來怎麼了？"),
        ("When does the Port Ardan ordinance take effect?", "And hers?"),
        ("岛上怎么供水？", "那个人呢？"),
    ],
)
def test_a_person_that_nobody_named_is_asked_back(before: str, question: str) -> None:
    assert after(before, question) == ""


@pytest.mark.parametrize("question", ["那日本呢？", "後來呢？", "And why?", "他是誰？"])
def test_a_follow_up_of_nothing_is_asked_back(question: str) -> None:
    assert understand(question, [], named) == Understood(Query(""), True)


@pytest.mark.parametrize(
    "question",
    [
        "俄國是應哪一國的要求加入多邊會談的？",
        "Who held the key to the novels?",
        "日本面對朝核危機要考慮哪兩個因素？",
        "Is it legal to dig for relics without a permit from the cultural office of the county?",
        "其他國家的立場如何影響了六方會談？",
    ],
)
def test_a_complete_question_is_one_of_its_own(question: str) -> None:
    assert understand(question, [], named) == Understood(Query(question))
    assert after("海塘什麼時候修？", question) is None


def test_a_chain_of_follow_ups_is_understood_from_its_beginning() -> None:
    turns = [Turn("南韓主要考慮什麼？"), Turn("那日本呢？", (ADDRESS,))]
    assert understand("美國呢？", turns, named).question == "美國主要考慮什麼？"


def test_what_was_shown_speaks_for_its_work_or_against_itself() -> None:
    turns = [Turn("海汶圖書館的前身是什麼？", (ADDRESS,))]
    assert understand("它何時創立？", turns, named).query.favoured == {"talks"}
    # Another one is asked about: the passage that was shown is not about it.
    assert understand("橋呢？", turns, named).query.answered == {parse_address(ADDRESS)}

import pytest

from index.query.answer_types import Kind, asked_kind, offers
from index.text.folding import fold


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("六方會談何時召開？", "time"),
        ("六方会谈在哪一年召开?", "time"),
        ("When did the talks begin?", "time"),
        ("In what year did the talks begin?", "time"),
        ("有多少國家參加？", "number"),
        ("How many states took part?", "number"),
        ("北韓為何退出？", "reason"),
        ("Why did it withdraw?", "reason"),
        ("誰提出主體思想？", None),
        ("What is a whenever clause?", None),
        ("In Rome, when was the temple built?", "time"),
        ("Who led them when the Franks came?", None),
        ("When it comes to deeds, what counts?", None),
        ("有幾個國家？", "number"),
        ("首爾最放在心上的是哪幾層關係？", None),
        ("这个案例有多重要?", None),
        ("这块石头有多重?", "number"),
        ("", None),
    ],
)
def test_the_question_word_tells_what_is_asked(question: str, kind: str | None) -> None:
    assert asked_kind(fold(question).text) == kind


@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [
        ("time", "會談於2003年召開。", "會談在北京舉行。"),
        ("time", "The talks began in August.", "The talks were held in Beijing."),
        ("number", "共有六個國家參加。", "各國都參加。"),
        ("number", "Six states and two observers took part.", "All of them took part."),
        ("reason", "因為受到制裁。", "會談在北京舉行。"),
        ("reason", "It withdrew because of sanctions.", "It withdrew."),
    ],
)
def test_a_sentence_offers_it_or_not(kind: Kind, has: str, lacks: str) -> None:
    assert offers(fold(has).text, kind)
    assert not offers(fold(lacks).text, kind)

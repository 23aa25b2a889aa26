from corpus.documents import Source
from corpus.passages import Passage, split_document
from corpus.readers.blocks import Body, Heading, assemble_document
from service.works.intents import Intent
from service.works.texts import choose_passages

PAPER = assemble_document(
    "paper",
    "en",
    [
        Heading("Abstract", 1),
        Body("This paper reconstructs the tolls of one bridge. It argues that carters paid most."),
        Heading("1 Introduction", 1),
        Body("Bridges are dear. The purpose of this paper is to say who paid. Nobody has asked."),
        Heading("2 Tolls", 1),
        Body(
            "A cart paid four pence. The purpose of the gate was plain. This is shown in table 2."
        ),
        Heading("3 Conclusion", 1),
        Body("Carters paid. In short, the bridge was built on hay. Rain fell."),
        Body("The study is limited to one bridge. Future research may compare others."),
        Heading("Bibliography", 1),
        Body("Doe, J. This Paper Concludes. 1990.", kind="bibliography"),
    ],
    {},
    Source("paper.txt", "0" * 64, "text/plain"),
)


def said(intent: Intent) -> list[list[str]]:
    """What is marked of each passage that is chosen."""
    return [
        one.passage.texts_at(one.evidence) for one in choose_passages(intent, split_document(PAPER))
    ]


def test_each_is_said_where_scholars_say_it() -> None:
    assert said("subject")[0] == ["This paper reconstructs the tolls of one bridge."]
    assert said("aims")[0] == ["The purpose of this paper is to say who paid."]
    assert said("conclusions")[0] == ["In short, the bridge was built on hay."]
    assert said("limits")[0] == ["The study is limited to one bridge."]
    assert said("outlook")[0] == ["Future research may compare others."]


def test_a_bibliography_says_nothing_of_the_work() -> None:
    assert all("Doe" not in text for marked in said("conclusions") for text in marked)


def test_nothing_is_chosen_where_no_title_and_no_sentence_tells() -> None:
    passages: list[Passage] = [p for p in split_document(PAPER) if "pence" in p.text]
    assert choose_passages("conclusions", passages) == []

from typing import Any

import pytest

from corpus.documents import Document, Source
from corpus.readers.blocks import Block, Body, Heading, assemble_document
from service.works.facts import state_fact
from service.works.intents import Intent


def work(record: dict[str, Any], *blocks: Block) -> Document:
    source = Source("work.txt", "0" * 64, "text/plain")
    return assemble_document("work", "en", blocks or [Body("One.")], record, source)


@pytest.mark.parametrize(
    ("record", "intent", "fact"),
    [
        ({"author": [{"family": "Teller", "given": "Rosamund"}]}, "author", "Rosamund Teller"),
        ({"author": [{"family": "顾", "given": "念初"}]}, "author", "顾念初"),
        ({"author": [{"literal": "省盐务局"}]}, "author", "省盐务局"),
        ({"editor": [{"family": "Roe"}]}, "author", "Roe"),
        ({}, "author", None),
        ({"issued": {"date-parts": [[1991]]}}, "date", "1991"),
        ({"issued": {"date-parts": [[2014, 5, 20]]}}, "date", "2014-05-20"),
        ({"issued": {"literal": "n.d."}}, "date", "n.d."),
        ({}, "date", None),
        ({"container-title": "Shore", "publisher": "Press"}, "container", "Shore, Press"),
        ({}, "container", None),
    ],
)
def test_the_record_states_it_or_nothing_does(
    record: dict[str, Any], intent: Intent, fact: str | None
) -> None:
    assert state_fact(intent, work(record)) == fact


def test_chapters_are_counted_and_what_is_none_is_not() -> None:
    blocks: list[Block] = [
        Heading("Abstract", 1), Body("A."), Heading("Chapter 1 Salt", 1), Body("B."),
        Heading("Chapter 2 Rain", 1), Body("C."), Heading("2.1 Wind", 2), Body("D."),
        Heading("References", 1), Body("E."),
    ]  # fmt: skip
    assert state_fact("chapters", work({}, *blocks)) == "2"
    sections: list[Block] = [
        Heading("Title", 1),
        Heading("One", 2),
        Body("A."),
        Heading("Two", 2),
        Body("B."),
    ]
    assert state_fact("chapters", work({}, *sections, Heading("Notes", 2), Body("C."))) == "2"
    assert state_fact("chapters", work({})) is None


def test_articles_are_counted() -> None:
    blocks = [Body("A.", article="Article 1"), Body("B.", article="Article 2")]
    assert state_fact("articles", work({}, *blocks)) == "2"
    assert state_fact("articles", work({})) is None

"""The answer to a question about a work itself, with what it rests on."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.documents import Document
from corpus.passages import split_document
from corpus.store.library import Head, Library
from service.works.facts import state_fact
from service.works.intents import Intent, WorkQuestion, read_work_question
from service.works.texts import Chosen, choose_passages

CONFIDENCE = 0.8
"""Of what a text says where it is expected to; see docs/experiments."""

FACTS: frozenset[Intent] = frozenset({"author", "date", "container", "chapters", "articles"})


@dataclass(frozen=True, slots=True)
class AboutWork:
    """What a work says of itself.

    Attributes:
        document: the work.
        intent: what was asked.
        fact: what the record or the headings state; None for what only the text says.
        chosen: where the text says it, best first.
    """

    document: Document
    intent: Intent
    fact: str | None
    chosen: Sequence[Chosen]

    @property
    def is_stated(self) -> bool:
        """Whether the work says it at all."""
        return self.fact is not None or bool(self.chosen)


class Works:
    """Answers questions about the works of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(self, question: str, documents: Collection[str]) -> AboutWork | None:
        """What is said of the work that a question asks about, among these documents.

        None if it asks about none, or if nobody can tell about which.
        """
        titles = ((head.document_id, head.title) for head in self._heads(documents))
        asked = read_work_question(question, titles, len(documents) == 1)
        if asked is None or (name := self._work_of(asked, documents)) is None:
            return None
        document = self._library.get(name)
        passages = split_document(document)
        fact = state_fact(asked.intent, document)
        if asked.intent in FACTS:
            # What the record states is shown with the beginning of the work, which says nothing.
            chosen = [Chosen(passage, ()) for passage in passages[:1] if fact is not None]
        else:
            chosen = choose_passages(asked.intent, passages)
        about = AboutWork(document, asked.intent, fact, chosen)
        # What no title and no sentence tells may still be told by a passage.
        return about if about.is_stated or asked.intent in FACTS else None

    def _work_of(self, asked: WorkQuestion, documents: Collection[str]) -> str | None:
        """The one work that can be meant."""
        if asked.document_id is not None:
            return asked.document_id
        if len(documents) == 1:
            return next(iter(documents))
        heads = self._heads(documents) if asked.types else ()
        called = [head.document_id for head in heads if head.record.get("type") in asked.types]
        return called[0] if len(called) == 1 else None

    def _heads(self, documents: Collection[str]) -> Iterator[Head]:
        return (head for head in self._library.heads() if head.document_id in documents)

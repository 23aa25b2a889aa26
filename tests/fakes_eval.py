"""Fakes for the evaluation: a text of four paragraphs, questions on it, a scripted answerer."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.addresses import Address, parse_address
from corpus.documents import Document, Paragraph, Section, Source, version_of
from corpus.errors import AddressOutOfRange, UnknownDocument
from eval.gold_questions.questions import Evidence, Gold, Question
from index.search import Filters
from service.answering import Answer, AnsweredPassage, AskedQuestion, Span, Status
from service.citing.citations import Locator
from service.follow_ups import Turn

HEADING = "第一章 水"
PARAGRAPHS = (
    "水在攝氏零度結冰。冰比水輕，所以浮在水面。",
    "水在攝氏一百度沸騰。高山上氣壓低，沸點也低。",
    "海水有鹽，因此不能直接飲用。",
    "雲是由小水滴組成的。雨從雲裡落下。",
)


def make_document(paragraphs: Sequence[str] = PARAGRAPHS, document_id: str = "water") -> Document:
    """A Traditional Chinese text of one section."""
    text = "\n\n".join((HEADING, *paragraphs))
    starts = [text.index(paragraph) for paragraph in paragraphs]
    return Document(
        document_id=document_id,
        version=version_of(text),
        language="zh-Hant",
        text=text,
        sections=(Section(HEADING, 1, (HEADING,), 0, len(text)),),
        paragraphs=tuple(
            Paragraph(start, start + len(paragraph), 0, number, None)
            for number, (start, paragraph) in enumerate(
                zip(starts, paragraphs, strict=True), start=1
            )
        ),
        record={"title": "水"},
        source=Source("water.txt", hashlib.sha256(text.encode()).hexdigest(), "text/plain"),
    )


class FakeLibrary:
    """One document, kept in memory."""

    def __init__(self, document: Document | None = None) -> None:
        self.document = document or make_document()

    def get(self, document_id: str, version: str | None = None) -> Document:
        """The document, if it is that one."""
        if document_id != self.document.document_id:
            raise UnknownDocument(document_id)
        return self.document

    def resolve(self, address: str | Address) -> tuple[Document, Address]:
        """The document and the span."""
        place = parse_address(str(address))
        document = self.get(place.document_id)
        if place.end > len(document.text):
            raise AddressOutOfRange(str(address), len(document.text))
        return document, place


def make_question(name: str, quotation: str | None = None, kind: str = "fact") -> Question:
    """A question whose three texts are told apart by their language."""
    place = f"question {name!r}"
    return Question(
        question_id=name,
        kind=kind if quotation else "near",
        document_id="water",
        texts={"zh-Hant": f"問 {name}？", "zh-Hans": f"请问 {name}？", "en": f"Ask {name}?"},
        evidence=(Evidence("water", quotation, place=place),) if quotation else (),
        place=place,
    )


def make_gold(answerable: int = 8, unanswerable: int = 4) -> Gold:
    """Questions on the text; several ask for the same quotation."""
    quotations = ("攝氏零度結冰", "攝氏一百度沸騰", "不能直接飲用", "由小水滴組成")
    asked = [make_question(f"water-{n}", quotations[n % 4]) for n in range(answerable)]
    others = [make_question(f"none-{n}") for n in range(unanswerable)]
    return Gold("reported", (*asked, *others))


class ScriptedAnswerer:
    """Puts the answer first and refuses what has none, unless told otherwise.

    `ranks` says for a question text at which place its answer comes (None: not at all),
    `statuses` which status it gets; `spoil` may change an answer before it goes out.
    """

    def __init__(
        self,
        gold: Gold,
        library: FakeLibrary | None = None,
        ranks: Mapping[str, int | None] | None = None,
        statuses: Mapping[str, Status] | None = None,
    ) -> None:
        self._library = library or FakeLibrary()
        self._questions = {text: q for q in gold.questions for text in q.texts.values()}
        self._ranks = ranks or {}
        self._statuses = statuses or {}
        self.asked: list[str] = []

    def ask(
        self,
        question: str,
        top_k: int = 5,
        filters: Filters | None = None,
        *,
        before: Sequence[Turn] = (),
    ) -> Answer:
        """Answer as scripted; the converted twin of a text gets what that text gets."""
        self.asked.append(question)
        known = question if question in self._questions else question.replace("问", "問")
        judged = self._questions[known]
        status = self._statuses.get(known, "answered" if judged.answerable else "no_answer")
        passages = self._passages(judged, self._ranks.get(known, 1))[:top_k]
        return self.spoil(
            Answer(
                index_version="index-1",
                status=status,
                confidence={"answered": 0.9, "weak": 0.4, "no_answer": 0.1}[status],
                message=None,
                question=AskedQuestion(question, "zh-Hant"),
                passages=() if status == "no_answer" else passages,
                related=passages[:3] if status == "no_answer" else (),
            )
        )

    def spoil(self, answer: Answer) -> Answer:
        """Leave the answer as it is."""
        return answer

    def _passages(self, question: Question, rank: int | None) -> tuple[AnsweredPassage, ...]:
        document = self._library.document
        places = [(paragraph.start, paragraph.end) for paragraph in document.paragraphs]
        right = [
            place
            for place in places
            if any(quote in document.text[slice(*place)] for quote in question.quotations)
        ]
        order = [place for place in places if place not in right]
        if right and rank is not None:
            order.insert(rank - 1, right[0])
        return tuple(self._passage(place, n) for n, place in enumerate(order, start=1))

    def _passage(self, place: tuple[int, int], rank: int) -> AnsweredPassage:
        document = self._library.document
        number = [paragraph.start for paragraph in document.paragraphs].index(place[0]) + 1
        text = document.text[slice(*place)]
        evidence = Span(place[0], place[0] + text.index("。") + 1, text[: text.index("。") + 1])
        return AnsweredPassage(
            rank=rank,
            score=1.0 / rank,
            address=str(Address(document.document_id, document.version, *place)),
            document_id=document.document_id,
            title=document.title,
            language=document.language,
            text=text,
            start=place[0],
            end=place[1],
            evidence=(evidence,),
            locator=Locator((HEADING,), number, None),
            citation=f"「{evidence.text}」水[Z]. {HEADING}.",
            url=f"/documents/{document.document_id}",
        )


def spoil_first(answer: Answer, **changes: object) -> Answer:
    """The answer with its first passage changed."""
    if not answer.passages:
        return answer
    first = replace(answer.passages[0], **changes)  # type: ignore[arg-type]
    return replace(answer, passages=(first, *answer.passages[1:]))

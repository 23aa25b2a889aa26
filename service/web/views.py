"""What the templates show: answers and documents cut into pieces of text, marked or not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.documents import Document, Paragraph
from service.answering import Answer, AnsweredPassage
from service.citing.citations import Locator

STYLES: Sequence[tuple[str, str]] = (
    ("gb-t-7714-2025", "GB/T 7714-2025"),
    ("gb-t-7714-2015", "GB/T 7714-2015"),
    ("apa-7", "APA 7"),
    ("apa-7-tw", "APA 7 (Taiwan)"),
    ("chicago-notes", "Chicago"),
    ("bibtex", "BibTeX"),
    ("ris", "RIS"),
    ("csl-json", "CSL-JSON"),
)
# The words for a score, from the least score that they fit; the page's script has the same.
SCORE_WORDS = ((0.75, "score_high"), (0.5, "score_good"), (0.25, "score_some"), (0.0, "score_low"))
SECTIONS = " › "

Strings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (with its level), a paragraph (with its number) or a note (with its mark)."""

    start: int
    end: int
    level: int
    number: int | None
    segments: list[tuple[str, bool, bool]]  # text, whether marked, whether the mark begins
    note: str | None = None
    standing: str = ""  # doubts that the block above does not have


def answer_view(answer: Answer, t: Strings, scope: str) -> dict[str, Any]:
    """An answer as the template shows it."""
    shown = answer.passages or answer.related
    sure = t["confidence"].format(percent=round(answer.confidence * 100))
    return {
        "status": answer.status,
        "status_words": t[f"status_{answer.status}"],
        "confidence_words": sure if answer.passages else "",
        "message": answer.message,
        "question": answer.question.text,
        "question_language": answer.question.language,
        "is_related": not answer.passages and bool(answer.related),
        "scope": scope,
        "passages": [_passage_view(passage, t) for passage in shown],
    }


def _passage_view(passage: AnsweredPassage, t: Strings) -> dict[str, Any]:
    return {
        "rank": passage.rank,
        "title": passage.title,
        "language": passage.language,
        "language_name": t.get(passage.language, passage.language),
        "where": where(passage.locator, t),
        "standing": standing(passage, t),
        "score_words": t[next(key for least, key in SCORE_WORDS if passage.score >= least)],
        "segments": _evidence_segments(passage),
        "url": passage.url,
        "citation": passage.citation,
    }


def where(locator: Locator, t: Strings) -> str:
    """Section path, paragraph or note, and page in the page's words."""
    parts = [SECTIONS.join(locator.section_path)] if locator.section_path else []
    if locator.article is not None:
        parts.append(locator.article)
    elif locator.paragraphs is not None:
        parts.append(t["paragraph"].format(number=locator.paragraphs))
    if locator.note is not None:
        parts.append(t["note"].format(mark=locator.note).strip())
    if locator.page is not None:
        parts.append(t["page"].format(page=locator.page))
    return " · ".join(parts)


def standing(text: AnsweredPassage | Paragraph, t: Strings) -> str:
    """What to know before quoting: what a text is if no running text, and its reader's doubts."""
    parts = [] if text.kind == "body" else [t[f"kind_{text.kind}"]]
    if text.table_head is not None:
        parts.append(text.table_head)
    return " · ".join([*parts, *_doubts(text, t)])


def _doubts(text: AnsweredPassage | Paragraph, t: Strings) -> Iterator[str]:
    if text.ocr is not None:
        yield t["ocr"].format(percent=round(100 * text.ocr))
    if text.doubt is not None:
        yield t[f"doubt_{text.doubt}"]


def _evidence_segments(passage: AnsweredPassage) -> list[tuple[str, bool]]:
    segments, position = [], 0
    for span in sorted(passage.evidence, key=lambda span: span.start):
        start, end = span.start - passage.start, span.end - passage.start
        segments += [(passage.text[position:start], False), (passage.text[start:end], True)]
        position = end
    segments.append((passage.text[position:], False))
    return [segment for segment in segments if segment[0]]


def document_blocks(document: Document, marked: tuple[int, int] | None, t: Strings) -> list[Block]:
    """The document's headings and paragraphs in order, with the marked span cut out in each."""
    paragraphs = {paragraph.start: paragraph for paragraph in document.paragraphs}
    levels = {section.start: min(section.level + 1, 6) for section in document.sections}
    blocks, start, begun, said = [], 0, False, ""
    for text in document.text.split("\n\n"):
        end = start + len(text)
        segments = _marked_segments(text, start, marked, begun)
        begun = begun or any(is_marked for _, is_marked, _ in segments)
        paragraph = paragraphs.get(start)
        level = 0 if paragraph else levels.get(start, 0)
        if text:
            number = paragraph.number if paragraph else None
            note = paragraph.note if paragraph else None
            doubts = " · ".join(_doubts(paragraph, t)) if paragraph else ""
            fresh = doubts if doubts != said else ""
            blocks.append(Block(start, end, level, number, segments, note, fresh))
            said = doubts
        start = end + 2
    return blocks


def _marked_segments(
    text: str, offset: int, marked: tuple[int, int] | None, begun: bool
) -> list[tuple[str, bool, bool]]:
    if marked is None:
        return [(text, False, False)]
    start = min(max(marked[0] - offset, 0), len(text))
    end = min(max(marked[1] - offset, 0), len(text))
    pieces = [
        (text[:start], False, False),
        (text[start:end], True, not begun),
        (text[end:], False, False),
    ]
    return [piece for piece in pieces if piece[0]]

"""Passages: the spans of a document that are indexed, shown and cited.

A paragraph is a passage where its size allows, because a paragraph is what its author made to
be read together. A longer one is cut between sentences into parts of about equal size; shorter
ones join their neighbours in the same section. A footnote stays by itself: its author took it
out of the text, and a citation names it. A passage is of one kind, of one article of a statute,
of one table; what a reader was sure of does not stand in one with what it was not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from corpus.addresses import Address
from corpus.characters import HAN, KANA
from corpus.documents import Document, Doubt, Kind, Language, Paragraph
from corpus.sentences import split_sentences

# Sizes are shares of the largest passage: 400 Chinese characters, marks and digits, or 250 words.
_MARK_SHARE = 1 / 400
_WORD_SHARE = 1 / 250
# Below 60 words, or about 100 Chinese characters, a paragraph needs its neighbour. Not more: a
# passage of two paragraphs mixes what its author kept apart, and its locator names the first.
_LEAST = 0.24

_HAN = re.compile(f"[{HAN}{KANA}]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")

_LINES: frozenset[Kind] = frozenset(("table", "contents", "bibliography", "index"))
"""Kinds whose paragraphs are entries: a stop in one, as in an abbreviation, ends no sentence."""

_LEAST_OWN = 0.2  # of the text; a document with less is a list of what is elsewhere
_ELSEWHERE: frozenset[Kind] = frozenset(("contents", "index", "bibliography", "comment"))

Span = tuple[int, int]


SPLITTER_VERSION = "6"
"""Changes with every change of where passages begin and end, or of what is indexed with them: an
index of others is stale."""

HEADINGS_BETWEEN = " › "


class Place(NamedTuple):
    """Where a sentence stands: the number of its paragraph, and its printed page."""

    paragraph: int
    page: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one paragraph, or of a few short neighbours in one section.

    `text` is `document.text[start:end]`. `sentences` are spans of the document's text, too.
    `paragraph` is the number, within its section, of the paragraph that it starts in; `page` is
    there only if the source proves it for the whole passage. `places` are those of its
    sentences, where not all stand there. `note` is the mark of the footnote
    or endnote that it is of (empty where none is printed), None where it is of none. `kind`,
    `article`, `table_head`, `doubt` and `ocr` are those of its paragraphs (see `Paragraph`).
    """

    document_id: str
    version: str
    language: Language
    text: str
    start: int
    end: int
    section_path: tuple[str, ...]
    paragraph: int
    page: str | None
    sentences: tuple[Span, ...]
    note: str | None = None
    kind: Kind = "body"
    article: str | None = None
    table_head: str | None = None
    doubt: Doubt | None = None
    ocr: float | None = None
    places: tuple[Place, ...] = ()

    @property
    def address(self) -> str:
        """Where this is: `document_id@version:start-end`."""
        return str(Address(self.document_id, self.version, self.start, self.end))

    @property
    def heading(self) -> str:
        """The titles that it stands under, outermost first, and the head of its table, if any."""
        head = () if self.table_head is None else (self.table_head,)
        return HEADINGS_BETWEEN.join((*self.section_path, *head))

    def place_of(self, sentence: Span) -> Place:
        """Where one of its sentences stands."""
        if not self.places:
            return Place(self.paragraph, self.page)
        return self.places[self.sentences.index(sentence)]

    def texts_at(self, spans: Iterable[Span]) -> list[str]:
        """What stands at spans of the document's text that are in this passage."""
        return [self.text[start - self.start : end - self.start] for start, end in spans]


def split_document(document: Document) -> list[Passage]:
    """The passages of a document, in its order; together they hold every sentence of its body.

    A table of contents, an index, the works cited and what others wrote below a page are text of
    the document and no passages: they name what is elsewhere, or are not its author's, and answer
    for neither. Nor does the head of a table, which its rows know. A document that is mostly such
    a list, as a bibliography, is asked as it is.
    """
    passages = []
    for _, neighbours in groupby(_answering(document), key=_may_join):
        for group in _join_short(document.text, list(neighbours)):
            sentences = [span for paragraph in group for span in _sentences(document, paragraph)]
            sizes = [measure(document.text[start:end]) for start, end in sentences]
            passages += [
                _make_passage(document, group, sentences[first:last])
                for first, last in cut_evenly(sizes)
            ]
    return passages


def _answering(document: Document) -> Sequence[Paragraph]:
    """The paragraphs that answers may be taken from."""
    heads = _heads(document)
    own = [
        paragraph
        for paragraph in document.paragraphs
        if paragraph.kind not in _ELSEWHERE and paragraph.start not in heads
    ]
    length = sum(paragraph.end - paragraph.start for paragraph in own)
    whole = sum(paragraph.end - paragraph.start for paragraph in document.paragraphs)
    return own if length >= _LEAST_OWN * whole else document.paragraphs


def _heads(document: Document) -> set[int]:
    """Where the heads of tables begin: their rows know them, and they name only what is in rows."""
    return {
        head.start
        for head, row in pairwise(document.paragraphs)
        if head.kind == "table" and row.table_head == document.text[head.start : head.end]
    }


def measure(text: str) -> float:
    """How large a text is, as a share of the largest passage."""
    han = len(_HAN.findall(text))
    if not han:
        return _WORD_SHARE * len(text.split())
    words = len(_WORD.findall(text))
    marks = sum(not mark.isalpha() and not mark.isspace() for mark in text)
    return _MARK_SHARE * (han + marks) + _WORD_SHARE * words


def cut_evenly(sizes: Sequence[float]) -> list[Span]:
    """Cut a row of sentence sizes into runs of at most 1 and of about the same size.

    A single sentence larger than 1 is a run of its own: sentences are never cut.

    cut_evenly([0.5, 0.5, 0.5, 0.5]) -> [(0, 2), (2, 4)]
    """
    ends = [0.0, *accumulate(max(size, _MARK_SHARE) for size in sizes)]
    if not sizes or ends[-1] <= 1:
        return [(0, len(sizes))] if sizes else []
    aim = ends[-1] / -(-ends[-1] // 1)
    # For each n, the best way to cut the first n sentences: its cost and its last run's start.
    costs, starts = [0.0], [0]
    for end in range(1, len(ends)):
        best = (float("inf"), end - 1)
        for start in range(end - 1, -1, -1):
            size = ends[end] - ends[start]
            if start < end - 1 and (size > 1 or (size > aim and (size - aim) ** 2 >= best[0])):
                break  # from here on runs only grow
            best = min(best, (costs[start] + (size - aim) ** 2, start))
        costs.append(best[0])
        starts.append(best[1])
    runs = [(starts[-1], len(sizes))]
    while runs[-1][0] > 0:
        runs.append((starts[runs[-1][0]], runs[-1][0]))
    return runs[::-1]


def _may_join(paragraph: Paragraph) -> tuple[object, ...]:
    """The same for neighbours of which a passage may be made; no note has a neighbour."""
    return (
        paragraph.section,
        None if paragraph.note is None else paragraph.start,
        paragraph.kind,
        paragraph.article,
        paragraph.table_head,
        paragraph.doubt,
        paragraph.ocr is None,
    )


def _join_short(text: str, paragraphs: list[Paragraph]) -> list[list[Paragraph]]:
    """Group neighbours of one section so that none is too small where a neighbour has room."""
    groups: list[list[Paragraph]] = []
    sizes: list[float] = []
    for paragraph in paragraphs:
        size = measure(text[paragraph.start : paragraph.end])
        if groups and min(sizes[-1], size) < _LEAST and sizes[-1] + size <= 1:
            groups[-1].append(paragraph)
            sizes[-1] += size
        else:
            groups.append([paragraph])
            sizes.append(size)
    return groups


def _sentences(document: Document, paragraph: Paragraph) -> list[Span]:
    """The spans that are quoted by themselves: sentences, and lines where a line is an entry."""
    shift = paragraph.start
    text = document.text[paragraph.start : paragraph.end]
    if paragraph.kind in _LINES and measure(text) <= 1:
        return [(paragraph.start, paragraph.end)]
    return [(start + shift, end + shift) for start, end in split_sentences(text)]


def _make_passage(document: Document, group: list[Paragraph], sentences: Sequence[Span]) -> Passage:
    start, end = sentences[0][0], sentences[-1][1]
    within = [paragraph for paragraph in group if paragraph.start < end and start < paragraph.end]
    pages = {each.page_of(max(start, each.start), min(end, each.end)) for each in within}
    page = pages.pop() if len(pages) == 1 else None
    first, text = within[0], document.text[start:end]
    places = tuple(_place_of(sentence, within) for sentence in sentences)
    recognised = [paragraph.ocr for paragraph in within if paragraph.ocr is not None]
    return Passage(
        document_id=document.document_id,
        version=document.version,
        language=_language_of(text, document.language),
        text=text,
        start=start,
        end=end,
        section_path=() if first.section is None else document.sections[first.section].path,
        paragraph=first.number,
        page=page,
        sentences=tuple(sentences),
        note=first.note,
        kind=first.kind,
        article=first.article,
        table_head=first.table_head,
        doubt=first.doubt,
        ocr=min(recognised, default=None),
        places=() if set(places) == {(first.number, page)} else places,
    )


def _place_of(sentence: Span, paragraphs: Sequence[Paragraph]) -> Place:
    paragraph = next(one for one in paragraphs if one.start <= sentence[0] < one.end)
    return Place(paragraph.number, paragraph.page_of(*sentence))


def _language_of(text: str, language: Language) -> Language:
    """The document's language, but for an English passage, say an abstract, in a Chinese text.

    The reverse stays as it is: a Chinese quotation does not show which script to call it.
    """
    words, han = len(_WORD.findall(text)), len(_HAN.findall(text))
    return "en" if words > 4 * han else language

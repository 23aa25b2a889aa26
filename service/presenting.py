"""From a passage that was found to one that is shown: evidence, locator, citation, link."""

from collections.abc import Mapping, Sequence

from corpus.documents import Document
from corpus.languages import Detected
from corpus.passages import Passage
from corpus.store.library import Head, Library
from index.search import Hit
from service.answers import AnsweredPassage, Span
from service.citing.citations import Locator, render_citation, render_reference

SHOWN_STYLES: Mapping[str, str] = {"zh": "gb-t-7714-2025", "en": "apa-7"}


class Presenter:
    """Shows the passages of one library; links begin with `base_url`."""

    def __init__(self, library: Library, base_url: str) -> None:
        self._library = library
        self._base_url = base_url

    def present(self, hit: Hit, detected: Detected, marked: bool) -> AnsweredPassage:
        """A passage as it is shown; what is not marked is shown without evidence."""
        passage = hit.passage
        document = self._described(passage)
        spans = hit.evidence if marked else ()
        texts = passage.texts_at(spans)
        evidence = tuple(Span(*span, text) for span, text in zip(spans, texts, strict=True))
        locator = locator_of(passage, spans[0] if spans else None)
        return AnsweredPassage(
            rank=hit.rank,
            score=round(hit.score, 4),
            address=passage.address,
            document_id=passage.document_id,
            title=document.title,
            language=passage.language,
            text=passage.text,
            start=passage.start,
            end=passage.end,
            evidence=evidence,
            locator=locator,
            citation=cite(document, locator, evidence, detected),
            url=self._base_url
            + reader_url(passage.document_id, passage.version, passage.start, passage.end),
            explanation=hit.explanation,
            kind=passage.kind,
            table_head=passage.table_head,
            doubt=passage.doubt,
            ocr=passage.ocr,
        )

    def refer(self, document: Document, detected: Detected) -> str:
        """The work as in a list of references, in the usual style of the question's language."""
        return render_reference(document.record, _style(detected), document.language)

    def _described(self, passage: Passage) -> Head | Document:
        """What is known of a passage's document; its text, which the passage has, is not read."""
        head = self._library.head(passage.document_id)
        if head.version == passage.version:
            return head
        return self._library.get(passage.document_id, passage.version)


def locator_of(passage: Passage, quoted: tuple[int, int] | None) -> Locator:
    """Where the quoted sentence stands; without one, where the passage begins."""
    paragraph, page = passage.paragraph, passage.page
    if quoted is not None:
        paragraph, page = passage.place_of(quoted)
    return Locator(
        section_path=passage.section_path,
        paragraph=paragraph if passage.note is None else None,
        page=page,
        note=passage.note,
        article=passage.article,
    )


def cite(
    document: Head | Document, locator: Locator, evidence: Sequence[Span], detected: Detected
) -> str:
    """The citation shown beside a passage: in the usual style of the question's language."""
    quote = evidence[0].text if evidence else None
    return render_citation(document.record, locator, quote, _style(detected), document.language)


def _style(detected: Detected) -> str:
    return SHOWN_STYLES["zh" if detected.language.startswith("zh") else "en"]


def reader_url(document_id: str, version: str, start: int, end: int) -> str:
    """Where the page opens the source at this place."""
    return f"/documents/{document_id}?at={version}:{start}-{end}"

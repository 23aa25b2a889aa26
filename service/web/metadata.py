"""What a work's page says of the work to programs: meta tags and links.

Zotero and search engines read the `citation_*` tags of Highwire and Dublin Core; Zotero takes the
kind of work from `z:itemType`, without which a book becomes an article of a journal. There are no
COinS: they win over the tags and lose fields. The links are those of Signposting
(https://signposting.org), in the page and in the header `Link`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from corpus.csl_markup import without_markup
from service.citing.export_formats import sorted_name

# CSL type: Zotero's item type, and the type of schema.org.
_TYPES: Mapping[str, tuple[str, str]] = {
    "article": ("preprint", "ScholarlyArticle"),
    "article-journal": ("journalArticle", "ScholarlyArticle"),
    "article-magazine": ("magazineArticle", "Article"),
    "article-newspaper": ("newspaperArticle", "NewsArticle"),
    "bill": ("bill", "Legislation"),
    "book": ("book", "Book"),
    "chapter": ("bookSection", "Chapter"),
    "classic": ("book", "Book"),
    "dataset": ("dataset", "Dataset"),
    "entry-dictionary": ("dictionaryEntry", "Article"),
    "entry-encyclopedia": ("encyclopediaArticle", "Article"),
    "hearing": ("hearing", "Report"),
    "interview": ("interview", "Conversation"),
    "legal_case": ("case", "CreativeWork"),
    "legislation": ("statute", "Legislation"),
    "manuscript": ("manuscript", "Manuscript"),
    "map": ("map", "Map"),
    "paper-conference": ("conferencePaper", "ScholarlyArticle"),
    "patent": ("patent", "CreativeWork"),
    "personal_communication": ("letter", "Message"),
    "post": ("forumPost", "DiscussionForumPosting"),
    "post-weblog": ("blogPost", "BlogPosting"),
    "report": ("report", "Report"),
    "speech": ("presentation", "CreativeWork"),
    "standard": ("standard", "CreativeWork"),
    "thesis": ("thesis", "Thesis"),
    "treaty": ("statute", "Legislation"),
    "webpage": ("webpage", "WebPage"),
}
_OTHERWISE = ("document", "CreativeWork")
# Where the container and the publisher stand, by type; `citation_publisher` else.
_CONTAINERS: Mapping[str, str] = {
    "article-journal": "citation_journal_title",
    # With `citation_journal_title`, Zotero takes them for articles of a journal.
    "article-magazine": "prism.publicationName",
    "article-newspaper": "prism.publicationName",
    "chapter": "citation_book_title",
    "entry-dictionary": "citation_book_title",
    "entry-encyclopedia": "citation_book_title",
    "paper-conference": "citation_conference_title",
}
_PUBLISHERS: Mapping[str, str] = {
    "thesis": "citation_dissertation_institution",
    "report": "citation_technical_report_institution",
}
_FIELDS = (
    ("volume", "citation_volume"),
    ("issue", "citation_issue"),
    ("DOI", "citation_doi"),
    ("ISBN", "citation_isbn"),
    ("ISSN", "citation_issn"),
    ("abstract", "citation_abstract"),
    ("keyword", "citation_keywords"),
)


@dataclass(frozen=True, slots=True)
class WorkLink:
    """A link from a work's page to what else there is of the work."""

    relation: str
    href: str
    media_type: str = ""


def meta_tags(record: Mapping[str, Any], language: str, url: str) -> list[tuple[str, str]]:
    """Names and contents of the tags; `url` opens the page from anywhere."""
    language = str(record.get("language") or language)
    tags = [*_highwire(record, language, url), *_dublin_core(record, language, url)]
    said = ((name, " ".join(without_markup(text).split())) for name, text in tags)
    return [(name, text) for name, text in said if text]


def _highwire(record: Mapping[str, Any], language: str, url: str) -> Iterator[tuple[str, str]]:
    kind = str(record.get("type") or "")
    yield "z:itemType", _TYPES.get(kind, _OTHERWISE)[0]
    yield "citation_title", str(record.get("title") or "")
    for role in ("author", "editor"):
        names = record.get(role) or ()
        for name in names:
            yield f"citation_{role}", _name(name, len(names) == 1)
    yield "citation_publication_date", _date(record, "/")
    yield _CONTAINERS.get(kind, "citation_series_title"), str(record.get("container-title") or "")
    yield _PUBLISHERS.get(kind, "citation_publisher"), str(record.get("publisher") or "")
    if kind == "report":
        yield "citation_technical_report_number", str(record.get("number") or "")
    for field, tag in _FIELDS:
        yield tag, str(record.get(field) or "")
    first, _, last = str(record.get("page") or "").replace("–", "-").partition("-")
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    yield "citation_language", language
    yield "citation_public_url", str(record.get("URL") or url)


def _name(name: Mapping[str, Any], is_alone: bool) -> str:
    """`Family, Given`, with what keeps Zotero from taking it apart otherwise.

    A semicolon behind it, where a single `van der Berg, Jan Piet` would become two persons; a
    comma behind an institution, of which the last word would become a family name.
    """
    if "literal" in name:
        literal = str(name["literal"])
        return f"{literal}," if " " in literal and "," not in literal else literal
    written = sorted_name(name)
    family, _, given = written.partition(", ")
    return written + ";" if is_alone and " " in family and " " in given else written


def _dublin_core(record: Mapping[str, Any], language: str, url: str) -> Iterator[tuple[str, str]]:
    yield "DC.title", str(record.get("title") or "")
    for name in record.get("author") or ():
        yield "DC.creator", sorted_name(name)
    for role in ("editor", "translator"):
        for name in record.get(role) or ():
            yield "DC.contributor", sorted_name(name)
    yield "DC.publisher", str(record.get("publisher") or "")
    yield "DC.date", _date(record, "-")
    yield "DC.type", str(record.get("genre") or "")
    yield "DC.language", language
    for identifier in (_doi_url(record), str(record.get("ISBN") or ""), url):
        yield "DC.identifier", identifier


def _date(record: Mapping[str, Any], separator: str) -> str:
    parts = (record.get("issued") or {}).get("date-parts") or [[]]
    return separator.join(f"{int(part):02}" for part in parts[0])


def _doi_url(record: Mapping[str, Any]) -> str:
    return f"https://doi.org/{record['DOI']}" if record.get("DOI") else ""


def work_links(
    record: Mapping[str, Any], url: str, citations: Mapping[str, str]
) -> Sequence[WorkLink]:
    """The links of a work's page; `citations` has the URL of each file by its media type."""
    kind = _TYPES.get(str(record.get("type") or ""), _OTHERWISE)[1]
    types = [WorkLink("type", f"https://schema.org/{each}") for each in (kind, "AboutPage")]
    files = [WorkLink("describedby", href, media) for media, href in citations.items()]
    return [WorkLink("cite-as", _quoted(_doi_url(record)) or url), *types, *files]


def link_header(links: Sequence[WorkLink]) -> str:
    """The links as the header `Link` has them."""
    return ", ".join(
        f'<{link.href}>; rel="{link.relation}"'
        + (f'; type="{link.media_type}"' if link.media_type else "")
        for link in links
    )


def _quoted(url: str) -> str:
    """A URL of a record, in the characters that a header may have."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~")

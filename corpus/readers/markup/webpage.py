"""HTML files: the text of a page, and what its head says of the work."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from corpus.errors import EncodingUnclear
from corpus.readers.blocks import Block, Heading
from corpus.readers.markup.metadata import drop_empty, parse_date, parse_language, parse_people
from corpus.readers.markup.reader import read_hypertext
from corpus.readers.markup.trees import Element, local_name, parse_html
from corpus.readers.plain.decoding import Decoded, decode_as, decode_text

_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title")

_AUTHORS = ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author")

_DATES = (
    "citation_publication_date", "citation_date", "citation_online_date", "dc.date",
    "dcterms.issued", "dcterms.date", "article:published_time", "date",
)  # fmt: skip

_JOURNAL = ("citation_journal_title", "prism.publicationname")

_BOOK = ("citation_inbook_title",)

_UNIVERSITY = ("citation_dissertation_institution",)

_INSTITUTE = ("citation_technical_report_institution",)

_PUBLISHER = ("citation_publisher", "dc.publisher", "dcterms.publisher")

_LANGUAGES = ("citation_language", "dc.language", "dcterms.language")

_PLAIN = {
    "volume": ("citation_volume",),
    "issue": ("citation_issue",),
    "DOI": ("citation_doi",),
    "ISSN": ("citation_issn",),
    "ISBN": ("citation_isbn",),
    "abstract": ("citation_abstract", "dcterms.abstract"),
    "URL": ("og:url",),
}

# What parts a title from the name of its site: Dams | News, Dams – News.
_SITE = re.compile(r"\s*[|｜»›·_]\s*(\S.*?)\s*|\s+[-–—]+\s+(\S.*?)\s*", re.DOTALL)

_Metas = dict[str, list[str]]


def record_of_page(root: Element) -> dict[str, Any]:  # CSL-JSON
    """What the page says of the work that it is, in CSL-JSON terms; what it does not is missing."""
    metas, title, language = _read_head(root)
    institute = _first(metas, _UNIVERSITY) or _first(metas, _INSTITUTE)
    container = _first(metas, _JOURNAL) or _first(metas, _BOOK)
    record = {
        "title": _first(metas, _TITLES) or title,
        "author": parse_people(next((metas[key] for key in _AUTHORS if metas.get(key)), [])),
        "issued": parse_date(_first(metas, _DATES)),
        "container-title": container or _first(metas, ("og:site_name",)),
        "publisher": institute or _first(metas, _PUBLISHER),
        "page": _pages(metas),
        "language": parse_language(_first(metas, _LANGUAGES) or language),
        **{field: _first(metas, keys) for field, keys in _PLAIN.items()},
    }
    found = drop_empty(record)
    return {"type": _type_of(metas), **found} if found else {}


def _read_head(root: Element) -> tuple[_Metas, str, str]:
    """The values of each meta name in small letters, the title, and the page's language."""
    metas: _Metas = defaultdict(list)
    title, language = "", ""
    for element in root.iter():
        tag = local_name(element)
        if tag == "html":
            language = element.get("lang") or language
        elif tag == "title" and not title:
            title = "".join(map(str, element.itertext()))
        elif tag == "meta":
            name = (element.get("name") or element.get("property") or "").lower()
            metas[name].append(element.get("content", "").strip())
        elif tag == "body":
            break
    return metas, title, language


def _type_of(metas: _Metas) -> str:
    kinds = (
        (_UNIVERSITY, "thesis"),
        (_INSTITUTE, "report"),
        (_JOURNAL, "article-journal"),
        (_BOOK, "chapter"),
        (("citation_isbn",), "book"),
    )
    return next((kind for keys, kind in kinds if _first(metas, keys)), "webpage")


def _first(metas: _Metas, keys: Sequence[str]) -> str:
    return next((value for key in keys for value in metas.get(key, []) if value), "")


def _pages(metas: _Metas) -> str:
    ends = [_first(metas, ("citation_firstpage",)), _first(metas, ("citation_lastpage",))]
    return "-".join(dict.fromkeys(end for end in ends if end))


def read_webpage(text: str) -> tuple[list[Block], dict[str, Any]]:  # CSL-JSON
    """The blocks of a page and its record in CSL-JSON."""
    root = parse_html(text)
    blocks = read_hypertext(root, of_site=True)
    return blocks, _without_site(record_of_page(root), blocks)


def _without_site(record: dict[str, Any], blocks: list[Block]) -> dict[str, Any]:  # CSL-JSON
    """The record with the title alone, where the page's own heading shows what the site added."""
    title = str(record.get("title", ""))
    heads = [block.text for block in blocks if isinstance(block, Heading) and block.rank == 1]
    head = heads[0] if len(heads) == 1 else ""
    rest = title[len(head) :] if head and title.startswith(head) else ""
    site = _SITE.fullmatch(rest)
    if site is None:
        return record
    return {"container-title": site[1] or site[2], **record, "title": head}


_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)

_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")

_LOOKED_AT = 4096

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def decode_page(content: bytes) -> tuple[Decoded, str | None]:
    """The text of a page, and the encoding that it names wrongly, if it does.

    What the bytes clearly are counts before the name: a page in UTF-8 or Big5 that calls itself
    GB2312 is valid as that, too, and would be read as nonsense.
    """
    start = content[:_LOOKED_AT]
    match = _XML_ENCODING.search(start) or _CHARSET.search(start)
    if match is None or content.startswith(_BOMS):
        return decode_text(content), None
    label = match[1].decode("ascii", "replace")
    named = decode_as(content, label)
    try:
        found = decode_text(content)
    except EncodingUnclear:
        if named is None:
            raise
        return named, None
    return found, None if named is not None and named.text == found.text else label

"""What a PDF says about itself, as CSL-JSON: title, authors, date; nothing that a program made up.

Many programs fill the fields with the file's name, with their own, or with "untitled". The date
on which a file was made is not the date on which its text was published, so it is not given;
only an XMP packet can name that.
"""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from typing import Any

from corpus.characters import HAN
from corpus.readers.markup.metadata import parse_date, parse_person

_JUNK_TITLE = re.compile(
    r"(?i)microsoft (word|powerpoint|excel)\b.*|untitled.*|unknown|document ?\d*|doc\d+|title"
    r"|.*\.(docx?|pdf|pptx?|xlsx?|tex|dvi|odt|rtf|txt|indd|qxd|wpd|p65|fm|html?)"
    r"|doi\b.*|10\.\d{4,9}/.*|pii\b.*|\[[^\]]*\]|\S*@\S*|.*\.(exe|ps|eps|qxp)|\w*\d\w*_\w*|[a-z\d_\-.]+"
    r"|(無題|无标题|未命名|文件|文档|簡報|投影片).{0,8}|[\W\d_]*|.*[\\/].*[\\/].*"
)
_JUNK_AUTHOR = re.compile(
    r"(?i)anonymous|unknown|user|users?\d*|admin(istrator)?|owner|author|root|pc|microsoft.*"
    r"|hewlett.packard.*|windows.*|.*@.*|.*\d.*|(微软|微軟)?(使用者|用户|用戶)|作者|[\W\d_]*"
)
_LONGEST = 500  # characters of a title
_BETWEEN = re.compile(r"\s*(?:;|；|、|\band\b|&|\n)\s*")
_DATES = ("publicationDate", "coverDate", "date")
_MADE = ("CreateDate", "ModifyDate", "MetadataDate")
_PACKET = re.compile(rb"<x:xmpmeta\b.{,200000}?</x:xmpmeta>", re.DOTALL)
_ABOUT_PDF = b"http://ns.adobe.com/pdf/1.3/"
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)]")
_WIDE_NAME = re.compile(f"[{HAN}·]{{2,}}")


def record_of(info: Mapping[str, str], content: bytes) -> dict[str, Any]:
    """The CSL-JSON record in a PDF's information; what is unknown is missing."""
    packet = _xmp_packet(content)
    titles = [*_values(packet, "title"), info.get("Title", "")]
    creators = [_clean(name) for name in _values(packet, "creator")]
    names = (
        creators
        if len(creators) > 1
        else _split(_clean(info.get("Author", "")) or "".join(creators))
    )
    made = {text[:10] for name in _MADE for text in _values(packet, name)}
    dates = [
        parse_date(text)
        for name in _DATES
        for text in _values(packet, name)
        if text[:10] not in made  # the day on which a program wrote the file
    ]
    record: dict[str, Any] = {}
    for title in map(_clean, titles):
        if 0 < len(title) <= _LONGEST and not _JUNK_TITLE.fullmatch(title):
            record.setdefault("title", title)
    authors = [parse_person(name) for name in names if name and not _JUNK_AUTHOR.fullmatch(name)]
    if authors:
        record["author"] = authors
    doi = next((match[0] for title in titles if (match := _DOI.search(title))), None)
    if doi:
        record["DOI"] = doi
    for date in filter(None, dates):
        record.setdefault("issued", date)
    return record


def _xmp_packet(content: bytes) -> ElementTree.Element | None:
    """The last XMP packet about the PDF itself; pictures in it have packets of their own."""
    packets = [packet for packet in _PACKET.findall(content) if _ABOUT_PDF in packet]
    if not packets or b"<!" in packets[-1]:  # entities could be made to grow without end
        return None
    try:
        return ElementTree.fromstring(packets[-1])
    except ElementTree.ParseError:
        return None


def _values(packet: ElementTree.Element | None, name: str) -> list[str]:
    """The texts of a property: its own, those of its list, or those of an attribute."""
    if packet is None:
        return []
    found: list[str] = []
    for element in packet.iter():
        local = element.tag.rpartition("}")[2]
        found += [
            value
            for key, value in element.attrib.items()
            if key.rpartition("}")[2] == name and "}" in key
        ]
        if local == name:
            found += [text for part in element.iter() if (text := (part.text or "").strip())]
    return found


def _clean(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def _split(authors: str) -> list[str]:
    """The names in an author field. A comma divides names unless it divides one: Lin, Ada."""
    names = [name for name in _BETWEEN.split(authors) if name]
    if len(names) == 1 and "," in authors:
        parts = [part.strip() for part in authors.split(",") if part.strip()]
        whole = all(" " in part or _WIDE_NAME.fullmatch(part) for part in parts)
        return parts if whole else names
    return names

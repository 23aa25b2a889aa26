"""EPUB: its chapters in reading order, with the titles and printed pages that it lists.

Read from the zip file directly: the usual library for EPUB is under the AGPL.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from corpus.errors import FileDamaged, FileEncrypted
from corpus.readers.archives import Archive, resolve
from corpus.readers.blocks import Block, Body, Heading
from corpus.readers.epub.contents import Contents, read_contents
from corpus.readers.epub.metadata import record_of_package
from corpus.readers.markup.footnotes import Unplaced, place_notes
from corpus.readers.markup.reader import HypertextReader
from corpus.readers.markup.trees import Element, attribute, local_name, parse_html, parse_xml
from corpus.readers.plain.decoding import decode_text
from corpus.readers.plain.headings import promote_headings

_KIND = "EPUB"
_PAGE_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_ENCRYPTION = "META-INF/encryption.xml"
# These garble fonts, so that nobody takes them out of the book; the text is open.
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_epub(archive: Archive) -> tuple[list[Block], dict[str, Any]]:  # CSL-JSON
    """The blocks of a book and its record.

    Raises:
        FileEncrypted: a shop's protection locks the text.
        FileDamaged: a part that the book names is missing or broken.
    """
    _refuse_protected(archive)
    opf = _package_name(archive)
    package = parse_xml(archive.read(opf), _KIND)
    manifest = {item.get("id", ""): item for item in package.iter() if local_name(item) == "item"}
    contents = read_contents(archive, opf, manifest, package)
    spine = {n: linear for n, linear in _spine(opf, package, manifest) if n in archive}
    if not spine:
        raise FileDamaged(_KIND, "its reading order names no chapter")
    # What is outside the linear order is read beside the book, as answers or tables are.
    names = sorted(spine, key=lambda name: not spine[name])
    pages = [(name, _parse_page(archive.read(name))) for name in names]
    aside = {name for name in names if not spine[name]} if any(spine.values()) else set()
    blocks = place_notes(_read_pages(pages, contents, aside))
    return promote_headings(blocks), record_of_package(package)


def _read_pages(
    pages: Sequence[tuple[str, Element]], contents: Contents, aside: set[str]
) -> list[Unplaced]:
    reader = HypertextReader(labels=contents.pages)
    for name, page in pages:
        reader.expect_notes(page, name)
    found: list[Unplaced] = []
    for name, page in pages:
        chapter = reader.read(page, name)
        entitled = _entitled(chapter, contents.titles.get(name))
        found += map(_set_aside, entitled) if name in aside else entitled
    return found


def _set_aside(item: Unplaced) -> Unplaced:
    is_text = isinstance(item, Body) and item.kind == "body"
    return replace(item, kind="appendix") if is_text and isinstance(item, Body) else item


def _entitled(chapter: list[Unplaced], title: str | None) -> list[Unplaced]:
    """A chapter under the title that the contents list, where it has no heading of its own.

    Some programs set the title as a paragraph; then that is the heading.
    """
    if not title or not chapter or any(isinstance(item, Heading) for item in chapter):
        return chapter
    first = chapter[0]
    is_title = isinstance(first, Body) and "".join(first.text.split()) == "".join(title.split())
    return [Heading(title, 1), *chapter[is_title:]]


def _refuse_protected(archive: Archive) -> None:
    if _ENCRYPTION not in archive:
        return
    for element in parse_xml(archive.read(_ENCRYPTION), _KIND).iter():
        method = attribute(element, "Algorithm")
        if local_name(element) == "encryptionmethod" and method not in _FONTS_ONLY:
            raise FileEncrypted(
                "an EPUB under copy protection (DRM)",
                "ask its publisher or library for an edition without",
            )


def _package_name(archive: Archive) -> str:
    for element in parse_xml(archive.read("META-INF/container.xml"), _KIND).iter():
        if local_name(element) == "rootfile" and element.get("full-path"):
            return resolve("", element.get("full-path", ""))
    raise FileDamaged(_KIND, "META-INF/container.xml names no package")


def _spine(opf: str, package: Element, manifest: dict[str, Element]) -> Iterator[tuple[str, bool]]:
    """The pages in reading order without the table of contents, and whether they are linear."""
    for reference in package.iter():
        item = manifest.get(reference.get("idref", ""))
        if local_name(reference) != "itemref" or item is None:
            continue
        is_page = item.get("media-type", "") in _PAGE_TYPES
        if is_page and "nav" not in item.get("properties", "").split():
            is_linear = reference.get("linear", "yes") != "no"
            yield resolve(opf, unquote(item.get("href", ""))), is_linear


def _parse_page(content: bytes) -> Element:
    """A page of the book; as reading systems do, one with broken markup is mended."""
    try:
        return parse_xml(content, _KIND)
    except FileDamaged:
        return parse_html(decode_text(content).text, _KIND)

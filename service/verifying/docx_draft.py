"""A draft written with Word, as text: paragraphs, block quotations with `>`, notes as `[^1]`.

The library's reader of DOCX keeps notes apart from the words that they belong to; here a quotation
must be told which note cites its source. What is hidden or deleted is left out.
"""

import re
from collections.abc import Iterator

from corpus.readers.archives import Archive
from corpus.readers.markup.trees import Element, attribute, local_name, parse_xml

_MAIN = "word/document.xml"
_KIND = "Word document"
_LEFT_OUT = frozenset({"del", "movefrom", "instrtext", "deltext", "fallback", "rt", "rubypr"})
_LETTERS = {"tab": " ", "cr": "\n", "br": "\n", "nobreakhyphen": "-"}
_QUOTE = re.compile(r"quot|block ?text|引文|引用|引述", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*_\[\]<>#])")


def read_docx_draft(archive: Archive) -> str:
    """The text of a Word document in Markdown, with its notes below.

    Raises:
        FileDamaged, FileEncrypted, FileTooLarge: say what is wrong with the file.
    """
    quoting = _quoting_styles(archive)
    lines = [
        _marked(text, style in quoting)
        for text, style in _paragraphs(parse_xml(archive.read(_MAIN), _KIND))
        if text.strip()
    ]
    for kind in ("footnote", "endnote"):
        lines += _notes(archive, kind)
    return "\n\n".join(lines) + "\n"


def _marked(text: str, is_quotation: bool) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n")) if is_quotation else text


def _notes(archive: Archive, kind: str) -> Iterator[str]:
    name = f"word/{kind}s.xml"
    if name not in archive:
        return
    for note in parse_xml(archive.read(name), _KIND):
        if local_name(note) == kind and attribute(note, "type") in ("", "normal"):
            words = " ".join(text for text, _ in _paragraphs(note))
            yield f"[^{kind}{attribute(note, 'id')}]: {' '.join(words.split())}"


def _paragraphs(root: Element) -> Iterator[tuple[str, str]]:
    """Text and style of each paragraph."""
    for paragraph in root.iter("{*}p"):
        parent = paragraph.getparent()
        if parent is not None and local_name(parent) == "txbxcontent":  # in another paragraph
            continue
        style = next((attribute(one, "val") for one in paragraph.iter("{*}pStyle")), "")
        yield "".join(_letters(paragraph)), style


def _letters(element: Element) -> Iterator[str]:
    for child in element:
        tag = local_name(child)
        if tag in _LEFT_OUT or (tag == "r" and any(True for _ in child.iter("{*}vanish"))):
            continue
        if tag == "t":
            yield _SPECIAL.sub(r"\\\1", child.text or "")
        elif tag in _LETTERS:
            yield _LETTERS[tag]
        elif tag in ("footnotereference", "endnotereference"):
            yield f"[^{tag.removesuffix('reference')}{attribute(child, 'id')}]"
        else:
            yield from _letters(child)


def _quoting_styles(archive: Archive) -> frozenset[str]:
    """The styles of block quotations, by what they are called."""
    if "word/styles.xml" not in archive:
        return frozenset()
    found = set()
    for style in parse_xml(archive.read("word/styles.xml"), _KIND):
        names = [attribute(one, "val") for one in style.iter("{*}name")]
        if any(_QUOTE.search(name) for name in names):
            found.add(attribute(style, "styleId"))
    return frozenset(found)

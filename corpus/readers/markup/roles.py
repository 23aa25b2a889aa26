"""What an element of a page is for: to be read, a note, a reference to one, a page break, or not.

Pages say it in three ways, and all are looked at: `role` (DPUB-ARIA), `epub:type`, and `class` as
pandoc, Wikipedia and word processors write it.
"""

import re
from itertools import islice

from corpus.readers.markup.inline import Script
from corpus.readers.markup.trees import Element, attribute, local_name

_HIDDEN = frozenset(
    "head script style template noscript nav aside iframe object svg audio video canvas map "
    "button select textarea input datalist rt rp".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTE = frozenset("doc-footnote doc-endnote footnote endnote rearnote note-footnote".split())
_NOTES = frozenset("doc-endnotes footnotes endnotes rearnotes references-footnotes".split())
_REFERENCE = frozenset("doc-noteref noteref footnote-ref footnote-reference fnref fnanchor".split())
_BACK = frozenset("doc-backlink backlink footnote-back footnote-backref mw-cite-backlink".split())
_VERTICAL = re.compile(r"vertical-align\s*:\s*(super|sub|text-top|text-bottom)\b", re.IGNORECASE)
_RAISED = frozenset("sup super superscript".split())
_LOWERED = frozenset("sub subscript".split())
_NOTE_ID = re.compile(
    r"_?(?:ftn|edn|fn|en|note|footnote|endnote|cite_note)[-_:.]?(?:\w*[-_])?\d+", re.IGNORECASE
)
_BACK_ID = re.compile("ref|back|anchor", re.IGNORECASE)
_MARK = re.compile(r"[\[(（\u3014]?\s*([\w*†‡§¶#①-⓿]{1,6})\s*[\])）\u3015]?")
_PAGE_WORD = re.compile(r"^\W*(?:page|p\.|頁|页|第)\s*|\s*[頁页]?\W*$", re.IGNORECASE)
_PAGE_BREAKS = frozenset(("doc-pagebreak", "pagebreak"))
# What transcribers call the numbers that they keep of the printed pages.
_PAGE_NUMBERS = frozenset(
    "pagenum pageno page-number pagenumber pgnum page_number page-num folio pb".split()
) | {"x-ebookmaker-pageno"}
_PAGE_MARK = re.compile(
    r"\W*(?:(?:Pg|Page|p)\.?\s*)?(\d{1,4}|[ivxlc]{1,8})(?:\s*[頁页])?\W*", re.IGNORECASE
)
_LONGEST_LABEL = 12
_MOST_PARTS = 8


def _names(element: Element) -> set[str]:
    """All the names that an element's role, type and class give it."""
    said = (element.get("role", ""), attribute(element, "type"), element.get("class", ""))
    return set(" ".join(said).lower().split())


def is_note(element: Element) -> bool:
    """Whether the element says that it is a footnote or an endnote."""
    return bool(_names(element) & _NOTE) and local_name(element) != "a"


def is_notes(element: Element) -> bool:
    """Whether the element holds the notes of a page or a text."""
    return bool(_names(element) & _NOTES)


def is_hidden(element: Element) -> bool:
    """Whether a reader does not see the element, or sees it as part of the site."""
    if "mwe-math-mathml" in element.get("class", ""):
        return False  # the formula, which the page shows as a picture
    if local_name(element) in _HIDDEN and not is_note(element):
        return True
    if "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    if local_name(element) == "div" and element.get("title") in ("header", "footer"):
        return True  # of each page, as LibreOffice writes them
    return bool(_HIDDEN_STYLE.search(element.get("style", "")))


def is_reference(element: Element) -> bool:
    """Whether the element is the mark of a note in the running text."""
    tag = local_name(element)
    if tag not in ("a", "sup"):
        return False
    if _names(element) & _REFERENCE:
        return tag == "a" or _link(element) is not None
    link = element if tag == "a" else _link(element)
    if link is None or not read_mark(_text(element)) or _names(element) & _BACK:
        return False
    fragment = link.get("href", "").partition("#")[2]
    if not fragment or _BACK_ID.search(fragment):
        return False
    raised = tag == "sup" or any(local_name(child) == "sup" for child in element)
    return raised or _NOTE_ID.fullmatch(fragment) is not None


def reference_target(element: Element) -> str:
    """Where the mark of a note points: a file, which may be left out, and `#id`."""
    link = element if local_name(element) == "a" else _link(element)
    return "" if link is None else link.get("href", "")


def reference_mark(element: Element) -> str:
    """The mark as printed, without brackets around it."""
    text = _text(element)
    return read_mark(text) or text[:_LONGEST_LABEL]


def read_mark(text: str) -> str:
    """The mark of a note that a text is, such as `5` of `[5]`; empty where it is more than one."""
    match = _MARK.fullmatch(text)
    return match[1] if match else ""


def is_back_link(element: Element) -> bool:
    """Whether the element leads from a note back to its mark."""
    if _names(element) & _BACK:
        return True
    if local_name(element) != "a":
        return False
    fragment = element.get("href", "").partition("#")[2]
    text = _text(element)
    back = text[:1] in "↩^↑" if text else False
    return bool(fragment) and (back or (bool(_BACK_ID.search(fragment)) and bool(read_mark(text))))


def is_page_break(element: Element) -> bool:
    """Whether the element says that a printed page begins."""
    names = _names(element)
    if names & _PAGE_BREAKS:
        return True
    return bool(names & _PAGE_NUMBERS) and _PAGE_MARK.fullmatch(_text(element)) is not None


def page_label(element: Element) -> str:
    """The printed number of the page that a page break begins, as far as it says so."""
    for said in (element.get("title", ""), element.get("aria-label", ""), _text(element)):
        label = clean_label(said)
        if label and len(label) <= _LONGEST_LABEL:
            return label
    return ""


def clean_label(said: str) -> str:
    """The number of a page without what is set around it: `{176}` and `Page 176` are 176."""
    mark = _PAGE_MARK.fullmatch(said.strip())
    return mark[1] if mark else _PAGE_WORD.sub("", said.strip())


def script_of(element: Element) -> Script | None:
    """Whether what is in an element is raised or lowered."""
    tag = local_name(element)
    if tag in ("sup", "sub"):
        return "raised" if tag == "sup" else "lowered"
    if tag not in ("span", "small", "i", "em", "b", "strong", "font"):
        return None
    set_so = _VERTICAL.search(element.get("style", ""))
    if set_so:
        return "raised" if set_so[1].lower() in ("super", "text-top") else "lowered"
    names = _names(element)
    if names & _RAISED:
        return "raised"
    return "lowered" if names & _LOWERED else None


def tex_source(element: Element) -> str:
    """The TeX of a formula that a program in the page, or a picture, shows; empty if none."""
    tag = local_name(element)
    if tag == "script" and element.get("type", "").startswith("math/tex"):
        return (element.text or "").strip()
    if tag == "img" and _names(element) & {"tex", "latex", "math"}:
        return element.get("alt", "").strip()
    return ""


def _link(element: Element) -> Element | None:
    inside = _inside(element)
    links = [child for child in inside if local_name(child) == "a" and child.get("href")]
    return links[0] if len(links) == 1 else None


def _text(element: Element) -> str:
    """The text of an element that is small enough to be a mark; empty for any other."""
    return "".join(map(str, element.itertext())).strip() if _inside(element) else ""


def _inside(element: Element) -> list[Element]:
    """An element and what is in it; nothing where that is more than marks are made of."""
    inside = list(islice(element.iter(), _MOST_PARTS + 1))
    return inside if len(inside) <= _MOST_PARTS else []

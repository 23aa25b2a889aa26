"""What a page shows around its text, and what others wrote below it, by what the markup calls it.

A name alone decides nothing about much text: an element that holds the page's own heading, its
main part, or most of its words is never taken for furniture.
"""

import re
from collections.abc import Iterable
from itertools import islice

from corpus.documents import Kind
from corpus.readers.markup.trees import Element, attribute, local_name

_MENUS = frozenset(
    "nav navbar navigation menu submenu breadcrumb breadcrumbs toolbar topbar pagination pager "
    "skiplink sidenav".split()
)
_BANNERS = frozenset(
    "cookie cookies cookiebanner cookieconsent gdpr onetrust paywall newsletter subscribe "
    "advert adverts advertisement adsbygoogle sponsored".split()
)
_RELATED = frozenset("related recommended recommendations recommend readmore".split())
_SHARING = frozenset("share sharing sharebar addthis sharedaddy addtoany".split())
_UNPRINTED = frozenset(
    "noprint no-print d-print-none print-hidden hidden-print screen-reader-text sr-only "
    "visually-hidden skip-link mw-jump-link mw-editsection navbox catlinks printfooter".split()
)
_FOOTERS = frozenset("footer site-footer page-footer sitefooter pagefooter siteinfo".split())
_COMMENTS = frozenset("comments commentlist disqus disqus_thread comment-list respond".split())
_COMMENT = frozenset("comment comment-body comment-content".split())
_ROLES = frozenset("navigation menu menubar search contentinfo alertdialog".split())
_BLOCKS = frozenset("div section ul ol table form header footer p dl".split())
_KEPT = frozenset("html body main article".split())
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MOST_SHARE = 0.4
_MOST_LOOKED_AT = 2000
_MOST_PARTS = 20_000

_KINDS: dict[str, Kind] = {
    "abstract": "abstract",
    "doc-abstract": "abstract",
    "bibliography": "bibliography",
    "doc-bibliography": "bibliography",
    "references": "bibliography",
    "reflist": "bibliography",
    "csl-bib-body": "bibliography",
    "index": "index",
    "doc-index": "index",
    "appendix": "appendix",
    "doc-appendix": "appendix",
    "colophon": "colophon",
    "doc-colophon": "colophon",
    "copyright-page": "colophon",
    "toc": "contents",
    "doc-toc": "contents",
    "pg-boilerplate": "licence",
    "wp-caption-text": "caption",
}
_KINDS_BY_TAG: dict[str, Kind] = {
    "caption": "caption",
    "figcaption": "caption",
    "blockquote": "quotation",
}


def kind_of(element: Element) -> Kind | None:
    """The kind of what is in an element, where its tag, role, type or class says one."""
    tag = local_name(element)
    if tag in _KINDS_BY_TAG:
        return _KINDS_BY_TAG[tag]
    if tag in ("html", "body"):
        return None
    said = (element.get("role", ""), attribute(element, "type"), element.get("class", ""))
    names = set(" ".join(said).lower().split())
    return next((_KINDS[name] for name in sorted(names) if name in _KINDS), None)


class Furniture:
    """Tells the furniture of one page from its text."""

    def __init__(self, root: Element) -> None:
        self._most = _MOST_SHARE * sum(len(str(text).strip()) for text in root.itertext())
        self._looked_at = 0

    def is_furniture(self, element: Element) -> bool:
        """Whether an element is part of the site, and not of the page's text."""
        tag = local_name(element)
        if tag in _KEPT or not _is_named_so(element, tag):
            return False
        self._looked_at += 1
        return self._looked_at <= _MOST_LOOKED_AT and self._is_small(element)

    def is_comments(self, element: Element) -> bool:
        """Whether an element holds what readers of the page wrote."""
        tag = local_name(element)
        names = _names(element)
        if tag in _KEPT and not names & _COMMENT:
            return False
        if not (names & _COMMENTS or (names & _COMMENT and tag in (*_BLOCKS, "article", "li"))):
            return False
        self._looked_at += 1
        return self._looked_at <= _MOST_LOOKED_AT and self._is_small(element)

    def _is_small(self, element: Element) -> bool:
        """Whether an element has less than most of the text, and no part that says it is it."""
        length = 0
        for one in islice(element.iter(), _MOST_PARTS):
            if local_name(one) in ("main", "h1") or (
                local_name(one) == "article" and not _names(element) & (_COMMENTS | _COMMENT)
            ):
                return False
            length += len((one.text or "").strip()) + len((one.tail or "").strip())
        return length <= self._most


def _is_named_so(element: Element, tag: str) -> bool:
    if element.get("role", "").lower() in _ROLES:
        return True
    names = _names(element)
    if names & _UNPRINTED:
        return True
    if tag == "footer":
        return not _stands_in(element, ("article", "blockquote", "section", "main"))
    if tag not in _BLOCKS:
        return False
    words = set(_words(names))
    if names & _FOOTERS:
        return True
    return bool(words & (_MENUS | _BANNERS | _RELATED | _SHARING)) and not words & {"no", "has"}


def _names(element: Element) -> set[str]:
    return set(f"{element.get('class', '')} {element.get('id', '')}".split())


def _words(names: Iterable[str]) -> Iterable[str]:
    """The words of class names: relatedPosts, related-posts and related_posts are two each."""
    return (word.lower() for name in names for word in _WORDS.findall(name))


def _stands_in(element: Element, tags: tuple[str, ...]) -> bool:
    return any(local_name(above) in tags for above in element.iterancestors())

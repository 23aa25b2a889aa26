"""Ids for documents that come without one: a slug of the title, Chinese in pinyin.

An id becomes part of addresses that people copy, so it is short, plain and says what it names.
"""

import hashlib
import re
import unicodedata

_LONGEST = 60  # an id may have 80; what makes it unique needs some of them
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """A slug of a title or file name.

    >>> slug_of("朝鲜半岛 2020: Café")
    'chao-xian-ban-dao-2020-cafe'
    """
    # Its tables take a third of a second to load, and most commands name nothing.
    from pypinyin import lazy_pinyin

    plain = unicodedata.normalize("NFKC", name)
    parts = lazy_pinyin(plain, errors=lambda rest: f" {rest} ")
    folded = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode()
    slug = _NOT_SLUG.sub("-", _without_marks(folded).lower()).strip("-")
    return _shortened(slug) or _nameless(name)


def numbered(slug: str, number: int) -> str:
    """The slug itself for 1, then `slug-2`, `slug-3` and so on."""
    return slug if number == 1 else f"{slug}-{number}"


def _without_marks(text: str) -> str:
    """`O'Brien's` is one word twice, not four."""
    return text.replace("'", "")


def _shortened(slug: str) -> str:
    """At most so long, cut between words where there are any."""
    if len(slug) <= _LONGEST:
        return slug
    cut = slug[: _LONGEST + 1].rpartition("-")[0]
    return cut or slug[:_LONGEST]


def _nameless(name: str) -> str:
    """For a name without a letter that this can write: the same name gives the same id."""
    return f"document-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"

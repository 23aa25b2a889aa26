"""What a document is called: its id, its tags, and the name of its file.

An id that nobody gave is a slug of the title, Chinese in pinyin. It becomes part of addresses that
people copy, so it is short, plain and says what it names.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from corpus.errors import RecordInvalid
from service.errors import FilenameInvalid

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


MOST = 50

LONGEST = 100


def check_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """The tags back, each once and in order.

    Raises:
        RecordInvalid: one is empty, too long, or holds hidden characters; or there are too many.
    """
    if len(tags) > MOST:
        raise RecordInvalid(f"there are {len(tags)} tags; a document has at most {MOST}")
    for tag in tags:
        if not 1 <= len(tag) <= LONGEST or tag != tag.strip() or not tag.isprintable():
            raise RecordInvalid(
                f"tag {tag[:LONGEST]!r} cannot be used; expected 1 to {LONGEST} visible "
                "characters without spaces around them"
            )
    return tuple(dict.fromkeys(tags))


_LONGEST_BYTES = 200

_SEPARATORS = re.compile(r"[/\\]")

# Controls, halves of surrogate pairs, and marks that turn the direction of writing; the other
# format characters stay, because scripts and emoji are written with them.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

_BROKEN = re.compile("[\ud800-\udfff]")


def check_upload_name(filename: str | None) -> str:
    """The name of an uploaded file, cleaned.

    Raises:
        FilenameInvalid: it is missing, or it is a path: no browser and no curl sends one.
    """
    given = filename or ""
    if _SEPARATORS.search(given) or "\x00" in given or given.strip(" .") == "":
        raise FilenameInvalid(given)
    return clean_filename(given)


def clean_filename(filename: str) -> str:
    """A name that can be shown and exported: the last component, without hidden characters.

    >>> clean_filename("../../etc/passwd")
    'passwd'
    """
    last = _SEPARATORS.split(filename)[-1]
    visible = _HIDDEN.sub("", _BROKEN.sub("\ufffd", unicodedata.normalize("NFC", last)))
    return _shortened_filename(visible.strip().lstrip(".")) or "document"


def _shortened_filename(name: str) -> str:
    """At most so many bytes in UTF-8, with the ending kept."""
    if len(name.encode()) <= _LONGEST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    tail = f"{dot}{ending}" if ending else ""
    kept = stem.encode()[: _LONGEST_BYTES - len(tail.encode())].decode("utf-8", "ignore")
    return kept + tail

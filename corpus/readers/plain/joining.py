"""The lines of one paragraph become its text again: no line break, no hyphen of a line's end."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpus.readers.blocks import Body
from corpus.readers.plain.lines import Line, is_wide

HYPHENATED = re.compile(r"\b([^\W\d_]+)-$")
_WITH_HYPHEN = re.compile(r"\b[^\W\d_]+-[^\W\d_]+")
_FIRST_LOWER = re.compile(r"[^\W\d_]+")
_AFTER_PREFIX = frozenset(("and", "or", "to"))  # pre- and post-war
_SOFT_HYPHEN = "\u00ad"
_NO_SPACE_AFTER = frozenset("—–/")
_NARROW_PUNCTUATION = frozenset("“”‘’…·—")


def join_lines(lines: Sequence[Line], vocabulary: frozenset[str]) -> Body:
    """The paragraph that these lines are, on the page that it is sure to stand on."""
    text, seam = lines[0].text, None
    for line, following in pairwise(lines):
        text = _glue(text, line.text, following.text, vocabulary)
        if following.break_before and seam is None:
            seam = len(text)
        text += following.text
    return Body(text, *_page_of(lines, seam))


def hyphenated_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that the text writes with a hyphen where no line ends: those keep it everywhere."""
    words = (word for text in texts for word in _WITH_HYPHEN.findall(text))
    return frozenset(map(str.lower, words))


def _glue(text: str, line: str, following: str, vocabulary: frozenset[str]) -> str:
    """The text so far, ready for the following line: with or without a space or a hyphen."""
    if text.endswith(_SOFT_HYPHEN):
        return text[:-1]
    hyphenated, word = HYPHENATED.search(line), _FIRST_LOWER.match(following)
    if hyphenated and word and word[0][0].islower():
        if word[0] in _AFTER_PREFIX:
            return text + " "
        known = f"{hyphenated[1]}-{word[0]}".lower() in vocabulary
        return text if known else text[:-1]
    if hyphenated and following[0].isupper():  # no word is divided there: Six-Party
        return text
    wide = is_wide(line + following)
    last, first = text[-1], following[0]
    both = all(is_wide(mark) or _is_wide_mark(mark, wide) for mark in (last, first))
    return text if both or wide or last in _NO_SPACE_AFTER else text + " "


def _is_wide_mark(mark: str, wide: bool) -> bool:
    """Whether a mark that is no letter is set without spaces around it."""
    return (
        "\u3000" <= mark <= "\u303f"
        or "\uff00" <= mark <= "\uff60"
        or (wide and mark in _NARROW_PUNCTUATION)
    )


def _page_of(lines: Sequence[Line], seam: int | None) -> tuple[str | None, int | None]:
    """The page that a paragraph is sure to stand on, and the break that it runs across if so."""
    breaks = [line for line in lines[1:] if line.break_before]
    if not breaks:
        return lines[0].page, None
    if len(breaks) > 1:
        return None, None
    if breaks[0].seam_page:
        return breaks[0].seam_page, seam
    pages = [page for page in (lines[0].page, breaks[0].page) if page]
    return ("-".join(pages), seam) if pages else (None, None)

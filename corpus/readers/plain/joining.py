"""The lines of one paragraph become its text again: no line break, no hyphen of a line's end."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.documents import PageBreak
from corpus.readers.blocks import Body
from corpus.readers.plain.hyphens import Words, keeps_hyphen
from corpus.readers.plain.lines import Line, is_wide

HYPHENATED = re.compile(r"\b([^\W\d_]+)-$")
_DIVIDED = re.compile(r"\w-$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_AFTER_PREFIX = frozenset(("and", "or", "to"))  # pre- and post-war
_URL = re.compile(r"(?:://|www\.)\S*[./?&=_%~#]$")
_URL_GOES_ON = re.compile(r"[a-z0-9][\w-]*[./?&=_%#]")
_LONGEST_URL = 300
_SOFT_HYPHEN = "\u00ad"
_NO_SPACE_AFTER = frozenset("—–/")
_NARROW_PUNCTUATION = frozenset("“”‘’…·—")


def join_lines(lines: Sequence[Line], words: Words) -> Body:
    """The paragraph that these lines are, on the page that it is sure to stand on."""
    text = lines[0].text
    breaks: list[PageBreak] = []
    for line, following in pairwise(lines):
        text = _glue(text, line.text, following.text, words)
        if following.break_before:
            breaks.append((len(text), following.page))
        text += following.text
    return _on_pages(text, lines, breaks)


def _glue(text: str, line: str, following: str, words: Words) -> str:
    """The text so far, ready for the following line: with or without a space or a hyphen."""
    if text.endswith(_SOFT_HYPHEN):
        return text[:-1]
    hyphenated, word = HYPHENATED.search(line), _FIRST_WORD.match(following)
    if hyphenated and word and word[0][0].islower():
        if word[0] in _AFTER_PREFIX:
            return text + " "
        return text if keeps_hyphen(hyphenated[1], word[0], words) else text[:-1]
    if _DIVIDED.search(line) and following[0].isalnum():  # no syllable: Six-Party, 1-butanol
        return text
    if _URL.search(line[-_LONGEST_URL:]) and _URL_GOES_ON.match(following):
        return text
    wide = is_wide(line + following)
    last, first = text[-1], following[0]
    both = all(is_wide(mark) or _is_wide_mark(mark, wide) for mark in (last, first))
    if both or last in _NO_SPACE_AFTER:
        return text
    narrow = last.isascii() and first.isascii() and (last.isalnum() or last in ",.:;")
    return text if wide and not (narrow and first.isalnum()) else text + " "


def _is_wide_mark(mark: str, wide: bool) -> bool:
    """Whether a mark that is no letter is set without spaces around it."""
    return (
        "\u3000" <= mark <= "\u303f"
        or "\uff00" <= mark <= "\uff60"
        or (wide and mark in _NARROW_PUNCTUATION)
    )


def _on_pages(text: str, lines: Sequence[Line], breaks: Sequence[PageBreak]) -> Body:
    """The paragraph with the pages that it is sure to stand on."""
    printed = [line.seam_page for line in lines[1:] if line.break_before]
    if not any(printed):
        known = lines[0].page or any(page for _, page in breaks)
        return Body(text, lines[0].page, page_breaks=tuple(breaks) if known else ())
    # A number that stands at the break is that of the page above it or of the page below.
    return Body(text, printed[0], breaks[0][0]) if len(breaks) == 1 else Body(text)

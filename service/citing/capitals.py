"""Capitals in English titles: title case, and the sentence case that APA asks for.

Signs of markup (corpus/csl_markup.py) are no letters, and what is marked `nocase` stays.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from service.shipped import STYLES

_SMALL = frozenset(
    "a an and as at but by down for from in into nor of on onto or over so the till to up via "
    "with yet".split()
)
_NOCASE = re.compile("\ue01a[^\ue01b]*\ue01b")
_WORD = re.compile("[^\\s\ue000-\ue01f]+")
_LETTER = re.compile(r"[^\W\d_]")
_AFTER_HYPHEN = re.compile(r"(?<=[A-Za-z]-)[a-z](?=[a-z]{2})")
_AROUND = "“”‘’\"'()[],.;:!?—"
_BEGINS_AGAIN = (":", ".", "?", "!", "—", "：")
_ROMANISED = re.compile(r"[A-Z][a-z]+-[a-z]+")
_HYPHEN = re.compile(r"([-–/])")
_POSSESSIVE = re.compile(r"[’']s?$")
# So many of the words that could be small have capitals in a title in title case.
_SHARE = 0.75


def capitalize_first(text: str) -> str:
    """The first letter as a capital, behind any sign."""
    return _LETTER.sub(lambda found: found[0].upper(), text, count=1)


def title_case(text: str) -> str:
    """Every word in small letters gets a capital, but articles and the like within the title."""
    words = _words(text)
    before = [":", *(word[0] for word in words)]
    cased = [
        _titled(word[0], before.endswith((":", ".")))
        for word, before in zip(words, before, strict=False)
    ]
    return _replaced(text, words, cased)


def _titled(word: str, begins: bool) -> str:
    if not word.islower() or (word.strip(_AROUND) in _SMALL and not begins):
        return word
    return _AFTER_HYPHEN.sub(lambda letter: letter[0].upper(), capitalize_first(word))


def sentence_case(title: str) -> str:
    """A title in title case with the capitals of a sentence; any other title as it is.

    Capitals stay where a title or its second part begins, and on names: those listed in
    styles/proper-nouns.txt, and words whose form shows it (NASA, McDonald, Sun Yat-sen).
    """
    words = _words(title)
    texts = [word[0] for word in words]
    if not _is_title_case(texts):
        return title
    cased = [
        _lowered(text, begins, after)
        for text, begins, after in zip(texts, _beginnings(texts), [*texts[1:], ""], strict=True)
    ]
    return _replaced(title, words, cased)


def _is_title_case(words: Sequence[str]) -> bool:
    counted = [word.strip(_AROUND) for word in words[1:]]
    counted = [word for word in counted if word[:1].isalpha() and word.lower() not in _SMALL]
    capitals = sum(word[0].isupper() for word in counted)
    return bool(counted) and capitals >= _SHARE * len(counted)


def _beginnings(words: Sequence[str]) -> list[bool]:
    """Which words begin the title, or what follows a colon or a full stop."""
    before = [":", *(word.rstrip("”’\"')") for word in words[:-1])]
    return [word.endswith(_BEGINS_AGAIN) and not re.fullmatch(r"[A-Z]\.", word) for word in before]


def _lowered(word: str, begins: bool, after: str) -> str:
    """A word in small letters, part by part (`anti-Japanese`), but for names and a beginning."""
    core, following = (_POSSESSIVE.sub("", each.strip(_AROUND)) for each in (word, after))
    if core in _proper_nouns() or _ROMANISED.fullmatch(core) or _ROMANISED.fullmatch(following):
        return word
    parts = [part if _is_name(part) else part.lower() for part in _HYPHEN.split(word)]
    lowered = "".join(parts)
    return capitalize_first(lowered) if begins else lowered


def _is_name(part: str) -> bool:
    """By its form (NASA, McDonald, B), or by the list."""
    core = _POSSESSIVE.sub("", part.strip(_AROUND))
    by_form = core != "A" and bool(core) and (len(core) == 1 or not core[1:].islower())
    return by_form or core in _proper_nouns()


@lru_cache(maxsize=1)
def _proper_nouns() -> frozenset[str]:
    text = (STYLES / "proper-nouns.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def _words(text: str) -> list[re.Match[str]]:
    kept = [found.span() for found in _NOCASE.finditer(text)]
    return [
        word
        for word in _WORD.finditer(text)
        if not any(start < word.start() < end for start, end in kept)
    ]


def _replaced(text: str, words: Sequence[re.Match[str]], by: Sequence[str]) -> str:
    pieces, end = [], 0
    for word, new in zip(words, by, strict=True):
        pieces += [text[end : word.start()], new]
        end = word.end()
    return "".join([*pieces, text[end:]])

"""Whether a hyphen at a line's end belongs to the word, or only divides it.

The document's own words decide first, then a list of English words (of pyspellchecker): a hyphen
is dropped where the joined word is known, and kept where both of its halves are words and the
joined one is not. What is known neither way was divided by a typesetter, unless its first half
cannot be a syllable: one letter, or capitals.
"""

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DIVIDED = re.compile(r"[^\W\d_]+-$")
_SHORTEST = 2  # letters that stand alone on a line, where a typesetter divides a word


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in small letters: those with a hyphen within a line, and the others."""

    hyphenated: frozenset[str]
    whole: frozenset[str]


NO_WORDS = Words(frozenset(), frozenset())


def words_of(lines: Iterable[str]) -> Words:
    """The words of lines in their order, without the halves of what may be divided."""
    hyphenated: set[str] = set()
    whole: set[str] = set()
    divided = False
    for line in lines:
        if divided:  # the first word may be the other half of the one above
            line = line.lstrip()
            line = line[len(line.split(maxsplit=1)[0]) :] if line else line
        divided = line.endswith("-")
        for word in _WORD.findall(_DIVIDED.sub("", line) if divided else line):
            (hyphenated if "-" in word else whole).add(word.lower())
    return Words(frozenset(hyphenated), frozenset(whole))


def keeps_hyphen(first: str, second: str, words: Words) -> bool:
    """Whether a hyphen stands between the halves of what is divided at a line's end.

    keeps_hyphen("govern", "ment", NO_WORDS) -> False
    keeps_hyphen("cross", "sectional", NO_WORDS) -> True
    """
    one, other = first.lower(), second.lower()
    if f"{one}-{other}" in words.hyphenated and one + other not in words.whole:
        return True
    if len(first) < _SHORTEST or (first.isupper() and second.islower()):
        return True
    if one + other in words.whole or one + other in english_words():
        return False
    return _is_word(one, words) and _is_word(other, words)


def _is_word(word: str, words: Words) -> bool:
    return len(word) >= _SHORTEST and (word in words.whole or word in english_words())


@cache
def english_words() -> frozenset[str]:
    """The English words of pyspellchecker's list; read once, where the first doubt arises."""
    spec = find_spec("spellchecker")
    assert spec is not None and spec.origin is not None
    content = (Path(spec.origin).parent / "resources" / "en.json.gz").read_bytes()
    return frozenset(json.loads(gzip.decompress(content)))

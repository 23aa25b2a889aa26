"""Where the sentences of Chinese, English and mixed text begin and end.

A sentence ends at 。！？； (or their half-width forms after Chinese text), or at an English
.!? that is not part of an abbreviation, initial or number, with the closing quotation marks and
the raised marks of notes that follow. Never inside a pair of brackets or quotation marks, and
never where the text goes on as part of the same sentence (「是什麼？」的問題). The full-width full
stop is a dot in names (the one of 喬治·布希) unless the text uses it where others write 。.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from corpus.characters import HAN, WIDE_MARKS

_PARTNERS = {
    pair[0]: pair[1] for pair in "「」 『』 《》 〈〉 （） () “” 【】 \u3014\u3015 []".split()
}

_OPENER_OF = {closer: opener for opener, closer in _PARTNERS.items()}

_STRAIGHT = '"'


def find_pairs(text: str) -> list[tuple[int, int]]:
    """Positions of each opening mark and its closing mark, in the order in which they close."""
    pairs: list[tuple[int, int]] = []
    open_marks: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    for position, mark in enumerate(text):
        if mark == _STRAIGHT:
            closes = mark if _closes(text, position, waiting[mark] > 0) else None
            opens = closes is None
        else:
            opens, closes = mark in _PARTNERS, _OPENER_OF.get(mark)
        if opens:
            open_marks.append((mark, position))
            waiting[mark] += 1
        elif closes is not None and waiting[closes]:
            # Whatever was opened later and not closed by now has no partner.
            while True:
                opener, start = open_marks.pop()
                waiting[opener] -= 1
                if opener == closes:
                    break
            pairs.append((start, position))
    return pairs


def count_depth(length: int, pairs: list[tuple[int, int]]) -> list[int]:
    """For each of the `length + 1` places between characters: how many pairs are around it."""
    steps = [0] * (length + 2)
    for opened, closed in pairs:
        steps[opened + 1] += 1
        steps[closed + 1] -= 1
    return list(accumulate(steps))[: length + 1]


def _closes(text: str, position: int, is_open: bool) -> bool:
    """Whether a straight quotation mark, which looks the same at both ends, is a closing one."""
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    free_before = before.isspace() or before in _PARTNERS
    free_after = after.isspace() or after in _OPENER_OF
    return is_open if free_before == free_after else free_after


_WIDE_DOT = "\uff0e"
_BLOCK_BREAK = re.compile(r"\n\s*\n")
_STOPS = re.compile(r"[。｡！？；\uff0e.!?;]+")
_FULL_STOPS = frozenset("。｡！？")
_CLOSING = frozenset("」』”’\"'）)】\u3015]》〉")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")  # marks of notes
_BRACKET_CLOSING = frozenset("）)】\u3015]")
_TITLE_CLOSING = frozenset("》〉")
_HAN = re.compile(f"[{HAN}{WIDE_MARKS}]")

# After a quotation that asks or exclaims, these go on with the sentence around it.
_GOES_ON = frozenset("，、：；。！？,:;.!?的之等與和及或而是為为")

_WORD_BEFORE = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$|[^\W\d_]+$|\d+$")
_NEVER_LAST = frozenset(
    "mr mrs ms dr prof st vs cf no nos vol vols pp p fig figs eq eqs ch sec ed eds trans gen col "
    "capt lt sen rep gov pres approx ca viz ibid op i.e e.g jan feb mar apr jun jul aug sept sep "
    "oct nov dec".split()
)
_SOMETIMES_LAST = frozenset("al etc jr sr inc ltd co corp cit a.m p.m ph.d".split())
_STARTERS = frozenset(
    "A An And As At But By For He However I If In It Its Moreover No On She Since So That The "
    "Their Then There These They This Those Thus To We What When Where While Who Why You".split()
)
_NEXT_WORD = re.compile(r"\s*([A-Za-z]{1,20})(?![A-Za-z.])")
_OPENING = " \t\n([\"'“‘"
# A label such as "1." or "IV." that opens a sentence or a list item.
_LABEL = re.compile(r"\s*(?:\d{1,3}|[IVXLC]{1,6}|[A-Za-z])(?:\.\d{1,3})*\s*")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences, in order; together they hold every character that is not blank.

    split_sentences("他說：「好。走吧！」然後走了。") -> [(0, 10), (10, 15)]
    split_sentences("It is 3.14 in the U.S. today. Yes.") -> [(0, 29), (30, 34)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _BLOCK_BREAK.finditer(text):
        spans += _split_block(text[start : gap.start()], start)
        start = gap.end()
    return spans + _split_block(text[start:], start)


def _split_block(block: str, offset: int) -> list[tuple[int, int]]:
    """Sentence spans of one paragraph; marks are paired within it and not beyond."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*_find_ends(block), len(block)]:
        piece = block[start:end]
        first = start + len(piece) - len(piece.lstrip())
        last = start + len(piece.rstrip())
        start = end
        if first >= last:
            continue
        if spans and not any(map(str.isalnum, piece)):
            spans[-1] = (spans[-1][0], offset + last)  # stray marks are no sentence
        else:
            spans.append((offset + first, offset + last))
    return spans


def _find_ends(block: str) -> Iterator[int]:
    pairs = find_pairs(block)
    depth = count_depth(len(block), pairs)
    opened = {start for start, _ in pairs}
    dot_is_stop = "。" not in block
    start = 0
    for stops in _STOPS.finditer(block):
        end = stops.end()
        while end < len(block) and block[end] in _CLOSING and end not in opened:
            end += 1
        while end < len(block) and block[end] in _RAISED:
            end += 1
        if depth[end]:
            continue
        if _ends_sentence(block, start, stops, end, depth[stops.end()] > 0, dot_is_stop):
            yield end
            start = end


def _ends_sentence(
    block: str, start: int, stops: re.Match[str], end: int, enclosed: bool, dot_is_stop: bool
) -> bool:
    """Whether the marks, and the closing marks up to `end`, are the end of a sentence.

    `start` is where the sentence began; `enclosed` says that the closing marks close a pair
    that the stops stand in.
    """
    marks = stops[0]
    after = block[end : end + 1]
    rest = block[end : end + 40]
    if enclosed and not _quotation_ends_sentence(block[stops.end() : end], marks, rest):
        return False
    if not _FULL_STOPS.isdisjoint(marks) or "；" in marks:
        return True
    han_before = bool(_HAN.match(block, stops.start() - 1)) if stops.start() else False
    if not marks.strip(_WIDE_DOT):
        return not after.strip() or (dot_is_stop and han_before and not after.isdigit())
    if han_before:
        return not after.strip() or bool(_HAN.match(after)) or marks != "."
    if ";" in marks and not set(marks) & set(".!?"):
        return False  # the English semicolon joins clauses
    return _english_ends(block, start, stops, after, rest)


def _quotation_ends_sentence(closing: str, marks: str, rest: str) -> bool:
    """Whether a sentence that ends in brackets or quotation marks ends the one around it."""
    following = rest.lstrip()[:1]
    if not following:
        return True
    if following in _GOES_ON or not _TITLE_CLOSING.isdisjoint(closing):
        return False
    if marks[-1] in "；;":
        return False
    return closing[-1] not in _BRACKET_CLOSING or marks[-1] in "。｡."


def _english_ends(block: str, start: int, stops: re.Match[str], after: str, rest: str) -> bool:
    if after and not after.isspace() and not _HAN.match(after):
        return False  # 3.14, example.org, U.S.A
    if rest.lstrip(_OPENING)[:1].islower():
        return False
    if stops[0] != ".":
        return True
    if _LABEL.fullmatch(block[start : stops.start()][:40]) and stops.start() - start <= 40:
        return False
    word = _WORD_BEFORE.search(block[max(0, stops.start() - 20) : stops.start()])
    return word is None or not rest.strip() or _word_may_end(word[0], rest)


def _word_may_end(word: str, rest: str) -> bool:
    """Whether a full stop after this word can end a sentence, not only shorten the word."""
    if word.lower() in _NEVER_LAST:
        return word == "no" and not rest.lstrip()[:1].isdigit()
    if word.lower() in _SOMETIMES_LAST or "." in word or (len(word) == 1 and word.isupper()):
        next_word = _NEXT_WORD.match(rest)
        return next_word is not None and next_word[1] in _STARTERS
    return True

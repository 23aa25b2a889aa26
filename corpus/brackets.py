"""Which brackets and quotation marks of a text belong together.

A mark without its partner is an ordinary character: one forgotten 」 must not turn the rest of
a paragraph into a quotation. One pass with a stack, so the time is linear in the text.
"""

from collections import Counter
from itertools import accumulate

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

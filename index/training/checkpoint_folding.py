"""One form for each Chinese character, as a character map that lives inside the tokenizer.

Traditional and Simplified writings of a text must reach the model as the same tokens. Characters
that OpenCC exchanges with each other form a class, and every member is written as its Simplified
one. So 乾 and 幹 both become 干, in 乾隆 too: a small loss of meaning for an exact promise that
needs no phrases. The map takes the form that SentencePiece calls a precompiled character map, a
Darts double array; `build_character_map` writes it, without SentencePiece.
"""

import base64
import struct
from collections import Counter
from collections.abc import Iterable

from opencc import OpenCC

HAN_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0))


def fold_table(texts: Iterable[str]) -> dict[str, str]:
    """Map each character that has a plainer twin to it; the texts show which twin is common."""
    simplify, complicate = OpenCC("t2s"), [OpenCC(name) for name in ("s2t", "s2tw", "s2hk")]
    seen: Counter[str] = Counter()
    exchanged: set[tuple[str, str]] = set()
    for text in texts:
        plain = simplify.convert(text)
        seen.update(plain)
        exchanged.update(_exchanges(text, plain))
        exchanged.update(_exchanges(text, complicate[0].convert(text)))
    every = "\n".join(chr(code) for block in HAN_BLOCKS for code in range(*block))
    for converter in (simplify, *complicate):
        exchanged.update(_exchanges(every, converter.convert(every)))
    return {
        member: max(group, key=lambda one: (seen[one], -ord(one)))
        for group in _classes(exchanged)
        for member in group
        if member != max(group, key=lambda one: (seen[one], -ord(one)))
    }


def fold(text: str, table: dict[str, str]) -> str:
    """Write the text with the plain form of each character."""
    return text.translate({ord(old): new for old, new in table.items()})


def is_han(character: str) -> bool:
    """Say whether the character is a Chinese one."""
    return any(first <= ord(character) < last for first, last in HAN_BLOCKS)


def _exchanges(text: str, converted: str) -> set[tuple[str, str]]:
    if len(text) != len(converted):
        return set()
    pairs = zip(text, converted, strict=True)
    return {(old, new) for old, new in pairs if old != new and is_han(old) and is_han(new)}


def _classes(exchanged: set[tuple[str, str]]) -> list[set[str]]:
    """Join characters that are exchanged, directly or by way of others, into sets."""
    home: dict[str, set[str]] = {}
    for left, right in sorted(exchanged):
        joined = home.get(left, {left}) | home.get(right, {right})
        home.update(dict.fromkeys(joined, joined))
    return list({id(group): group for group in home.values()}.values())


def build_character_map(table: dict[str, str]) -> str:
    """Give the table as base64 of size, Darts units and replacement texts ended by NUL."""
    values: dict[bytes, int] = {}
    texts = bytearray()
    for old, new in sorted(table.items()):
        values[old.encode()] = len(texts)
        texts += new.encode() + b"\0"
    units = _double_array(values)
    blob = struct.pack(f"<{len(units)}I", *units)
    return base64.b64encode(struct.pack("<I", len(blob)) + blob + bytes(texts)).decode("ascii")


def _double_array(values: dict[bytes, int]) -> list[int]:
    """Lay out a trie of the keys in which the child of a node lies at `offset ^ label`.

    Follows darts-clone: a unit holds its label in bits 0-7, whether it has a leaf in bit 8, and
    the distance to its children in bits 10-30; the leaf, a child with label 0, holds the value.
    """
    children: dict[bytes, set[int]] = {}
    for key in values:
        for end in range(len(key)):
            children.setdefault(key[:end], set()).add(key[end])
    units: dict[int, int] = {0: 0}
    used = {0}
    # Two nodes with one base would share children: only the label tells whose a child is.
    bases: set[int] = set()
    free = 1
    pending: list[tuple[bytes, int]] = [(b"", 0)]
    while pending:
        prefix, position = pending.pop()
        labels = sorted(children.get(prefix, set()))
        has_leaf = prefix in values
        wanted = [0, *labels] if has_leaf else labels
        while free in used:
            free += 1
        base = free
        while (
            base in bases
            or any((base ^ label) in used for label in wanted)
            or not _reachable(position ^ base)
        ):
            base += 1
        bases.add(base)
        used.update(base ^ label for label in wanted)
        units[position] |= (position ^ base) << 10 | (has_leaf << 8)
        if has_leaf:
            units[base] = 1 << 31 | values[prefix]
        for label in labels:
            units[base ^ label] = label
            pending.append((prefix + bytes([label]), base ^ label))
    size = (max(used) | 0xFF) + 1
    return [units.get(position, 0) for position in range(size)]


def _reachable(distance: int) -> bool:
    return 0 < distance < 1 << 21

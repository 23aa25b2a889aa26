"""Learns how syllables stand for letters: `python -m index.training.transliteration DATA`.

Expectation-maximisation over names in both languages: dictionary entries of DATA (the format of
`index/training/data.py`) whose English is capitalised, and words that the learned translations
link (`index/translations.npz`). Most of both are no transliterations; what the model itself finds
no better than chance is dropped between rounds. Only the odds are kept, none of the names.
"""

from __future__ import annotations

import argparse
import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pypinyin import lazy_pinyin

from corpus.characters import HAN
from index.query.translations import Translations, load_translations
from index.query.transliteration_model import LONGEST_PIECE, plain_letters, save_sounds
from index.shipped import TRANSLITERATIONS
from index.text.folding import fold
from index.training.data import Entry, read_folder

log = logging.getLogger(__name__)

_FIRST_ROUNDS, _ROUNDS = 5, 3
_SELECTIONS = ((0.25, 4), (0.4, 5), (0.5, 5))
"""Log-odds per letter that a name must have, and names that a character must be in."""
_DISCOUNT, _CAUTION = 0.4, 6.0
_UNSEEN_PIECES = 0.25
_LEAST_UNSEEN = 0.02
_CHINESE = re.compile(f"[{HAN}]{{2,7}}")
_PLANE = range(0x3400, 0xA000)

Counts = defaultdict[str, defaultdict[str, float]]
"""Syllable → piece → how often it is expected to stand for it."""


class Name(NamedTuple):
    """A name as plain letters, as characters, and as their syllables."""

    letters: str
    characters: str
    syllables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Chances of pieces for each syllable, what is left for unseen ones, and of single letters."""

    pieces: dict[str, dict[str, float]]
    unseen: dict[str, float]
    letters: dict[str, float]

    def chance(self, syllable: str, piece: str) -> float:
        """How likely the syllable stands for the piece."""
        seen = self.pieces.get(syllable, {}).get(piece, 0.0)
        return seen + self.unseen_share(syllable) * self.by_chance(piece)

    def unseen_share(self, syllable: str) -> float:
        """What multiplies the chance of a piece that the syllable was never seen with."""
        return _UNSEEN_PIECES * max(self.unseen.get(syllable, 1.0), _LEAST_UNSEEN)

    def by_chance(self, piece: str) -> float:
        """How likely the letters stand somewhere."""
        return math.prod(self.letters[letter] for letter in piece)


def main() -> None:
    """Learn the model and write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with parallel/ and lexicon/")
    parser.add_argument("--output", type=Path, default=TRANSLITERATIONS)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    data = read_folder(arguments.data)
    names = collect_names(data.entries, load_translations())
    model, names = learn(names)
    write(model, names, arguments.output)


def collect_names(entries: Iterable[Entry], translations: Translations) -> list[Name]:
    """What may be names in both languages, each once."""
    found = {*_names_of_entries(entries), *_linked_names(translations)}
    names: list[Name] = []
    for latin, chinese in sorted(found):
        letters = plain_letters(latin)
        syllables = tuple(lazy_pinyin(chinese))
        if 3 <= len(letters) <= 14 and len(syllables) == len(chinese) <= len(letters):
            names.append(Name(letters, chinese, syllables))
    return names


def learn(names: list[Name]) -> tuple[Model, list[Name]]:
    """The model, and the names that it is learned from in the end."""
    counts = Counter(letter for name in names for letter in name.letters)
    letters = {letter: count / counts.total() for letter, count in counts.items()}
    model, odds = _rounds(names, None, letters, _FIRST_ROUNDS)
    for least, often in _SELECTIONS:
        names = [name for name in names if odds.get(name, -1.0) > least]
        uses = Counter(character for name in names for character in name.characters)
        names = [name for name in names if min(uses[c] for c in name.characters) >= often]
        model, odds = _rounds(names, model, letters, _ROUNDS)
        log.info("%d names, %d syllables", len(names), len(model.pieces))
    return model, names


def write(model: Model, names: Iterable[Name], output: Path) -> None:
    """Write the log-odds, and every character, of either script, that names use."""
    syllables = sorted(model.pieces)
    number = {syllable: place for place, syllable in enumerate(syllables)}
    used = {character for name in names for character in name.characters}
    syllable_of: dict[str, int] = {}
    for point in _PLANE:
        folded = fold(chr(point)).text
        if folded in used and lazy_pinyin(folded)[0] in number:
            syllable_of[chr(point)] = number[lazy_pinyin(folded)[0]]
    odds = [
        {p: math.log(model.chance(s, p) / model.by_chance(p)) for p in model.pieces[s]}
        for s in syllables
    ]
    save_sounds(output, odds, [math.log(model.unseen_share(s)) for s in syllables], syllable_of)
    log.info("%s: %d bytes", output, output.stat().st_size)


def _names_of_entries(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        parts = re.split("[·・-]", fold(entry.chinese).text)
        for rendering in () if entry.variants else entry.renderings[:3]:
            plain = re.sub(r"\([^)]*\)", "", rendering).split(",")[0]
            words = re.split(r"[\s-]+", plain.strip())
            if len(words) == len(parts) and all(word[:1].isupper() for word in words):
                yield from ((w, p) for w, p in zip(words, parts, strict=True) if _is_chinese(p))


def _linked_names(translations: Translations) -> Iterator[tuple[str, str]]:
    for term, shown in translations.english_words():
        if shown[:1].isupper():
            for found in translations.to_chinese(term)[:2]:
                if found.probability > 0.3 and _is_chinese(found.term):
                    yield shown, found.term


def _is_chinese(text: str) -> bool:
    return _CHINESE.fullmatch(text) is not None


def _rounds(
    names: list[Name], model: Model | None, letters: dict[str, float], number: int
) -> tuple[Model, dict[Name, float]]:
    """Some rounds of expectation and maximisation; with each name's log-odds per letter."""
    odds: dict[Name, float] = {}
    for _ in range(number):
        counts: Counts = defaultdict(lambda: defaultdict(float))
        for name in names:
            total = _expect(name, model, counts)
            if total > 0:
                chance = sum(math.log(letters[letter]) for letter in name.letters)
                odds[name] = (math.log(total) - chance) / len(name.letters)
        model = _maximise(counts, letters)
        log.info("%d names, mean log-odds %.3f", len(names), sum(odds.values()) / len(odds))
    assert model is not None, "at least one round"
    return model, odds


def _expect(name: Name, model: Model | None, counts: Counts) -> float:
    """Add the expected pieces of one name to the counts; give the chance of the name."""
    letters, syllables = name.letters, name.syllables
    size, most = len(letters), len(syllables)
    forward = [[0.0] * (size + 1) for _ in range(most + 1)]
    backward = [[0.0] * (size + 1) for _ in range(most + 1)]
    forward[0][0] = backward[most][size] = 1.0
    steps: list[tuple[int, int, int, float]] = []
    for place, syllable in enumerate(syllables):
        for start in range(place, size):
            if forward[place][start] == 0.0:
                continue
            for end in range(start + 1, min(start + LONGEST_PIECE, size) + 1):
                piece = letters[start:end]
                chance = _guess(syllable, piece) if model is None else model.chance(syllable, piece)
                forward[place + 1][end] += forward[place][start] * chance
                steps.append((place, start, end, chance))
    for place, start, end, chance in reversed(steps):
        backward[place][start] += chance * backward[place + 1][end]
    total = forward[most][size]
    if total > 0:
        for place, start, end, chance in steps:
            share = forward[place][start] * chance * backward[place + 1][end] / total
            if share:
                counts[syllables[place]][letters[start:end]] += share
    return total


def _guess(syllable: str, piece: str) -> float:
    """Before anything is known: pinyin that begins with the same letter is likelier."""
    likely = (3.0 if piece[0] == syllable[0] else 1.0) * (0.5 if len(piece) in (1, 4) else 1.0)
    return likely / 26.0 ** len(piece)


def _maximise(counts: Counts, letters: dict[str, float]) -> Model:
    """Shares of the counts, less for what was seen little."""
    pieces = {
        syllable: {
            piece: (count - _DISCOUNT) / (sum(found.values()) + _CAUTION)
            for piece, count in found.items()
            if count > _DISCOUNT + 0.05
        }
        for syllable, found in counts.items()
    }
    unseen = {syllable: 1.0 - sum(found.values()) for syllable, found in pieces.items()}
    return Model(pieces, unseen, letters)


if __name__ == "__main__":
    main()

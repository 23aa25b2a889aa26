from pathlib import Path

import numpy as np

from index.query.translations import Translations
from index.query.transliteration import SoundMatcher
from index.query.transliteration_model import load_sounds
from index.training.data import Entry
from index.training.transliteration import Name, collect_names, learn, write

SYLLABLES = {"马": "ma", "丁": "ding", "路": "lu", "德": "de", "卡": "ka", "特": "te"}
LATIN = {"马": "mar", "丁": "tin", "路": "lu", "德": "d", "卡": "car", "特": "ter"}


def made_up_names() -> list[Name]:
    """Every two of the characters, spelled piece by piece."""
    return [
        Name(LATIN[one] + LATIN[other], one + other, (SYLLABLES[one], SYLLABLES[other]))
        for one in LATIN
        for other in LATIN
    ]


def test_pieces_of_names_are_learned_and_saved(tmp_path: Path) -> None:
    model, names = learn(made_up_names())
    write(model, names, tmp_path / "sounds.npz")

    likeliest = {
        syllable: max(found, key=found.__getitem__) for syllable, found in model.pieces.items()
    }
    assert likeliest["lu"] == "lu"
    assert likeliest["ka"] == "car"
    [match] = SoundMatcher(load_sounds(tmp_path / "sounds.npz")).find("Martin", "关于馬丁的书")
    assert (match.start, match.end) == (2, 4)


def test_names_come_from_capitalised_entries_and_from_linked_words() -> None:
    entries = [
        Entry("馬丁·路德", ("Martin Luther (1483-1546)",), "some"),
        Entry("锤子", ("hammer",), "some"),
        Entry("北韓", ("朝鲜",), "variants", variants=True),
    ]
    translations = Translations(
        ["warsaw", "treati"],
        ["Warsaw", "treaty"],
        ["华沙", "条约"],
        np.array([1, 1], np.float32),
        (np.array([0, 1]), np.array([0, 1]), np.array([9.0, 9.0], np.float32)),
    )

    names = collect_names(entries, translations)

    assert [(name.letters, name.characters) for name in names] == [
        ("luther", "路德"),
        ("martin", "马丁"),
        ("warsaw", "华沙"),
    ]

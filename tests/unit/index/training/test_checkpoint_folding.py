from base64 import b64decode

import pytest
from tokenizers import normalizers

from index.training.checkpoint_folding import build_character_map, fold, fold_table


@pytest.fixture(scope="module")
def table() -> dict[str, str]:
    return fold_table(["里面的干净后来", "乾隆皇帝著名", "台湾的着重"])


def test_both_writings_of_a_text_fold_to_the_same(table: dict[str, str]) -> None:
    assert fold("裏面的乾淨後來", table) == fold("里面的干净后来", table)
    assert fold("臺灣衞生衛生", table) == fold("台湾卫生卫生", table)


def test_folding_twice_changes_nothing(table: dict[str, str]) -> None:
    assert all(new not in table for new in table.values())


def test_the_map_changes_what_the_table_names_and_nothing_else(table: dict[str, str]) -> None:
    normalizer = normalizers.Precompiled(b64decode(build_character_map(table)))
    wrong = [
        character
        for character in map(chr, range(0x20, 0xA000))
        if normalizer.normalize_str(character) != table.get(character, character)
    ]
    assert wrong == []

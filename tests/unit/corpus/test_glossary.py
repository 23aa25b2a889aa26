from pathlib import Path

import pytest

from corpus.errors import GlossaryInvalid
from corpus.glossary import SHIPPED, Variant, load_glossary, parse_glossary


def test_entry_keeps_its_variants_with_their_tags_in_the_order_of_the_file() -> None:
    glossary = parse_glossary(
        '[north-korea]\nzh-Hant-TW = ["北韓"]\nzh-Hans = ["朝鲜"]\nen = ["North Korea", "DPRK"]\n'
    )

    [entry] = glossary.entries
    assert entry.entry_id == "north-korea"
    assert entry.variants == (
        Variant("北韓", "zh-Hant-TW"),
        Variant("朝鲜", "zh-Hans"),
        Variant("North Korea", "en"),
        Variant("DPRK", "en"),
    )
    assert [variant.base_language for variant in entry.variants] == ["zh", "zh", "en", "en"]


def test_fingerprint_changes_when_a_variant_does() -> None:
    one = parse_glossary('[treaty]\nen = ["treaty"]\n')
    same = parse_glossary('[treaty]\nen = ["treaty"]\n')
    other = parse_glossary('[treaty]\nen = ["pact"]\n')

    assert one.fingerprint == same.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '[iran]\nen = ["Iran"]\n\n[iraq]\nen = [\n  "Iraq",\n  " ",\n]\n',
            "mine.toml:7: empty variant ' '; write a word or remove it (en of 'iraq')",
            id="empty variant, on its own line",
        ),
        pytest.param(
            '[iran]\nzh-Hant = ["伊朗"]\nzh-TW = ["伊朗"]\n',
            "mine.toml:3: unknown language 'zh-TW'; use one of zh-Hant, zh-Hant-TW,",
            id="unknown language",
        ),
        pytest.param(
            '[fr]\nfr = ["traité"]\n',
            "mine.toml:2: unknown language 'fr'; use one of ",
            id="language that Wenju does not have",
        ),
        pytest.param(
            '[a]\nzh-Hant = ["核武", "核武"]\n',
            "mine.toml:2: '核武' stands twice in one list; remove one (zh-Hant of 'a')",
            id="twice in one list",
        ),
        pytest.param(
            '[a]\nzh-Hant = ["嚇阻"]\n\n[b]\nzh-Hans = ["吓阻"]\n',
            "mine.toml:2: '嚇阻' of 'a' stands in 'b' too; remove one, or, if it means both, "
            'write shared = ["嚇阻"] in each',
            id="in two entries, in two scripts",
        ),
        pytest.param(
            '[a]\nen = ["Treaty"]\nshared = ["Treaty"]\n\n[b]\nen = ["treaty"]\n',
            "mine.toml:6: 'treaty' of 'b' stands in 'a' too;",
            id="marked in one entry alone, case aside",
        ),
        pytest.param(
            '[a]\nen = ["treaty"]\nshared = ["treaty"]\n',
            "mine.toml:3: 'treaty' is not shared by 'a' and another entry; remove it here",
            id="marked and not shared",
        ),
        pytest.param(
            '[a]\nen = "treaty"\n',
            'mine.toml:2: en of \'a\' must be a list of texts, such as en = ["…", "…"]',
            id="text where a list belongs",
        ),
        pytest.param(
            "[a]\nen = [1]\n", "mine.toml:2: en of 'a' must be a list of texts", id="number"
        ),
        pytest.param(
            "[a]\nen = []\n",
            "mine.toml:2: en of 'a' is empty; write a variant or remove the line",
            id="empty list",
        ),
        pytest.param(
            '[a]\nen = ["treaty"]\n[b]\n',
            "mine.toml:3: entry 'b' has no variants; add a list such as en = [\"…\"]",
            id="empty entry",
        ),
        pytest.param(
            'en = ["treaty"]\n',
            "mine.toml:1: 'en' stands outside an entry; put a line such as [name] above it",
            id="outside an entry",
        ),
        pytest.param(
            '[a]\nen = ["treaty"]\n\n[a]\nen = ["pact"]\n',
            "mine.toml:4: this entry or key is there already",
            id="entry written twice",
        ),
        pytest.param('[a]\nen = ["treaty\n', "mine.toml:2: not TOML (", id="quote left open"),
        pytest.param(
            f'[a]\nen = ["{"long " * 30}"]\n',
            "mine.toml:2: 'long long long long '… has 150 characters, more than 100; shorten it",
            id="a text, not a term",
        ),
    ],
)
def test_mistake_is_named_with_file_line_and_fix(text: str, expected: str) -> None:
    with pytest.raises(GlossaryInvalid) as caught:
        parse_glossary(text, "mine.toml")

    assert str(caught.value).startswith(expected)


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file() -> None:
    with pytest.raises(GlossaryInvalid) as caught:
        parse_glossary('[a]\nxx = ["x"]\nen = [""]\n\n[b]\nen = []\n', "mine.toml")

    places = [line.split(" ")[0] for line in str(caught.value).splitlines()]
    assert places == ["mine.toml:2:", "mine.toml:3:", "mine.toml:6:"]


def test_long_list_of_mistakes_is_cut() -> None:
    entries = "".join(f"[e{n}]\nen = []\n" for n in range(25))

    with pytest.raises(GlossaryInvalid) as caught:
        parse_glossary(entries)

    assert str(caught.value).splitlines()[10:] == ["… and 15 more"]


def test_variant_marked_in_both_entries_counts_both() -> None:
    glossary = parse_glossary(
        '[council]\nzh-Hant = ["國務院"]\nshared = ["國務院"]\n\n'
        '[department]\nzh-Hant = ["國務院", "美國國務院"]\nzh-Hans = ["国务院"]\nshared = ["國務院"]\n'
    )

    assert [(v.text, v.entries) for entry in glossary.entries for v in entry.variants] == [
        ("國務院", 2),
        ("國務院", 2),
        ("美國國務院", 1),
        ("国务院", 2),
    ]


def test_missing_file_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"

    with pytest.raises(GlossaryInvalid, match=r"none\.toml: cannot be read"):
        load_glossary(missing)


def test_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "big5.toml"
    file.write_bytes('[a]\nzh-Hant = ["北韓"]\n'.encode("big5"))

    with pytest.raises(GlossaryInvalid, match=r"is not UTF-8 .*; save it as UTF-8"):
        load_glossary(file)


def test_shipped_glossary_has_both_languages_and_both_scripts_in_every_entry() -> None:
    glossary = load_glossary()

    assert len(glossary.entries) >= 170
    for entry in glossary.entries:
        tags = {variant.language for variant in entry.variants}
        assert "en" in tags and "zh-Hans" in tags, entry.entry_id
        assert any(tag.startswith("zh-Hant") for tag in tags), entry.entry_id
    assert SHIPPED.read_text(encoding="utf-8").count("北韓") >= 1

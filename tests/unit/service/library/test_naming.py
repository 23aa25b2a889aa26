import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import is_document_id
from service.errors import FilenameInvalid
from service.library.naming import check_upload_name, clean_filename, numbered, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Annual Report 2020", "annual-report-2020"),
        ("中共「新安全觀」的實踐", "zhong-gong-xin-an-quan-guan-de-shi-jian"),
        ("朝鲜半岛 2020: Café", "chao-xian-ban-dao-2020-cafe"),
        ("重庆与重要", "chong-qing-yu-zhong-yao"),
        ("O'Brien's ﬁle", "obriens-file"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full-width"),
    ],
)
def test_a_name_becomes_a_slug_that_says_what_it_names(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = slug_of("the quick brown fox jumps over the lazy dog and then over the fence again")
    assert slug == "the-quick-brown-fox-jumps-over-the-lazy-dog-and-then-over"


def test_a_name_that_cannot_be_written_gets_the_same_id_each_time_and_another_one_another() -> None:
    assert slug_of("Война и мир") == slug_of("Война и мир")
    assert slug_of("Война и мир") != slug_of("😀")
    assert re.fullmatch(r"document-[0-9a-f]{8}", slug_of("😀"))


@given(st.text(max_size=200))
def test_every_name_gives_an_id_with_room_for_a_number(name: str) -> None:
    assert is_document_id(numbered(slug_of(name), 10_000))


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/b.txt", "C:\\temp\\a.txt", "", "..", ".", "  ", "a\x00.txt", None],
)
def test_an_upload_whose_name_is_a_path_or_none_is_refused(name: str | None) -> None:
    with pytest.raises(FilenameInvalid, match="plain name"):
        check_upload_name(name)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("論文.pdf", "論文.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe"),  # would be shown as evilexe.pdf
        ("line\nbreak.txt", "linebreak.txt"),
        ("e\u0301.txt", "é.txt"),
        ("half\ud800.txt", "half\ufffd.txt"),
        ("family 👨\u200d👩\u200d👧.txt", "family 👨\u200d👩\u200d👧.txt"),
        (".hidden", "hidden"),
        ("\u202e", "document"),
        ("a" * 300 + ".docx", "a" * 195 + ".docx"),
        ("a" * 300 + ".檔案", "a" * 193 + ".檔案"),
    ],
)
def test_a_name_is_kept_without_what_cannot_be_shown(given_name: str, kept: str) -> None:
    assert clean_filename(given_name) == kept


@given(st.text(alphabet=st.characters(), max_size=300))
def test_every_name_becomes_one_plain_component(name: str) -> None:
    cleaned = clean_filename(name)
    assert "/" not in cleaned
    assert "\\" not in cleaned
    assert cleaned not in ("", ".", "..")
    assert len(cleaned.encode()) <= 200

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import FilenameInvalid
from service.filenames import check_upload_name, clean_filename


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

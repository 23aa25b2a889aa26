import pytest

from corpus.documents import check_document_id, version_of
from corpus.errors import RecordInvalid


def test_a_version_is_the_start_of_the_checksum_of_the_text() -> None:
    # printf '安全' | sha256sum
    assert version_of("安全") == "afb63a620bdc"
    assert version_of("安全 ") != version_of("安全")


@pytest.mark.parametrize("document_id", ["a", "nsc-thesis-ch6", "2024", "a" * 80])
def test_a_slug_is_a_document_id(document_id: str) -> None:
    assert check_document_id(document_id) == document_id


@pytest.mark.parametrize(
    "document_id",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "A",
        "a_b",
        "-a",
        "a-",
        "a--b",
        "a\n",
        "a" * 81,
        "論文",
        "a\0",
    ],
)
def test_what_could_leave_the_folder_or_break_an_address_is_no_document_id(
    document_id: str,
) -> None:
    with pytest.raises(RecordInvalid, match="not a slug"):
        check_document_id(document_id)

"""One row per bad file: each is refused with its kind of error and with what to do."""

import io
import tracemalloc
import zipfile

import pytest

from corpus.errors import (
    ArchiveUnsafe,
    EncodingUnclear,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileTooLarge,
    FormatNotRead,
    FormatUnknown,
    TextNotReadable,
)
from corpus.readers.dispatch import read_bytes
from tests.unit.corpus.readers.other_programs import SOURCE, written_by_pandoc
from tests.unit.corpus.readers.packed import docx, epub, pack, paragraph, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MEGABYTE = 2**20


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le")


def locked_zip() -> bytes:
    """A document whose main part says that it is packed with a password."""
    content = bytearray(docx(paragraph("text")))
    directory = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/document.xml"))
    content[directory + 8] |= 1
    return bytes(content)


def lying_bomb() -> bytes:
    """A document of 60 MB of blanks whose directory claims that it has 10 bytes."""
    content = bytearray(docx("<!--" + " " * 60 * MEGABYTE + "-->" + paragraph("text")))
    directory = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/document.xml"))
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    return bytes(content)


def renamed(name: str) -> bytes:
    return pack({"META-INF/container.xml": "<a/>", name: "out"})


def drm(algorithm: str) -> bytes:
    lock = (
        '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/></enc:EncryptedData></encryption>'
    )
    return epub({"c1": "<p>Text.</p>"}, parts={"META-INF/encryption.xml": lock})


AES = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
ENTITIES = '<!DOCTYPE a [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)


BAD = [
    ("empty.txt", b"", FileEmpty, r"'empty.txt': the file is empty \(0 bytes\); expected a text"),
    ("blank.txt", b" \n\t\r\n", TextNotReadable, r"blank; expected at least one paragraph"),
    ("blank.html", b"<html><body> </body></html>", TextNotReadable, r"no paragraph to read"),
    ("headings.md", b"# A\n\n## B\n", TextNotReadable, r"no paragraph to read; expected"),
    ("bytes.txt", bytes(range(256)) * 9, EncodingUnclear, r"save it as UTF-8"),
    ("latin.txt", "Café – élève".encode("cp1252"), EncodingUnclear, r"UTF-8 up to byte 3"),
    ("cut.txt", ("文字" * 90).encode()[:-1], FileDamaged, r"copy or download it again"),
    ("cut.docx", written_by_pandoc("docx")[:-30], FileDamaged, r"cut off or damaged"),
    ("half.docx", written_by_pandoc("docx")[:5000], FileDamaged, r"cut off or damaged"),
    ("cut.epub", written_by_pandoc("epub")[:5000], FileDamaged, r"cut off or damaged"),
    ("broken.docx", docx("<w:p>"), FileDamaged, r"Word document is cut off or damaged"),
    ("main.docx", pack({"[Content_Types].xml": "", "word/a.xml": ""}), FileDamaged, r"'word/document.xml' is missing"),
    ("opf.epub", pack({"META-INF/container.xml": "<a/>"}), FileDamaged, r"names no package"),
    ("spine.epub", epub({}), FileDamaged, r"names no chapter"),
    ("container.epub", pack({"mimetype": "application/epub+zip"}), FileDamaged, r"container.xml' is missing"),
    ("locked.docx", stream("EncryptedPackage"), FileEncrypted, r"password.*take the protection off"),
    ("zip.docx", locked_zip(), FileEncrypted, r"packed with a password.*pack it without"),
    ("drm.epub", drm(AES), FileEncrypted, r"copy protection \(DRM\).*an edition without"),
    ("old.doc", stream("WordDocument"), FormatNotRead, r"before 2007 \(.doc\).*save it as DOCX"),
    ("old.ppt", stream("PowerPoint Document"), FormatNotRead, r"\(.ppt\).*export it as PDF"),
    ("old.xls", stream("Workbook"), FormatNotRead, r"\(.xls\).*export it as PDF"),
    ("old.msg", OLE, FormatNotRead, r"Office file of before 2007"),
    ("book.mobi", bytes(60) + b"BOOKMOBI" + bytes(60), FormatNotRead, r"Kindle.*EPUB"),
    ("paper.tex", b"% a\n\\documentclass{article}\n", FormatNotRead, r"\(.tex\).*add the PDF"),
    ("works.txt", b"@article{doe, title={A}}\n", FormatNotRead, r"records.*add the works"),
    ("list.xlsb", pack({"[Content_Types].xml": "", "xl/workbook.bin": ""}), FormatNotRead, r"save it as XLSX"),
    ("scan.png", b"\x89PNG\r\n", FormatNotRead, r"picture \(PNG\).*OCR"),
    ("text.txt.gz", b"\x1f\x8b\x08", FormatNotRead, r"packed with gzip.*unpack it"),
    ("texts.zip", pack({"a.txt": "text"}), FormatUnknown, r"zip archive.*expected plain text, Markdown"),
    ("feed.xml", b"<?xml version='1.0'?><rss>a</rss>", FormatUnknown, r"XML that is no web page"),
    ("up.epub", renamed("../../etc/cron.d/x"), ArchiveUnsafe, r"'../../etc/cron.d/x'.*do not open it"),
    ("root.epub", renamed("/etc/passwd"), ArchiveUnsafe, r"points out of it"),
    ("drive.epub", renamed("C:\\Windows\\x"), ArchiveUnsafe, r"points out of it"),
    ("back.epub", renamed("OPS\\..\\..\\x"), ArchiveUnsafe, r"points out of it"),
    ("deep.docx", docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000), FileDamaged, r"cut off or damaged"),
    ("laugh.docx", pack({"[Content_Types].xml": "", "word/document.xml": ENTITIES + "]><a>&a9;</a>"}), FileDamaged, r"cut off or damaged"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "error", "message"), BAD, ids=[str(row[0]) for row in BAD]
)
def test_a_bad_file_is_refused_with_what_to_do(
    name: str, content: bytes, error: type[TextNotReadable], message: str
) -> None:
    with pytest.raises(error, match=message) as caught:
        read_bytes(content, name)
    assert type(caught.value) is error
    assert str(caught.value).startswith(f"'{name}': ")


@pytest.mark.parametrize(
    "content",
    [
        docx("<!--" + " " * 60 * MEGABYTE + "-->" + paragraph("text")),
        epub({"c1": "<p>" + "ha" * 20 * MEGABYTE + "</p>"}),
    ],
    ids=["docx", "epub"],
)
def test_a_zip_bomb_is_stopped_while_it_unpacks(content: bytes) -> None:
    assert len(content) < MEGABYTE
    tracemalloc.start()
    with pytest.raises(FileTooLarge, match=r"as a zip bomb does"):
        read_bytes(content, "bomb")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * MEGABYTE  # of 40 and more


def test_a_zip_bomb_that_lies_about_its_size_is_damaged() -> None:
    with pytest.raises(FileDamaged, match=r"'word/document.xml'"):
        read_bytes(lying_bomb(), "bomb.docx")


def test_many_parts_are_too_many() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(20_001):
            archive.writestr(f"{number}", b"")
    with pytest.raises(FileTooLarge, match=r"20001 parts"):
        read_bytes(file.getvalue(), "many.epub")


def test_fonts_that_are_garbled_do_not_lock_a_book() -> None:
    reading = read_bytes(drm("http://www.idpf.org/2008/embedding"), "fonts.epub")
    assert [block.text for block in reading.blocks] == ["Text."]


def test_no_entity_is_expanded_and_no_file_is_read_for_one() -> None:
    hostile = (
        '<!DOCTYPE d [<!ENTITY own "EXPANDED"><!ENTITY file SYSTEM "file:///etc/passwd">'
        '<!ENTITY % net SYSTEM "http://127.0.0.1:9/x"> %net;]>'
        + word("document", f"<w:body>{paragraph('a &own; b &file; c')}</w:body>")
    )
    content = pack({"[Content_Types].xml": "", "word/document.xml": hostile})
    assert [block.text for block in read_bytes(content, "xxe.docx").blocks] == ["a b c"]


def test_macros_are_not_looked_at_and_the_person_is_told() -> None:
    parts: dict[str, str | bytes] = {"[Content_Types].xml": "", "word/vbaProject.bin": b"\xff" * 9}
    body = word("document", f"<w:body>{paragraph('Text.')}</w:body>")
    reading = read_bytes(pack({**parts, "word/document.xml": body}), "macro.docm")
    assert [block.text for block in reading.blocks] == ["Text."]
    assert reading.warnings == ("the document holds macros; only its text was read",)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (written_by_pandoc("docx"), "a.pdf", "wordprocessingml.document"),
        (written_by_pandoc("epub"), "a.txt", "application/epub+zip"),
        (written_by_pandoc("html"), "a.docx", "text/html"),
        ("文字。".encode(), "a.docx", "text/plain"),
        ("文字。".encode(), "a.log", "text/plain"),
    ],
)
def test_a_wrong_ending_is_a_warning_and_the_content_decides(
    content: bytes, name: str, media_type: str
) -> None:
    reading = read_bytes(content, name)
    assert reading.media_type.endswith(media_type)
    (warning,) = reading.warnings
    assert warning.startswith(f"the name ends in '{name[1:]}', but the content is ")


@pytest.mark.parametrize(
    "name", ["a.txt", "a.TXT", "README", "第一章.緒論", "a.md", ".txt", "", "a\0b"]
)
def test_names_that_fit_or_say_nothing_give_no_warning(name: str) -> None:
    assert read_bytes(SOURCE.encode(), name).warnings == ()


def test_a_text_in_a_third_language_is_read_with_a_warning() -> None:
    text = "Quelle est la politique nucléaire de la Corée du Nord ? Elle est dans les mains."
    (warning,) = read_bytes(text.encode(), "a.txt").warnings
    assert warning.startswith("the text is in neither Chinese nor English")

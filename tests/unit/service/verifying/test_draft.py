import io
import zipfile

import pytest

from corpus.errors import FileDamaged, FileEmpty, FormatNotRead
from service.errors import DraftTooLong
from service.verifying.draft import find_quotations
from service.verifying.reading import MOST_QUOTATIONS, Draft, read_draft


def texts(draft: str, markdown: bool = True) -> list[str]:
    return [each.text for each in find_quotations(draft, markdown)]


@pytest.mark.parametrize(
    ("draft", "quoted"),
    [
        ("他說「南韓希望在參與過程中維持和平」。", ["南韓希望在參與過程中維持和平"]),
        ("他說「南韓希望『六方會談』能夠成功」。", ["南韓希望『六方會談』能夠成功"]),
        ("他说“南韩希望在参与过程中维持和平”。", ["南韩希望在参与过程中维持和平"]),
        ('She said "the talks were stalled again" and left.', ["the talks were stalled again"]),
        ("She said ‘it’s the sailor’s own old port’ twice.", ["it’s the sailor’s own old port"]),
        ("It’s the sailors’ own old port, isn’t it?", []),
        ("a 5\" pipe and a 6\" pipe are not quoted", []),
        ("所謂「新安全觀」是術語。", []),
        ("所謂「新安全觀」（王小明，2006）是引文。", ["新安全觀"]),
        ("「甲乙丙丁戊」和「己庚辛壬癸」", ["甲乙丙丁戊", "己庚辛壬癸"]),
        ("「從未關閉的引號，“但是這一句有兩個引號”", ["但是這一句有兩個引號"]),
        ("「甲乙丙丁\n\n戊己庚辛」", []),
        ("> 南韓希望在參與過程中\n> 維持和平與穩定。\n> — 王小明", ["南韓希望在參與過程中\n維持和平與穩定。"]),
        ("> 南韓希望在參與過程中維持和平。（王小明，2006，頁 3）", ["南韓希望在參與過程中維持和平。"]),
        ("> 「南韓希望在參與過程中維持和平。」", ["南韓希望在參與過程中維持和平。"]),
        ("「南韓**希望**在[參與](http://x.org)過程[^1]中」", ["南韓希望在參與過程中"]),
        ("```\n「這一段是程式碼裡的句子」\n```\n", []),
        ("# References\n\nDoe, “The salt question in Qing Yunnan.”\n\n# Notes\n\n「南韓希望維持和平」", ["南韓希望維持和平"]),
        ("參考文獻\n王小明，「清代的鹽政與海防問題」，臺北。", []),
        ("", []),
        ("「」『』“”", []),
    ],
)  # fmt: skip
def test_what_is_quoted(draft: str, quoted: list[str]) -> None:
    assert texts(draft) == quoted


def test_places_and_lines_are_those_of_the_draft() -> None:
    draft = "# 一\n\n前言。\n他說「南韓希望在參與過程中維持和平」。"
    (found,) = find_quotations(draft)
    assert draft[found.start : found.end] == found.text
    assert found.line == 4


@pytest.mark.parametrize(
    ("draft", "cited"),
    [
        ("「南韓希望維持和平」（王小明，2006，頁 3）。", "（王小明，2006，頁 3）"),
        ("“the talks were stalled again” (Doe, 2006, p. 3).", "(Doe, 2006, p. 3)"),
        ("「南韓希望維持和平」。\n王小明. 書[M]. 臺北：某，2006：3.", "王小明. 書[M]. 臺北：某，2006：3."),
        ("「南韓希望維持和平」[^a]。\n\n[^a]: 王小明，《書》，頁 3。", "王小明，《書》，頁 3。"),
        ("「南韓希望維持和平」，而且（這是另一句）", ""),
        ("王小明（2006，頁 3）指出：「南韓希望維持和平」。", "王小明（2006，頁 3）指出："),
        ("As Doe (2006, p. 3) says, “the talks were stalled again”.", "As Doe (2006, p. 3) says,"),
        ("王小明（2006）有說。「南韓希望維持和平」。", ""),
    ],
)  # fmt: skip
def test_what_a_quotation_cites(draft: str, cited: str) -> None:
    assert find_quotations(draft)[0].cited == cited


def test_a_plain_text_keeps_signs_that_markdown_would_take() -> None:
    assert texts("「南韓*希望*在參與過程中」", markdown=False) == ["南韓*希望*在參與過程中"]


def test_marks_without_end_take_no_time() -> None:
    assert texts("「" * 200_000 + "“" * 200_000) == []
    assert len(texts("「甲乙丙丁戊" * 50_000)) == 0


def docx(body: str, notes: str = "", styles: str = "") -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {space}>{notes}</w:footnotes>",
        "word/styles.xml": f"<w:styles {space}>{styles}</w:styles>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def paragraph(inner: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{inner}</w:p>"


def test_a_word_document_has_its_notes_where_they_are_referred_to_and_its_block_quotations() -> (
    None
):
    content = docx(
        paragraph('<w:r><w:t>他說「南韓希望</w:t></w:r><w:del><w:r><w:t>刪去</w:t></w:r></w:del>'
                  '<w:r><w:t>維持_和平_」</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>')
        + paragraph("<w:r><w:t>對話有利於半島的統一與發展。</w:t></w:r>", "a3"),
        notes='<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
              '<w:footnote w:id="2">' + paragraph("<w:r><w:t>王小明，頁 3。</w:t></w:r>") + "</w:footnote>",
        styles='<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Intense Quote"/></w:style>',
    )  # fmt: skip
    draft = read_draft(content, "draft.docx")
    first, second = draft.quotations()
    assert (first.text, first.cited) == ("南韓希望維持_和平_", "王小明，頁 3。")
    assert second.text == "對話有利於半島的統一與發展。"


def test_a_draft_in_an_old_encoding_is_read() -> None:
    content = ("他說：「我們希望在會談中看到各國的和平與安全」，" * 8).encode("big5")
    assert (
        read_draft(content, "a.txt").quotations()[0].text == "我們希望在會談中看到各國的和平與安全"
    )


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "a.md", FileEmpty),
        (b"%PDF-1.7 x", "a.pdf", FormatNotRead),
        (b"<html><p>x", "a.html", FormatNotRead),
        (docx("")[:100], "a.docx", FileDamaged),
        (docx("<w:p>"), "a.docx", FileDamaged),
    ],
)
def test_what_is_no_draft_is_refused(content: bytes, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_draft(content, name)


def test_a_draft_that_is_too_long_says_what_to_do() -> None:
    with pytest.raises(DraftTooLong, match=r"1001 quotations; at most 1000 .* chapters"):
        Draft("「甲乙丙丁戊己」" * (MOST_QUOTATIONS + 1)).quotations()
    with pytest.raises(DraftTooLong, match="characters"):
        Draft("x" * 1_000_001).quotations()

from corpus.readers.blocks import Body, Heading, Note
from corpus.readers.dispatch import read_bytes
from tests.unit.corpus.readers.packed import pack

_P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def shape(*paragraphs: str, kind: str = "") -> str:
    place = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
    text = "".join(
        f"<a:p>{each if each.startswith('<') else f'<a:r><a:t>{each}</a:t></a:r>'}</a:p>"
        for each in paragraphs
    )
    return f"<p:sp>{place}<p:txBody>{text}</p:txBody></p:sp>"


def pptx(*slides: str, notes: str = "") -> bytes:
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(len(slides)))
    relations = "".join(
        f'<Relationship Id="r{n}" Type="t/slide" Target="slides/slide{n}.xml"/>'
        for n in range(len(slides))
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {_P}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f"<Relationships>{relations}</Relationships>",
        **{f"ppt/slides/slide{n}.xml": f"<p:sld {_P}>{slide}</p:sld>" for n, slide in enumerate(slides)},
    }  # fmt: skip
    if notes:
        parts["ppt/notesSlides/n.xml"] = f"<p:notes {_P}>{shape(notes, kind='body')}</p:notes>"
        parts["ppt/slides/_rels/slide0.xml.rels"] = (
            '<Relationships><Relationship Id="n" Type="t/notesSlide" Target="../notesSlides/n.xml"/></Relationships>'
        )
    return pack(parts)


def test_a_slide_is_a_page_and_its_title_a_heading() -> None:
    first = shape("水庫", kind="title") + shape("1964年完工。") + shape("1", kind="sldNum")
    second = shape("容量為1.2×", "次段") + shape("頁尾", kind="ftr")
    assert read_bytes(pptx(first, second, notes="先說明年代。"), "a.pptx").blocks == (
        Heading("水庫", 1), Body("1964年完工。", "1"), Body("容量為1.2×", "2"), Body("次段", "2"), Note("先說明年代。", "", "1"),
    )  # fmt: skip


def test_exponents_and_tables_of_a_slide() -> None:
    raised = '<a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>6</a:t></a:r>'
    cells = "".join(
        f"<a:tr>{''.join(f'<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>' for text in line)}</a:tr>"
        for line in (("年", "值"), ("1994", "880"))
    )
    table = f"<p:graphicFrame><a:graphic><a:tbl>{cells}</a:tbl></a:graphic></p:graphicFrame>"
    assert read_bytes(pptx(shape(raised) + table), "a.pptx").blocks == (
        Body("10⁶", "1"),
        Body("年 | 值", "1", kind="table"),
        Body("1994 | 880", "1", kind="table", table_head="年 | 值"),
    )

from corpus.readers.blocks import Body, Heading, Note
from corpus.readers.dispatch import read_bytes
from tests.unit.corpus.readers.packed import pack

_O = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)


def opendocument(body: str, styles: str = "", kind: str = "text") -> bytes:
    return pack({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {_O}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body>{body}</office:body></office:document-content>",
    })  # fmt: skip


def test_headings_notes_exponents_and_what_is_left_out() -> None:
    styles = '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">壩</text:h>'
        '<text:p>蓄水10<text:span text:style-name="T1">6</text:span>方'
        '<text:note text:id="n1"><text:note-citation>1</text:note-citation><text:note-body><text:p>見報告。</text:p></text:note-body></text:note>。</text:p>'
        "<office:annotation><text:p>remark</text:p></office:annotation>"
        "<text:bibliography><text:p>王小明 (1990)。</text:p></text:bibliography>"
    )
    assert read_bytes(opendocument(body, styles), "a.odt").blocks == (
        Heading("壩", 2), Body("蓄水10⁶方。"), Body("王小明 (1990)。", kind="bibliography"), Note("見報告。", "1"),
    )  # fmt: skip


def test_tables_and_slides() -> None:
    def line(*cells: str) -> str:
        return f"<table:table-row>{''.join(f'<table:table-cell><text:p>{cell}</text:p></table:table-cell>' for cell in cells)}</table:table-row>"

    table = f"<table:table>{line('年', '值')}{line('1994', '880')}</table:table>"
    assert read_bytes(opendocument(table), "a.odt").blocks == (
        Body("年 | 值", kind="table"), Body("1994 | 880", kind="table", table_head="年 | 值"),
    )  # fmt: skip
    slides = "<draw:page><draw:frame><text:p>甲。</text:p></draw:frame></draw:page><draw:page><text:p>乙。</text:p></draw:page>"
    assert read_bytes(opendocument(slides, kind="presentation"), "a.odp").blocks == (
        Body("甲。", "1"), Body("乙。", "2"),
    )  # fmt: skip

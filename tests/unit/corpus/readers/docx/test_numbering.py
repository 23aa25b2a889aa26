from corpus.readers.dispatch import read_bytes
from tests.unit.corpus.readers.packed import docx


def level(number: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def item(text: str, level: int = 0, number: int = 1) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def texts(body: str, numbering: str, styles: str = "") -> list[str]:
    blocks = read_bytes(docx(body, numbering=numbering, styles=styles), "a.docx").blocks
    return [block.text for block in blocks]


STATUTE = (
    f'<w:abstractNum w:abstractNumId="7">{level(0, "taiwaneseCountingThousand", "第%1條")}'
    f"{level(1, 'taiwaneseCountingThousand', '%2、')}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
)


def test_articles_and_points_are_numbered_as_printed() -> None:
    body = item("甲。") + item("乙。", 1) + item("丙。", 1) + item("丁。") + item("戊。", 1)
    assert texts(body, STATUTE) == [
        "第一條 甲。",
        "一、乙。",
        "二、丙。",
        "第二條 丁。",
        "一、戊。",
    ]


def test_levels_may_show_those_above_and_bullets_show_nothing() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{level(0, "upperRoman", "%1.")}{level(1, "decimal", "%1.%2", "<w:isLgl/>")}'
        f'{level(2, "bullet", "•")}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    body = item("a") + item("b") + item("c", 1) + item("d", 2)
    assert texts(body, numbering) == ["I. a", "II. b", "2.1 c", "d"]


def test_a_list_that_says_where_it_starts_begins_anew() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{level(0, "decimal", "%1.")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    body = item("a") + item("b") + item("c", number=2) + item("d", number=2) + item("e", number=3)
    assert texts(body, numbering) == ["1. a", "2. b", "1. c", "2. d", "3. e"]


def test_a_heading_is_numbered_by_its_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{level(0, "chineseCounting", "第%1章")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>緒論</w:t></w:r></w:p><w:p><w:r><w:t>甲。</w:t></w:r></w:p>'
    assert texts(body, numbering, styles) == ["第一章 緒論", "甲。"]


def test_raised_runs_are_exponents() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>-</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r>'
    body = (
        f"<w:p><w:r><w:t>10</w:t></w:r>{raised}<w:r><w:t xml:space='preserve'> m</w:t></w:r></w:p>"
    )
    assert texts(body, "") == ["10⁻³ m"]

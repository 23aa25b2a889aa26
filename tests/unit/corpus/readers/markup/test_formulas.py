import pytest
from lxml import etree

from corpus.readers.dispatch import read_bytes
from corpus.readers.markup.formulas import formula_text
from tests.unit.corpus.readers.packed import docx

_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def in_mathml(inside: str) -> str:
    return formula_text(etree.fromstring(f"<math>{inside}</math>"))


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x²"),
        ("<mn>1.2</mn><mo>×</mo><msup><mn>10</mn><mrow><mo>−</mo><mn>6</mn></mrow></msup>", "1.2×10⁻⁶"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac><mo>=</mo><mn>3</mn>", "(a+b)/c = 3"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x+1)"),
        ("<mfenced><mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac></mfenced>", "(binom(n, k))"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "∛(x)"),
        ("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msub><mi>x</mi><mi>i</mi></msub>", "∑_(i = 1)^n x_i"),
        ("<mmultiscripts><mi>C</mi><mprescripts/><none/><mn>14</mn></mmultiscripts>", "¹⁴C"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>", "[1, 2; 3, 4]"),
        ("<semantics><mi>x</mi><annotation encoding='application/x-tex'>x</annotation></semantics>", "x"),
    ],
)  # fmt: skip
def test_mathml_as_one_line(inside: str, text: str) -> None:
    assert in_mathml(inside) == text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"{run('1.2×')}<m:sSup><m:e>{run('10')}</m:e><m:sup>{run('6')}</m:sup></m:sSup>", "1.2×10⁶"),
        (f"<m:f><m:num>{run('a+b')}</m:num><m:den>{run('2')}</m:den></m:f>", "(a+b)/2"),
        (f"<m:f><m:fPr><m:type m:val='noBar'/></m:fPr><m:num>{run('n')}</m:num><m:den>{run('k')}</m:den></m:f>", "binom(n, k)"),
        (f"{run('a')}<m:func><m:fName>{run('cos')}</m:fName><m:e>{run('x')}</m:e></m:func>", "a cos x"),
        (f"<m:rad><m:deg/><m:e>{run('2')}</m:e></m:rad>", "√(2)"),
        (f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{run('i=1')}</m:sub><m:sup>{run('n')}</m:sup><m:e>{run('i')}</m:e></m:nary>", "∑_(i = 1)^n i"),
        (f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{run('x')}</m:e></m:d>", "[x]"),
        (f"<m:sSub><m:e>{run('CO')}</m:e><m:sub>{run('2')}</m:sub></m:sSub>", "CO₂"),
        (f"<m:func><m:fName>{run('log')}</m:fName><m:e>{run('x')}</m:e></m:func>", "log x"),
    ],
)  # fmt: skip
def test_office_formulas_as_one_line(inside: str, text: str) -> None:
    assert formula_text(etree.fromstring(f"<m:oMath {_M}>{inside}</m:oMath>")) == text


def test_formulas_stand_in_the_text_of_pages_and_documents() -> None:
    page = (
        "<html><body><p>So <math><msup><mi>x</mi><mn>2</mn></msup></math> grows.</p></body></html>"
    )
    assert read_bytes(page.encode(), "a.html").blocks[0].text == "So x² grows."
    body = f"<w:p><w:r><w:t xml:space='preserve'>So </w:t></w:r><m:oMath {_M}>{run('x=1')}</m:oMath></w:p>"
    assert read_bytes(docx(body), "a.docx").blocks[0].text == "So x = 1"


def test_the_formula_that_wikipedia_shows_as_a_picture_is_read() -> None:
    page = (
        '<html><body><p>It is <span class="mwe-math-element"><span class="mwe-math-mathml-inline" '
        'style="display: none;"><math><msup><mn>10</mn><mn>6</mn></msup></math></span>'
        '<img class="mwe-math-fallback-image-inline" alt="10^{6}"></span>.</p></body></html>'
    )
    assert read_bytes(page.encode(), "a.html").blocks[0].text == "It is 10⁶."


def test_deep_nesting_is_no_matter() -> None:
    assert in_mathml("<msqrt>" * 200 + "<mi>x</mi>" + "</msqrt>" * 200).count("√") < 200

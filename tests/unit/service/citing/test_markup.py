import pytest

from corpus.csl_markup import in_plain_text, mark
from service.citing.citations import Locator, render_citation, render_reference
from service.citing.markup import in_html


@pytest.mark.parametrize(
    ("written", "text", "html"),
    [
        ("H<sub>2</sub>O at 10<sup>6</sup>", "H₂O at 10⁶", "H<sub>2</sub>O at 10<sup>6</sup>"),
        ("x<sup>q+1</sup>", "x^q+1", "x<sup>q+1</sup>"),
        ("<i>Homo</i> & <b>us</b>", "Homo & us", "<i>Homo</i> &amp; <b>us</b>"),
        ("<i>a <i>b</i> c</i>", "a b c", "<i>a </i>b<i> c</i>"),
        ('<span class="nocase">iPad</span>', "iPad", "iPad"),
        ('<span style="font-variant:small-caps;">bce</span>', "bce", '<span style="font-variant:small-caps">bce</span>'),
        ("a < b <i>c", "a < b <i>c", "a &lt; b &lt;i&gt;c"),
        ("</i>x<i>", "</i>x<i>", "&lt;/i&gt;x&lt;i&gt;"),
        ('<i onclick="x()">y</i>', '<i onclick="x()">y</i>', '&lt;i onclick="x()"&gt;y&lt;/i&gt;'),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<i>a<b>b</i>c</b>", "a<b>bc</b>", "<i>a&lt;b&gt;b</i>c&lt;/b&gt;"),
    ],
)  # fmt: skip
def test_markup_of_csl_is_markup_and_everything_else_is_letters(
    written: str, text: str, html: str
) -> None:
    assert in_plain_text(mark(written)) == text
    assert in_html(mark(written)) == html


def test_a_reference_in_html_has_the_italics_of_its_style() -> None:
    book = {
        "type": "book", "title": "The life of <i>E. grandis</i>: A & B", "language": "en",
        "author": [{"family": "Roe", "given": "Ann"}], "issued": {"date-parts": [[2001]]},
    }  # fmt: skip
    assert render_reference(book, "apa-7", html=True) == (
        "Roe, A. (2001). <i>The life of </i>E. grandis<i>: A &amp; B</i>."
    )
    assert render_reference(book, "apa-7") == "Roe, A. (2001). The life of E. grandis: A & B."


def test_a_citation_in_html_escapes_quotation_and_locator() -> None:
    cited = render_citation(
        {"type": "book", "title": "T", "language": "en"}, Locator(("<b>1</b>",), 2), "a < <i>b</i>",
        "gb-t-7714-2025", html=True,
    )  # fmt: skip
    assert cited.startswith("“a &lt; &lt;i&gt;b&lt;/i&gt;”<br>T[M]. ")
    assert "“&lt;b&gt;1&lt;/b&gt;”, para. 2" in cited


@pytest.mark.parametrize(
    ("style", "title"), [("ris", "TI  - CO₂ in <b"), ("bibtex", r"CO\textsubscript{2} in <b")]
)
def test_formats_have_markup_as_they_write_it(style: str, title: str) -> None:
    written = render_reference({"type": "book", "title": "CO<sub>2</sub> in <b"}, style)
    assert title in written

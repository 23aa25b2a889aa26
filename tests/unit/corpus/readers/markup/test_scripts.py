import pytest

from corpus.readers.dispatch import read_bytes


def text_of(html: str) -> str:
    reading = read_bytes(f"<html><body><p>{html}</p></body></html>".encode(), "a.html")
    return reading.blocks[0].text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("2.6&times;10<sup>4</sup>人", "2.6×10⁴人"),
        ("10<sup>-3</sup> or 10<sup>−3</sup>", "10⁻³ or 10⁻³"),
        ("10<sup>0.5</sup> and 10<sup>1,000</sup>", "10^0.5 and 10^1,000"),
        ("CO<sub>2</sub>, Ca<sup>2+</sup>, <sup>14</sup>C", "CO₂, Ca²⁺, ¹⁴C"),
        ("30 m<sup>2</sup>", "30 m²"),
        ("x<sup>n</sup>, e<sup>kt</sup>, 2<sup>d</sup>, x<sup>r</sup>", "xⁿ, e^(kt), 2^d, x^r"),
        ("x<sub>i</sub> and x<sub>max</sub>", "x_i and x_(max)"),
        ("e<sup>x<sup>2</sup></sup>", "e^(x²)"),
        ("the 19<sup>th</sup> century, M<sup>lle</sup> Rachel, Wenju<sup>TM</sup>", "the 19th century, Mlle Rachel, Wenju™"),
        ("A claim.<sup>[1]</sup> Another.<sup>3</sup>", "A claim.[1] Another.³"),
        ("in 2003<sup>1</sup>", "in 2003¹"),
        ("10<sup>1</sup><sup>2</sup>", "10¹²"),
        ("10<span style='vertical-align: super'>6</span>", "10⁶"),
    ],
)  # fmt: skip
def test_raised_and_lowered_signs_keep_their_meaning(html: str, text: str) -> None:
    assert text_of(html) == text


def test_a_linked_mark_of_a_note_is_no_exponent() -> None:
    html = 'in 2003<sup><a href="#fn1">1</a></sup> it rose to 10<sup>6</sup>.'
    assert text_of(html) == "in 2003 it rose to 10⁶."

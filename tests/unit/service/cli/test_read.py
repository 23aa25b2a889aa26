"""`wenju read` prints what was read, and stores nothing."""

import json
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

from corpus.readers.pdf.overlay import draw_pages
from service.cli.main import app
from tests.unit.corpus.readers.packed import docx, paragraph
from tests.unit.corpus.readers.pdf_files import draw

TABLE = "年,庫容\n1964,1195\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WENJU_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["read", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.stdout


def test_blocks_are_printed_with_their_kinds(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    assert run("a.csv").splitlines() == [
        "text/csv, zh-Hant", "table", "  年 | 庫容", "table (年 | 庫容)", "  1964 | 1195", "2 table"
    ]  # fmt: skip
    assert not (home / "library.db").exists()


def test_json_has_every_field_of_every_block(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    read = json.loads(run("a.csv", "--json"))
    assert (read["media_type"], read["language"], read["warnings"]) == ("text/csv", "zh-Hant", [])
    assert read["blocks"][1] == {
        "block": "body", "text": "1964 | 1195", "kind": "table", "table_head": "年 | 庫容", "page": None,
        "page_seam": None, "page_breaks": [], "article": None, "doubt": None, "ocr": None,
    }  # fmt: skip


def test_the_page_shows_texts_as_texts(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx(paragraph("1 &lt; 2 &lt;script>alert(1)&lt;/script>")))
    page = run("a.docx", "--html")
    assert "1 &lt; 2 &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def pdf_of(*lines: str) -> bytes:
    def write(canvas: Canvas) -> None:
        for n, line in enumerate(lines):
            canvas.drawString(72, 700 - 20 * n, line)

    return draw(write)


def test_blocks_lie_over_the_lines_of_a_page() -> None:
    lines = ("The first line of the text", "and the second line of it")
    (page,) = draw_pages(pdf_of(*lines), ["The first line of the text and the second line of it"])
    assert [number for number, _ in page.boxes] == [0, 0]
    (left, top, right, bottom), (_, second, _, _) = (box for _, box in page.boxes)
    assert left == pytest.approx(72 / page.width, abs=0.01)
    assert top < bottom < second
    assert right > 2 * left
    assert page.png.startswith("iVBOR")


def test_a_pdf_is_shown_with_its_blocks_over_the_pages(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(
        pdf_of("The first line of the text is a sentence that is long enough.")
    )
    page = run("a.pdf", "--html")
    assert 'src="data:image/png;base64,iVBOR' in page
    assert '<a class="box" href="#b0"' in page

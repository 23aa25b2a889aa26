import io

import pytest
from rich.console import Console

from corpus.documents import Source
from corpus.store.library import Head
from service.answering import Answer, AnsweredPassage, AskedQuestion, Span
from service.citing.citations import Locator
from service.cli import terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("六方會談　第一節\nnext", "六方會談　第一節\nnext"),
        ("a\x9b31mred", "a\\x9b31mred"),
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("abc\u202edef", "abc\\u202edef"),
        ("half \ud800", "half \\ud800"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text: str, shown: str) -> None:
    assert terminal.visible(text) == shown


def answer_of(text: str, title: str) -> Answer:
    passage = AnsweredPassage(
        rank=1, score=0.9, address="one@0123456789ab:100-300", document_id="one", title=title,
        language="zh-Hant", text=text, start=100, end=100 + len(text),
        evidence=(Span(105, 110, text[5:10]),), locator=Locator(("第一章",), paragraph=3),
        citation="『…』", url="/documents/one",
    )  # fmt: skip
    return Answer("v", "answered", 0.9, None, AskedQuestion("問", "zh-Hant"), (passage,), (), {})


def test_a_quotation_is_verbatim_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "水庫於一九五二年完工，灌溉下游三千甲田。" * 12
    file = io.StringIO()
    terminal.print_answer(Console(file=file, width=80, soft_wrap=True), answer_of(text, "題"))
    assert f"\n{text}\n" in file.getvalue()


def test_a_title_cannot_command_the_terminal() -> None:
    file = io.StringIO()
    console = Console(file=file, soft_wrap=True)
    terminal.print_answer(console, answer_of("0123456789", "evil\x1b]0;x\x07"))
    assert "\x1b" not in file.getvalue()
    assert "evil\\x1b]0;x\\x07" in file.getvalue()


def test_ids_are_never_cut(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "a-very-long-id-that-a-person-wants-to-copy-as-it-stands-in-the-library-0123"
    head = Head(
        long, "v", "en", "t" * 90, 9, {}, (), "2026-01-01T00:00:00+00:00", Source("f", "0", "t")
    )
    file = io.StringIO()
    monkeypatch.setattr(terminal, "console", Console(file=file, width=80, force_terminal=True))
    terminal.print_heads([head])
    assert long in file.getvalue()

    monkeypatch.setattr(terminal, "console", Console(soft_wrap=True))
    terminal.print_heads([head])
    assert f" {long}  {'t' * 90}  " in capsys.readouterr().out

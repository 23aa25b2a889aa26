from pathlib import Path

import pytest

from eval.benchmarks.independent import NoOtherReading, letters, other_text
from eval.benchmarks.reading import Figures, _stands_in, measure_folder, total_of


def test_letters_are_what_both_readings_have() -> None:
    assert letters("cross-\nsectional 10⁶ — Ａ．") == "crosssectional106a"


def test_a_sentence_stands_in_a_text_whole_or_cut_once() -> None:
    text = letters("it stood idle for nine years 201 and became a battle-field for sects")
    assert _stands_in(letters("nine years and became a battle-field"), text) is False
    assert _stands_in(letters("stood idle for nine years and became a battle-field"), text)
    assert not _stands_in(letters("stood idle for ten years and became a field"), text)


def test_lines_lost_and_foreign_sentences_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<html><body><div class='cookie'>We use many cookies here.</div><h1>Dams</h1>"
        "<p>The dam broke in 1975 after three days of rain, and the valley below it was flooded.</p>"
        "</body></html>",
        encoding="utf-8",
    )
    (tmp_path / "b.tex").write_text("\\documentclass{article}", encoding="utf-8")
    first, second = measure_folder(tmp_path)
    assert (first.lines, first.lost, first.sentences, first.foreign) == (2, 1, 2, 0)
    assert second.why.startswith("refused")
    assert total_of([first, second]).lost == 1


def test_a_format_that_nobody_else_reads_says_so() -> None:
    with pytest.raises(NoOtherReading):
        other_text(b"", "application/vnd.oasis.opendocument.presentation", None)


def test_shares_of_nothing_are_no_figures() -> None:
    assert total_of([]) == Figures("all 0")

import threading

import pytest

from index.text import folding
from index.text.folding import Folded, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("北韓核武危機", "北韩核武危机"),
        ("乾淨的乾坤", "干净的乾坤"),  # phrase first: 乾 stays where it is not "dry"
        ("看著，著名", "看着,著名"),
        ("ＤＰＲＫ１９９４", "dprk1994"),
        ("rela\u00adtions", "relations"),
        ("ﬁnal Straße", "final strasse"),
        ("", ""),
    ],
)
def test_one_form_for_all_ways_of_writing(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("後來他們隨著談判走了", "后来他们随着谈判走了"),
        ("國際關係裡的話語權", "国际关系里的话语权"),
        ("臺灣與台灣", "台湾与台湾"),
    ],
)
def test_both_scripts_fold_alike(traditional: str, simplified: str) -> None:
    assert fold(traditional).text == fold(simplified).text


def test_a_span_leads_back_over_changed_lengths() -> None:
    text = "ﬁn ½ e\u0301 國際關係"
    folded = fold(text)
    assert folded.text == "fin 1\u20442 é 国际关系"
    start = folded.text.index("国际")
    assert text[slice(*folded.original_span(start, start + 2))] == "國際"
    accent = folded.text.index("é")
    assert text[slice(*folded.original_span(accent, accent + 1))] == "e\u0301"
    assert folded.original_span(0, 2) == (0, 1)
    assert folded.original_span(len(folded.text), len(folded.text)) == (len(text), len(text))


def test_a_span_outside_is_refused() -> None:
    with pytest.raises(ValueError, match=r"2:9 is outside the folded text 0:3"):
        fold("abc").original_span(2, 9)


class _Lengthening:
    """A converter as a future dictionary might be: it writes one phrase longer."""

    def convert(self, text: str) -> str:
        return text.replace("軟體", "计算机软件").replace("國", "国")


def test_a_phrase_of_another_length_moves_no_other_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folding, "_converter", _Lengthening)
    folded = fold("a國，軟體國b")
    assert folded == Folded("a国,軟體国b", [0, 1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6, 7], 7)


def test_threads_get_the_same_answer() -> None:
    text = "國際關係與核武危機" * 50
    results: list[str] = []
    workers = [
        threading.Thread(target=lambda: results.extend(fold(text).text for _ in range(20)))
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert results == ["国际关系与核武危机" * 50] * 80

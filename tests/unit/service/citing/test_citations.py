"""Citations against golden files, each read by eye against the style's own rules.

After a change on purpose: `python -m tests.unit.service.citing.test_citations` writes them anew; look at
the difference before you commit it.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.addresses import Address
from corpus.csl_markup import in_plain_text
from corpus.documents import Source
from corpus.errors import WenjuError
from corpus.readers.blocks import Body, Heading, Note, assemble_document
from service.citing import csl
from service.citing.citations import (
    STYLES,
    Locator,
    UnknownStyle,
    describe,
    locate,
    render_citation,
    render_reference,
)
from service.citing.quoting import without_levels
from tests.unit.service.citing.citation_cases import CASES, EN_PLACE, record

GOLDEN = Path(__file__).parent / "golden"


def written(case: str, style: str) -> str:
    source, locator, quote = CASES[case]
    passage = render_citation(source, locator, quote, style)
    return f"{passage}\n\n{render_reference(source, style)}\n"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("case", CASES)
def test_citation_is_the_golden_one(case: str, style: str) -> None:
    expected = (GOLDEN / style / f"{case}.txt").read_text(encoding="utf-8")
    assert written(case, style) == expected


def test_there_is_no_golden_file_without_its_case() -> None:
    kept = {f"{file.parent.name}/{file.stem}" for file in GOLDEN.glob("*/*.txt")}
    assert kept == {f"{style}/{case}" for style in STYLES for case in CASES}


@pytest.mark.parametrize("style", STYLES)
def test_quotation_is_verbatim_in_every_style_but_the_escaped_one(style: str) -> None:
    quote = "朝核「危機」與 “Six-Party” 會談：100 % 的共識？"
    cited = render_citation(*CASES["book-zh-Hant"][:2], quote, style)
    if style == "bibtex":
        quote = quote.replace("%", r"\%")
    elif style == "csl-json":
        quote = quote.replace('"', r"\"")
    if style == "apa-7-tw":
        quote, cited = without_levels(quote), without_levels(cited)
    assert quote in cited


@pytest.mark.parametrize("style", STYLES[:5])
def test_hyphen_in_a_section_title_stays_a_hyphen(style: str) -> None:
    assert "4.2 Follow-up talks" in render_citation(CASES["book-en"][0], EN_PLACE, None, style)


PLACES = (
    "“4 Results › 4.2 Follow-up talks”, para. 3",
    "第陸章 結論，第 6 段",
    "結論？",
    "p. 3, 5",
    "137",
    "12-14",
    "Results.",
    "(1) Talks",
)


@pytest.mark.parametrize("words", PLACES)
@pytest.mark.parametrize("label", ["page", "chapter"])
@pytest.mark.parametrize("case", ["book-zh-Hant", "article-journal-en", "unsigned-undated-en"])
@pytest.mark.parametrize(
    ("style", "locale"),
    [
        ("gb-t-7714-2025", "zh-TW"),
        ("china-national-standard-gb-t-7714-2015-note", "zh-TW"),
        ("apa-7-zh", "zh-CN"),
        ("apa", "en-US"),
        ("chicago-notes", "en-US"),
    ],
)
def test_a_locator_put_in_is_as_if_it_had_been_rendered(
    style: str, locale: str, case: str, label: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = CASES[case][0]
    put_in = csl.render_cite(style, locale, source, (label, words))
    monkeypatch.setattr(csl, "_can_be_put_in", lambda words: False)
    assert csl.render_cite(style, locale, source, (label, words)) == put_in
    assert csl.STAND_IN not in put_in


def test_a_title_may_have_the_sign_that_stands_for_a_locator() -> None:
    titled = record("book", "en", f"Talks {csl.STAND_IN}")
    cited = csl.render_cite("apa", "en-US", titled, ("chapter", "“One”"))
    assert in_plain_text(cited) == "(Talks , n.d., “One”)"


def test_unknown_style_names_the_known_ones() -> None:
    with pytest.raises(UnknownStyle, match=r"'mla'.*gb-t-7714-2015.*csl-json") as caught:
        render_reference(CASES["book-en"][0], "mla")
    assert isinstance(caught.value, WenjuError)
    assert caught.value.details == {"style": "mla", "styles": list(STYLES)}


def test_language_of_the_text_serves_where_the_record_has_none() -> None:
    unnamed = record("book", "", "朝鲜半岛", author=[{"family": "王", "given": "伟"}])
    assert "（无日期）" in render_reference(unnamed, "apa-7", "zh-Hans")
    assert "（無日期）" in render_reference(unnamed, "apa-7", "zh-Hant")


@pytest.mark.parametrize(
    ("said", "text", "title", "printed"),
    [
        ("", None, "论自由", "程崇華, 译"),
        ("", None, "論自由", "程崇華, 譯"),
        ("zh", None, "论自由", "程崇華, 译"),
        ("zh", "zh-Hans", "水", "程崇華, 译"),
        ("zh", None, "水", "程崇華, 譯"),
        ("zh_TW", None, "论自由", "程崇華, 譯"),
        ("en-US", "en", "論自由", "程崇華, 譯"),
        ("en", None, "On Liberty", "程崇華, trans."),
        ("fr", "fr", "De la liberté", "程崇華, trans."),
    ],
)
def test_the_script_is_that_of_record_text_or_title(
    said: str, text: str | None, title: str, printed: str
) -> None:
    translated = record("book", said, title, translator=[{"family": "程", "given": "崇華"}])
    assert printed in render_reference(translated, "gb-t-7714-2015", text)


def test_an_empty_record_still_gives_a_citation() -> None:
    for style in STYLES:
        assert render_citation({}, Locator(), "x", style)


def test_unknown_fields_and_other_markup_in_a_record_are_plain_text() -> None:
    source = record("book", "en", "<u>Bold</u> & {braces}", custom={"a": 1}, shelf="B 7")
    assert "<u>Bold</u> & {braces}" in render_reference(source, "gb-t-7714-2025")
    braces = r"\textbraceleft{}braces\textbraceright{}"
    assert rf"title = {{{{<u>Bold</u> \& {braces}}}}}" in render_reference(source, "bibtex")


def test_many_threads_get_the_citations_that_one_gets() -> None:
    alone = {case: written(case, "apa-7") for case in CASES}
    with ThreadPoolExecutor(8) as pool:
        cases = list(CASES) * 4
        together = list(pool.map(lambda case: written(case, "apa-7"), cases))
    assert together == [alone[case] for case in cases]


def test_a_new_passage_of_a_known_document_renders_nothing_anew() -> None:
    source, _, quote = CASES["thesis-zh-Hant"]
    for style in ("gb-t-7714-2025", "apa-7"):
        render_citation(source, Locator(("warm",), 1), quote, style)
        before = csl._cite_text.cache_info()
        for paragraph in range(50):
            render_citation(source, Locator(("第一章",), paragraph), quote, style)
        after = csl._cite_text.cache_info()
        assert (after.misses, after.hits) == (before.misses, before.hits + 50)


def test_importing_citations_does_not_load_the_processor() -> None:
    code = "import sys, service.citing.citations; sys.exit('citeproc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


if __name__ == "__main__":
    for each_style in STYLES:
        (GOLDEN / each_style).mkdir(parents=True, exist_ok=True)
        for each_case in CASES:
            file = GOLDEN / each_style / f"{each_case}.txt"
            file.write_text(written(each_case, each_style), encoding="utf-8")


DOCUMENT = assemble_document(
    "noted",
    "en",
    [Heading("One", 1), Body("Body."), Note("See Doe.", "12", "137")],
    {},
    Source("noted.txt", "0" * 64, "text/plain"),
)


def place(words: str) -> Address:
    start = DOCUMENT.text.index(words)
    return Address("noted", DOCUMENT.version, start, start + len(words))


def test_a_note_is_located_by_section_mark_and_page() -> None:
    assert locate(DOCUMENT, place("Doe")) == Locator(("One",), None, "137", "12")


def test_a_paragraph_is_located_by_its_number_and_a_heading_by_its_section() -> None:
    assert locate(DOCUMENT, place("Body")) == Locator(("One",), 1)
    assert locate(DOCUMENT, place("One")) == Locator(("One",))


def test_what_runs_on_to_later_paragraphs_is_located_by_the_first_and_the_last() -> None:
    made = assemble_document(
        "long",
        "zh-Hant",
        [
            Heading("一", 1),
            Body("甲。"),
            Body("乙。"),
            Body("丙。"),
            Heading("二", 1),
            Body("丁。"),
        ],
        {"type": "book", "title": "書"},
        Source("long.txt", "0" * 64, "text/plain"),
    )
    start, end = made.text.index("乙"), made.text.index("丙") + 2
    found = locate(made, Address("long", made.version, start, end))
    assert found == Locator(("一",), 2, last_paragraph=3)
    assert describe(found, "zh-TW") == "一，第 2–3 段"
    assert describe(found, "en-US") == "“一”, paras. 2–3"
    # What begins at the next heading is not of this section.
    assert locate(made, Address("long", made.version, start, len(made.text))).last_paragraph == 3

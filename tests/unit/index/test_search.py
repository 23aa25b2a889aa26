from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from corpus.documents import Document, Paragraph, Section
from corpus.glossary import load_glossary
from index.engines.local.engine import LocalEngine
from index.engines.local.view import open_view
from index.indexing import build_index
from index.ranking.calibration import load_calibration
from index.ranking.reranker import Reranker
from index.search import Filters, Query, Searcher, SearchParts
from tests.fakes import FakeEncoder, document

APPLES = document(
    "apples",
    "Apples grow on trees in the orchard behind the old monastery. They ripen in September.",
    "The harvest of pears was lost to an early frost that nobody had expected that year.",
)
TALKS = document(
    "talks",
    "六方會談由美國、北韓、中國、日本、南韓、俄國組成。會談的目的是半島無核化。",
    "日本關心綁架問題。經濟制裁的效果有限，日本仍希望以外交手段解決核武問題。",
    language="zh-Hant",
)
RAIL = document("rail", "高铁让城市之间的距离变短。车站建在城市的边缘。", language="zh-Hans")


def sectioned(document_id: str, **sections: str) -> Document:
    """A document in Chinese with one paragraph under each heading."""
    blocks = [block for section in sections.items() for block in section]
    whole = document(document_id, *blocks, language="zh-Hant")
    spans = [(block.start, block.end) for block in whole.paragraphs]
    return replace(
        whole,
        sections=tuple(
            Section(title, 1, (title,), spans[2 * place][0], spans[2 * place + 1][1])
            for place, title in enumerate(sections)
        ),
        paragraphs=tuple(
            Paragraph(*spans[2 * place + 1], place, 1, None) for place in range(len(sections))
        ),
    )


REFORM = sectioned(
    "reform",
    維新的起因="戰敗之後，士人痛感舊制不足恃，紛紛上書。",
    維新失敗的緣由="軍權始終掌握在守舊大臣手中。詔令又過於急切，地方官員無所適從。",
    維新的影響="學堂與報館從此遍設各省。",
)

Made = Callable[..., Searcher]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Make a searcher over documents, with the shipped glossary and calibration."""
    encoder = FakeEncoder()

    def make(*documents: Document, reranker: Reranker | None = None, places: int = 0) -> Searcher:
        build_index(LocalEngine(tmp_path), documents, encoder)
        parts = SearchParts(
            encoder, load_glossary(), load_calibration(), reranker, reserved_places=places
        )
        return Searcher(open_view(tmp_path, encoder), parts)

    return make


def test_best_passage_comes_first_with_its_evidence(made: Made) -> None:
    searcher = made(APPLES, TALKS, RAIL)
    result = searcher.search(Query("日本關心什麼問題？"), top_k=2)
    first = result.hits[0]
    assert first.passage.text.startswith(("日本關心綁架問題", "六方會談由"))
    assert "日本關心綁架問題" in first.passage.text
    assert [hit.rank for hit in result.hits] == [1, 2]
    assert result.hits[0].score >= result.hits[1].score
    assert result.confidence == first.score
    for start, end in first.evidence:
        assert first.passage.start <= start < end <= first.passage.end


def test_english_question_finds_the_english_passage(made: Made) -> None:
    iron = document("iron", "Iron is mined in the north, and it is heavy. It rusts in wet air.")
    result = made(APPLES, iron).search(Query("When do the apples ripen?"), top_k=1)
    assert result.hits[0].passage.document_id == "apples"
    assert result.detected.language == "en"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("維新失敗的緣由是什麼？", "軍權始終掌握"),
        ("维新有什么影响？", "學堂與報館"),
        ("維新的起因是什麼？", "士人痛感"),
    ],
)
def test_a_paragraph_is_found_by_what_its_heading_says(
    made: Made, question: str, text: str
) -> None:
    searcher = made(REFORM, TALKS, RAIL)
    legs = searcher.gather(searcher.prepare(Query(question)), Filters())["zh"]
    found = legs.passage(int(np.argmax(legs.raw["lexical"])))
    # What is shown is the paragraph as it stands, and no word of its heading.
    assert text in found.text
    assert "維新" not in found.text


def test_same_question_gives_the_same_hits(made: Made) -> None:
    searcher = made(APPLES, TALKS, RAIL)
    runs = [searcher.search(Query("核武問題"), top_k=5).hits for _ in range(2)]
    assert runs[0] == runs[1]


def test_number_of_hits_is_top_k_or_all_matches(made: Made) -> None:
    searcher = made(APPLES, TALKS, RAIL)
    total = sum(searcher.view.passages.values())
    for top_k in range(1, total + 3):
        assert len(searcher.search(Query("核武"), top_k).hits) == min(top_k, total)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(documents=frozenset({"rail"})), {"rail"}),
        (Filters(languages=frozenset({"zh-Hans"})), {"rail"}),
        (Filters(languages=frozenset({"zh"})), {"rail", "talks"}),
        (Filters(languages=frozenset({"en"})), {"apples"}),
        (Filters(languages=frozenset({"zh", "en"})), {"apples", "rail", "talks"}),
        (Filters(documents=frozenset({"rail"}), languages=frozenset({"en"})), set()),
        (Filters(section="no such section"), set()),
        (Filters(documents=frozenset()), set()),
    ],
)
def test_filters_keep_every_match_and_nothing_else(
    made: Made, filters: Filters, expected: set[str]
) -> None:
    searcher = made(APPLES, TALKS, RAIL)
    result = searcher.search(Query("六方會談 apples 高铁"), 50, filters)
    assert {hit.passage.document_id for hit in result.hits} == expected
    everything = [p for name in searcher.view.passages for _, p in searcher.view.each(name)]
    assert len(result.hits) == sum(p.document_id in expected for p in everything)


def test_nothing_to_search_is_no_hit_and_no_confidence(made: Made) -> None:
    result = made().search(Query("anything"), top_k=5)
    assert (result.hits, result.confidence) == ((), 0.0)


@pytest.mark.parametrize("question", ["", " ", "？！", "的", "the", "核", "😀", "核" * 2000])
def test_questions_without_content_have_a_result(made: Made, question: str) -> None:
    assert len(made(APPLES, TALKS).search(Query(question), top_k=2).hits) == 2


class PrefersRail:
    def predict(self, pairs: list[tuple[str, str]], *, show_progress_bar: bool) -> list[float]:
        return [float("高铁" in text) for _, text in pairs]


def test_reranker_has_the_last_word_on_what_it_read(made: Made) -> None:
    reranker = Reranker(PrefersRail(), candidates=50, budget_ms=60_000)
    result = made(APPLES, TALKS, RAIL, reranker=reranker).search(Query("日本"), top_k=3)
    assert result.hits[0].passage.document_id == "rail"


def test_reserved_place_shows_the_other_language(made: Made) -> None:
    many = [
        document(f"n{n}", f"Paper number {n} about nuclear talks. It is long.") for n in range(8)
    ]
    question = Query("nuclear talks paper 會談的目的是半島無核化")
    without = made(*many, TALKS, places=0).search(question, top_k=5)
    kept = made(*many, TALKS, places=1).search(question, top_k=5)
    assert len(kept.hits) == len(without.hits) == 5
    if all(hit.passage.language == "en" for hit in without.hits):
        assert kept.hits[:4] == without.hits[:4]
    assert any(hit.passage.language == "zh-Hant" for hit in kept.hits)


@pytest.mark.parametrize(
    "question", ["What was signed in 2003?", "2003年簽了什麼？", "民國92年簽了什麼？"]
)
@pytest.mark.parametrize("year", ["2003年", "二○○三年", "民國九十二年", "民國92年"])
def test_a_year_is_found_however_it_is_written(made: Made, question: str, year: str) -> None:
    other = document("other", "一九八三年，兩國簽署了貿易協定。", language="zh-Hant")
    wanted = document("wanted", f"{year}，兩國簽署了貿易協定。", language="zh-Hant")
    hits = made(other, wanted).search(Query(question), top_k=2, explain=True).hits
    (hit,) = [hit for hit in hits if hit.passage.document_id == "wanted"]
    assert hit.explanation is not None
    spans = [
        wanted.text[start:end]
        for term in hit.explanation["terms"]
        for way in term["as"]
        if way["origin"] in ("same", "number")
        for start, end in way["spans"]
    ]
    assert any(span in year and len(span) > 1 for span in spans)
    lexical = [one.explanation["legs"]["lexical"]["score"] for one in hits if one.explanation]
    assert max(lexical) == hit.explanation["legs"]["lexical"]["score"]


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("Who won Super Bowl XLIX?", "第四十九屆的冠軍是愛國者隊。", "zh-Hant"),
        ("What is the 49th state?", "第49個州是阿拉斯加。", "zh-Hant"),
        ("第四十九個州是哪裡？", "Alaska became the 49th state.", "en"),
        ("第二屆會議在哪裡舉行？", "The second session was held in Paris.", "en"),
    ],
)
def test_what_is_counted_is_found_across_languages(
    made: Made, question: str, text: str, language: Literal["zh-Hant", "en"]
) -> None:
    hits = made(document("one", text, language=language)).search(Query(question), 1, explain=True)
    why = hits.hits[0].explanation
    assert why is not None
    origins = {way["origin"] for term in why["terms"] for way in term["as"]}
    assert "number" in origins

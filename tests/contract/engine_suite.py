"""What every engine must do: subclass `EngineSuite` and give it an `engine` fixture.

An engine is compared with the one in memory (tests/memory_engine.py), which looks at everything for
every question: values, proposals, filters, and the whole answers of a search over it.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.documents import Document, Section
from corpus.glossary import load_glossary
from index.engines.base import Engine, Filters, Key, Vectors, View
from index.errors import EncoderMismatch, IndexingCancelled, IndexMissing
from index.indexing import build_index, update_index
from index.query.term_table import TermTable
from index.query.terms import question_terms
from index.ranking.calibration import load_calibration
from index.search import Query, Searcher, SearchParts, SearchResult
from index.text.analysis import AnalysedText, BaseLanguage
from tests.fakes import FakeEncoder, FakeLibrary, FakeTokenEncoder, document
from tests.memory_engine import LANGUAGES, MemoryEngine

ENCODER = FakeTokenEncoder()
PARAGRAPHS = {
    "en": (
        "Iron is heavy, and it rusts in wet air. The miners of the north know it well.",
        "The six-party talks began in Beijing in 2003. Japan asked about the abductions.",
        "Feathers are light as air. Nobody has ever weighed one without patience.",
    ),
    "zh-Hant": (
        "六方會談由美國、北韓、中國、日本、南韓、俄國組成。會談的目的是半島無核化。",
        "日本關心綁架問題。經濟制裁的效果有限，日本仍希望以外交手段解決核武問題。",
        "鐵很重。羽毛很輕。",
    ),
    "zh-Hans": ("铁很重，在潮湿的空气中会生锈。", "高铁从北京开往上海。肖特参加了会谈。"),
}
QUESTIONS = (
    "What did Japan ask in the talks?",
    "日本關心什麼問題？",
    "iron 鐵",
    "Who is Short?",
    "?!",
)
IDS = ("alpha", "beta", "gamma", "delta")
FILTERS = (
    Filters(),
    Filters(documents=frozenset({"alpha", "delta"})),
    Filters(languages=frozenset({"zh"})),
    Filters(languages=frozenset({"zh-Hans", "en"})),
    Filters(section="no such section"),
    Filters(section="on abductions"),
    Filters(documents=frozenset()),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Few ids and few paragraphs: ids come again, and texts are the same in several documents."""
    language = draw(st.sampled_from(sorted(PARAGRAPHS)))
    chosen = draw(st.lists(st.sampled_from(PARAGRAPHS[language]), min_size=1, max_size=3))
    return document(draw(st.sampled_from(IDS)), *chosen, language=language)


Step = Sequence[Document] | str | None
"""Documents to put, an id to remove, or None: compact."""

STEPS = st.lists(
    st.one_of(st.lists(documents(), min_size=1, max_size=3), st.sampled_from(IDS), st.none()),
    min_size=1,
    max_size=6,
)


def library() -> FakeLibrary:
    """Some documents in all languages; two have the same text."""
    return FakeLibrary(
        document("alpha", *PARAGRAPHS["en"]),
        document("beta", *PARAGRAPHS["zh-Hant"], language="zh-Hant"),
        document("gamma", *PARAGRAPHS["zh-Hans"], language="zh-Hans"),
        document("delta", PARAGRAPHS["en"][0]),
        document("epsilon", PARAGRAPHS["zh-Hant"][2], language="zh-Hant"),
        with_heading(document("eta", "Findings on abductions", PARAGRAPHS["en"][2])),
    )


def with_heading(plain: Document) -> Document:
    """The same with its first paragraph as the heading of the others."""
    title, *others = plain.paragraphs
    text = plain.text[title.start : title.end]
    section = Section(text, 1, (text,), title.start, len(plain.text))
    return replace(
        plain, sections=(section,), paragraphs=tuple(replace(one, section=0) for one in others)
    )


def many(number: int) -> list[Document]:
    """More passages than an engine may be content to look at one by one."""
    drawn = np.random.default_rng(3)
    words = [f"word{n}" for n in range(400)]
    chances = 1 / np.arange(2, 402)
    return [
        document(f"n{n:04}", " ".join(drawn.choice(words, 12, p=chances / chances.sum())) + ".")
        for n in range(number)
    ]


def in_memory(held: FakeLibrary) -> View:
    engine = MemoryEngine()
    update_index(engine, held, ENCODER)
    return engine.open(ENCODER)


def places(view: View, language: BaseLanguage, keys: Sequence[Key]) -> list[tuple[str, int]]:
    """Where the passages of keys are, in the order of the keys."""
    fetched = view.fetch(language, keys)
    of = dict(zip(fetched.keys, fetched.places, strict=True))
    return [of[key] for key in keys]


def cosines(view: View, keys: Sequence[Key], vector: Vectors) -> list[float]:
    """Of English passages with a vector, in the order of the keys."""
    fetched = view.fetch("en", keys)
    of = dict(zip(fetched.keys, (fetched.vectors @ vector).tolist(), strict=True))
    return [of[key] for key in keys]


def table(question: str, language: BaseLanguage) -> TermTable:
    return TermTable.of(question_terms(AnalysedText(question), language))


def contents(view: View, language: BaseLanguage) -> list[dict[str, Any]]:
    """All that a view gives of its passages, by place."""
    keys = [key for key, _ in view.each(language)]
    fetched, tokens = view.fetch(language, keys), view.fetch_tokens(language, keys)
    assert sorted(fetched.keys) == sorted(tokens.keys) == sorted(keys)
    found = {key: dict[str, Any](place=place) for key, place in zip(fetched.keys, fetched.places, strict=True)}  # fmt: skip
    counts, rows = fetched.counts, np.cumsum(fetched.sentence_counts)
    bags = np.cumsum(counts.sizes)
    for position, key in enumerate(fetched.keys):
        bag = slice(int(bags[position] - counts.sizes[position]), int(bags[position]))
        own = slice(int(rows[position] - fetched.sentence_counts[position]), int(rows[position]))
        found[key] |= {
            "passage": fetched.records[position],
            "text": fetched.records.text(position),
            "terms": dict(
                zip(counts.hashes[bag].tolist(), counts.counts[bag].tolist(), strict=True)
            ),
            "length": int(counts.lengths[position]),
            "vector": fetched.vectors[position].tolist(),
            "sentences": fetched.sentences[own].tolist(),
        }
    ends = np.cumsum(tokens.sizes)
    for position, key in enumerate(tokens.keys):
        own = slice(int(ends[position] - tokens.sizes[position]), int(ends[position]))
        found[key] |= {
            "codes": tokens.codes.codes[own].tolist(),
            "scales": tokens.codes.scales[own].tolist(),
            "in_sentences": tokens.codes.sentences[own].tolist(),
        }
    return sorted(found.values(), key=lambda one: one["place"])


def answers(view: View) -> list[SearchResult]:
    parts = SearchParts(ENCODER, load_glossary(), load_calibration())
    searcher = Searcher(view, parts)
    return [
        searcher.search(Query(question), 20, filters, explain=True)
        for question in QUESTIONS
        for filters in FILTERS
    ]


def assert_alike(found: object, expected: object) -> None:
    """Equal but for the last digits of numbers."""
    if isinstance(expected, dict):
        assert isinstance(found, dict) and found.keys() == expected.keys()
        for name, value in expected.items():
            assert_alike(found[name], value)
    elif isinstance(expected, list | tuple):
        assert isinstance(found, list | tuple) and len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_alike(one, other)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, abs=1e-5)
    else:
        assert found == expected


def assert_same_answers(found: View, expected: View) -> None:
    for one, other in zip(answers(found), answers(expected), strict=True):
        assert [hit.passage for hit in one.hits] == [hit.passage for hit in other.hits]
        assert [hit.evidence for hit in one.hits] == [hit.evidence for hit in other.hits]
        assert one.confidence == pytest.approx(other.confidence, abs=1e-5)
        for hit, wanted in zip(one.hits, other.hits, strict=True):
            assert hit.score == pytest.approx(wanted.score, abs=1e-5)
            assert_alike(dict(hit.explanation or {}), dict(wanted.explanation or {}))


class CountingView:
    """Another view, and which calls were made of it, for which language."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.calls: list[tuple[str, BaseLanguage]] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the view has
        found = getattr(self._view, name)
        if name not in ("propose", "statistics", "fetch", "fetch_tokens", "each"):
            return found

        def counted(language: BaseLanguage, *arguments: Any) -> Any:  # noqa: ANN401
            self.calls.append((name, language))
            return found(language, *arguments)

        return counted


class EngineSuite:
    """Tests of an engine that has nothing published when it comes."""

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError("a subclass gives the engine")

    def test_nothing_is_published_at_first(self, engine: Engine) -> None:
        assert engine.published(ENCODER) is None
        assert not engine.is_whole()
        with pytest.raises(IndexMissing):
            engine.open(ENCODER)
        with pytest.raises(IndexMissing):
            engine.facts()

    def test_what_is_published_is_what_was_written(self, engine: Engine) -> None:
        held = library()
        update_index(engine, held, ENCODER)
        view, expected = engine.open(ENCODER), in_memory(held)
        assert view.documents == expected.documents == held.current_versions()
        assert dict(view.passages) == dict(expected.passages)
        assert (view.index_version, view.encoder) == (expected.index_version, "fake")
        for language in LANGUAGES:
            assert contents(view, language) == contents(expected, language)

    @pytest.mark.parametrize("question", [*QUESTIONS, "鐵鐵鐵很重 iron"])
    def test_statistics_and_means_are_those_of_all_passages(
        self, engine: Engine, question: str
    ) -> None:
        held = library()
        update_index(engine, held, ENCODER)
        view, expected = engine.open(ENCODER), in_memory(held)
        vector = ENCODER.encode_queries([question])[0]
        for language in LANGUAGES:
            terms = table(question, language)
            mine, theirs = (
                one.propose(language, vector, terms, 3, Filters()) for one in (view, expected)
            )
            for found in (mine.statistics, view.statistics(language, terms)):
                assert (found.passages, found.length) == (
                    theirs.statistics.passages,
                    theirs.statistics.length,
                )
                assert found.passages_with.tolist() == theirs.statistics.passages_with.tolist()
            assert mine.mean == pytest.approx(theirs.mean, abs=1e-6)
            assert mine.sentence_mean == pytest.approx(theirs.sentence_mean, abs=1e-6)

    @pytest.mark.parametrize("filters", FILTERS, ids=str)
    @pytest.mark.parametrize("limit", [1, 3, 50])
    def test_the_best_are_proposed_ties_by_place(
        self, engine: Engine, filters: Filters, limit: int
    ) -> None:
        held = library()
        update_index(engine, held, ENCODER)
        view, expected = engine.open(ENCODER), in_memory(held)
        for question in QUESTIONS:
            vector = ENCODER.encode_queries([question])[0]
            for language in LANGUAGES:
                mine, theirs = (
                    one.propose(language, vector, table(question, language), limit, filters)
                    for one in (view, expected)
                )
                for found, wanted in (
                    (mine.near, theirs.near),
                    (mine.matching, theirs.matching),
                ):
                    assert places(view, language, found) == places(expected, language, wanted)

    def test_among_many_the_best_are_proposed(self, engine: Engine) -> None:
        held = FakeLibrary(*many(700))
        update_index(engine, held, ENCODER)
        view, expected = engine.open(ENCODER), in_memory(held)
        some = Filters(documents=frozenset(list(held.held)[::7]))
        for question in ("word3 word77 word200", "word399", "word1 word2"):
            vector = ENCODER.encode_queries([question])[0]
            for filters in (Filters(), some):
                mine, theirs = (
                    one.propose("en", vector, table(question, "en"), 20, filters)
                    for one in (view, expected)
                )
                # Of vectors that differ in the last digits alone, each may be the nearer one.
                assert cosines(view, mine.near, vector) == pytest.approx(
                    cosines(expected, theirs.near, vector), abs=1e-6
                )
                assert places(view, "en", mine.matching) == places(expected, "en", theirs.matching)

    @given(STEPS)
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,
            HealthCheck.too_slow,
        ],
    )
    def test_any_order_of_changes_answers_like_a_fresh_build(
        self, engine: Engine, steps: Sequence[Step]
    ) -> None:
        held = FakeLibrary()
        build_index(engine, [], ENCODER)  # the engine is that of the example before
        for step in steps:
            if step is None:
                engine.compact()
                continue
            if isinstance(step, str):
                held.held.pop(step, None)
            else:
                for one in step:
                    held.put(one)
            update_index(engine, held, ENCODER)
        view, expected = engine.open(ENCODER), in_memory(held)
        for language in LANGUAGES:
            assert contents(view, language) == contents(expected, language)
        assert_same_answers(view, expected)

    def test_a_question_makes_at_most_four_calls_a_language(self, engine: Engine) -> None:
        update_index(engine, library(), ENCODER)
        parts = SearchParts(ENCODER, load_glossary(), load_calibration())
        for question in QUESTIONS:
            view = CountingView(engine.open(ENCODER))
            Searcher(view, parts).search(Query(question), 5, explain=True)
            for language in LANGUAGES:
                calls = [name for name, asked in view.calls if asked == language]
                assert calls in (
                    ["propose", "fetch", "fetch_tokens"],
                    ["propose", "fetch", "statistics", "fetch_tokens"],
                )

    def test_an_open_view_does_not_change(self, engine: Engine) -> None:
        held = library()
        update_index(engine, held, ENCODER)
        view, stamp = engine.open(ENCODER), engine.stamp()
        before = [contents(view, language) for language in LANGUAGES]
        held.held.pop("beta")
        held.put(document("alpha", "Nothing but salt."))
        update_index(engine, held, ENCODER)
        assert engine.stamp() != stamp
        assert [contents(view, language) for language in LANGUAGES] == before
        assert engine.open(ENCODER).documents == held.current_versions()

    def test_keys_name_one_passage_for_ever(self, engine: Engine) -> None:
        held = library()
        named: dict[tuple[BaseLanguage, Key], str] = {}
        texts = ["Salt is white.", "Salt is old.", "Salt is white."]
        for text in texts:
            held.put(document("zeta", text))
            update_index(engine, held, ENCODER)
            view = engine.open(ENCODER)
            for language in LANGUAGES:
                for key, passage in view.each(language):
                    assert named.setdefault((language, key), passage.address) == passage.address
        keys = [key for key, _ in view.each("en")]
        gone = [key for language, key in named if language == "en" and key not in keys]
        assert gone
        fetched = view.fetch("en", [*keys, *gone])
        assert sorted(fetched.keys) == sorted(keys)
        assert sorted(view.fetch_tokens("en", [*gone, *keys]).keys) == sorted(keys)
        assert list(view.fetch("en", []).keys) == []

    def test_a_change_that_fails_changes_nothing(self, engine: Engine) -> None:
        held = library()
        update_index(engine, held, ENCODER)
        stamp = engine.stamp()
        with pytest.raises(ZeroDivisionError), engine.change(ENCODER) as change:
            change.replace("alpha", "0" * 12)
            change.remove("beta")
            raise ZeroDivisionError
        held.put(document("zeta", "Salt."))
        with pytest.raises(IndexingCancelled):
            update_index(engine, held, ENCODER, cancelled=lambda: True)
        del held.held["zeta"]
        assert engine.stamp() == stamp
        assert engine.published(ENCODER) == held.current_versions()
        assert engine.is_whole()
        update_index(engine, held, ENCODER)  # nobody holds a lock
        assert engine.stamp() == stamp

    def test_only_what_is_new_is_encoded(self, engine: Engine) -> None:
        iron, salt, air = (
            " ".join(f"Sentence {n} tells something long of {what}." for n in range(20))
            for what in ("iron", "salt", "air")
        )
        encoder, held = FakeEncoder(), FakeLibrary(document("one", iron, salt))
        update_index(engine, held, encoder)
        assert {iron, salt} <= set(encoder.encoded)
        held.put(document("one", salt, air))
        encoder.encoded.clear()
        update_index(engine, held, encoder)
        assert air in encoder.encoded
        assert not {iron, salt} & set(encoder.encoded)

    def test_an_index_of_another_encoder_is_refused_and_built_anew(self, engine: Engine) -> None:
        held = library()
        update_index(engine, held, FakeTokenEncoder("other"))
        assert engine.published(ENCODER) is None
        with pytest.raises(EncoderMismatch):
            engine.open(ENCODER)
        update_index(engine, held, ENCODER)
        assert engine.published(ENCODER) == held.current_versions()
        assert_same_answers(engine.open(ENCODER), in_memory(held))

    def test_compacting_changes_no_answer(self, engine: Engine) -> None:
        held = FakeLibrary()
        for one in library().held.values():
            held.put(one)
            update_index(engine, held, ENCODER)
        held.held.pop("beta")
        update_index(engine, held, ENCODER)
        engine.compact()
        view, expected = engine.open(ENCODER), in_memory(held)
        assert view.index_version == expected.index_version
        assert_same_answers(view, expected)

    def test_no_documents_and_documents_without_text(self, engine: Engine) -> None:
        update_index(engine, FakeLibrary(), ENCODER)
        view = engine.open(ENCODER)
        assert dict(view.passages) == dict.fromkeys(LANGUAGES, 0)
        assert engine.facts().values["documents"] == {}
        empty = replace(document("empty", "x"), text="", paragraphs=())
        update_index(engine, FakeLibrary(empty), ENCODER)
        assert engine.published(ENCODER) == {"empty": empty.version}
        for result in answers(engine.open(ENCODER)):
            assert (result.hits, result.confidence) == ((), 0.0)

    def test_what_is_whole_has_no_findings(self, engine: Engine) -> None:
        held = library()
        update_index(engine, held, ENCODER)
        assert engine.is_whole()
        assert list(engine.check()) == []
        assert list(engine.leftovers()) == []
        facts = engine.facts().values
        assert facts["documents"] == held.current_versions()
        assert facts["passages"] == dict(engine.open(ENCODER).passages)

    def test_near_scores_fall(self, engine: Engine) -> None:
        update_index(engine, library(), ENCODER)
        view = engine.open(ENCODER)
        vector = ENCODER.encode_queries(["iron rusts"])[0]
        proposed = view.propose("en", vector, table("iron", "en"), 50, Filters())
        for one, following in pairwise(cosines(view, proposed.near, vector)):
            assert one >= following - 1e-6

import numpy as np
import pytest

from corpus.glossary import Glossary, load_glossary, parse_glossary
from index.query.expansion import CrossLingual
from index.query.terms import Alternative, QueryTerm
from index.query.translations import Translations
from index.text.analysis import AnalysedText, BaseLanguage, analyse
from index.text.folding import fold

GLOSSARY = parse_glossary(
    """
    [north-korea]
    zh-Hant-TW = ["北韓"]
    zh-Hans = ["朝鲜"]
    en = ["North Korea", "DPRK"]

    [korean-peninsula]
    zh-Hant = ["朝鮮半島"]
    zh-Hant-TW = ["韓半島"]
    zh-Hans = ["朝鲜半岛"]
    en = ["Korean Peninsula"]

    [six-party-talks]
    zh-Hant = ["六方會談"]
    zh-Hans = ["六方会谈"]
    en = ["Six-Party Talks"]

    [united-states]
    zh-Hant = ["美國"]
    zh-Hans = ["美国"]
    en = ["United States", "US"]

    [russia]
    zh-Hant-TW = ["俄國"]
    zh-Hans = ["俄罗斯", "莫斯科"]
    en = ["Russia", "Moscow"]

    [state-council]
    zh-Hant = ["國務院"]
    en = ["State Council"]
    shared = ["國務院"]

    [state-department]
    zh-Hant = ["國務院", "美國國務院"]
    en = ["State Department"]
    shared = ["國務院"]
    """
)

TRANSLATIONS = Translations(
    english=["secur", "korea", "polici", "treati"],
    shown=["security", "Korea", "policy", "treaty"],
    chinese=["安全", "证券", "韩国", "政策", "条约", "安"],
    frequency=np.array([90, 10, 20, 50, 20, 5], np.float32),
    links=(
        np.array([0, 0, 1, 2, 3]),
        np.array([0, 1, 2, 3, 4]),
        np.array([81.0, 9.0, 20.0, 50.0, 20.0], np.float32),
    ),
)


@pytest.fixture(scope="module")
def crosslingual() -> CrossLingual:
    return CrossLingual(GLOSSARY, TRANSLATIONS)


def named(terms: list[QueryTerm], text: str) -> QueryTerm:
    [term] = [term for term in terms if term.text == text]
    return term


def ways(term: QueryTerm) -> list[tuple[str, str]]:
    return [(way.text, way.origin) for way in term.alternatives]


def looked_for(terms: list[QueryTerm]) -> list[tuple[tuple[tuple[str, ...], float], ...]]:
    """What the terms ask of a passage, without how the question wrote them."""
    return [tuple((way.terms, way.probability) for way in term.alternatives) for term in terms]


def test_glossary_term_of_several_words_becomes_one_term_with_its_variants(
    crosslingual: CrossLingual,
) -> None:
    terms = crosslingual.translate(AnalysedText("When did North Korea sign?"), "en", "zh")

    term = named(terms, "North Korea")
    assert (term.start, term.end) == (9, 20)
    assert term.alternatives == (
        Alternative(("北韩",), 1.0, "北韓", "glossary"),
        Alternative(("朝鲜",), 1.0, "朝鲜", "glossary"),
    )
    assert not any(term.text in ("North", "Korea") for term in terms)


def test_longest_term_wins_so_that_the_peninsula_is_not_the_state(
    crosslingual: CrossLingual,
) -> None:
    terms = crosslingual.translate(AnalysedText("朝鮮半島的安全"), "zh", "en")

    assert ways(named(terms, "朝鮮半島")) == [("Korean Peninsula", "glossary")]
    assert not any("DPRK" in dict(ways(term)) for term in terms)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北韓的政策", "朝鲜的政策"),
        ("北韓的政策", "朝鮮的政策"),
        ("韓半島的安全?", "朝鲜半岛的安全?"),
    ],
)
@pytest.mark.parametrize("target", ["zh", "en"])
def test_questions_in_other_regional_words_look_for_the_same(
    crosslingual: CrossLingual, one: str, other: str, target: BaseLanguage
) -> None:
    first, second = (
        crosslingual.translate(AnalysedText(text), "zh", target) for text in (one, other)
    )

    assert looked_for(first) == looked_for(second)
    assert [term.weight for term in first] == [term.weight for term in second]


def test_twins_have_the_same_wordings_and_only_regional_words_change(
    crosslingual: CrossLingual,
) -> None:
    assert crosslingual.wordings(AnalysedText("北韓在韓半島的政策?")) == (
        "朝鲜在朝鲜半岛的政策?",
        "北韓在韓半島的政策?",
    )
    assert crosslingual.wordings(AnalysedText("朝鲜在韓半島的政策?")) == (
        "朝鲜在朝鲜半岛的政策?",
        "北韓在韓半島的政策?",
    )
    assert crosslingual.wordings(AnalysedText("六方的政策")) == ("六方的政策",)


def test_a_capital_is_worded_as_its_government_too(crosslingual: CrossLingual) -> None:
    assert crosslingual.wordings(AnalysedText("What does Moscow want?")) == (
        "What does Moscow want?",
        "What does Russia want?",
    )
    assert crosslingual.wordings(AnalysedText("莫斯科要什么？")) == (
        "莫斯科要什么？",
        "俄國要什么？",
        "俄罗斯要什么？",
    )


def test_twins_have_as_many_wordings_whatever_their_script(crosslingual: CrossLingual) -> None:
    twins = [
        crosslingual.wordings(AnalysedText("北韓和六方會談")),
        crosslingual.wordings(AnalysedText("朝鲜和六方会谈")),
    ]
    folded = [[fold(wording).text for wording in wordings] for wordings in twins]
    assert folded[0] == folded[1] == ["朝鲜和六方会谈", "北韩和六方会谈"]


def test_twins_that_name_a_capital_have_the_same_wordings(crosslingual: CrossLingual) -> None:
    assert crosslingual.wordings(AnalysedText("北韓和莫斯科")) == crosslingual.wordings(
        AnalysedText("朝鲜和莫斯科")
    )


def test_own_variant_and_the_others_count_in_full_within_a_language(
    crosslingual: CrossLingual,
) -> None:
    terms = crosslingual.expand(AnalysedText("DPRK policy"), "en")

    assert named(terms, "DPRK").alternatives == (
        Alternative(("north", "korea"), 1.0, "North Korea", "glossary"),
        Alternative(("dprk",), 1.0, "DPRK", "same"),
    )
    assert ways(named(terms, "policy")) == [("policy", "same")]


def test_term_that_the_language_says_in_one_way_stays_in_its_characters(
    crosslingual: CrossLingual,
) -> None:
    terms = crosslingual.expand(AnalysedText("六方會談"), "zh")

    assert [term.alternatives[0].terms[0] for term in terms] == [
        token.term for token in analyse("六方會談", "zh")
    ]


def test_ambiguous_variant_shares_its_probability(crosslingual: CrossLingual) -> None:
    into_english = named(crosslingual.translate(AnalysedText("國務院"), "zh", "en"), "國務院")
    from_english = named(
        crosslingual.translate(AnalysedText("State Department"), "en", "zh"), "State Department"
    )

    assert [(way.text, way.probability) for way in into_english.alternatives] == [
        ("State Council", 0.5),
        ("State Department", 0.5),
    ]
    assert [(way.text, way.probability) for way in from_english.alternatives] == [
        ("美國國務院", 1.0),
        ("國務院", 0.5),
    ]


def test_short_abbreviation_is_met_in_capitals_only(crosslingual: CrossLingual) -> None:
    assert ways(named(crosslingual.translate(AnalysedText("the US"), "en", "zh"), "US")) == [
        ("美國", "glossary"),
    ]
    assert ways(named(crosslingual.translate(AnalysedText("tell us"), "en", "zh"), "us")) == [
        ("us", "same")
    ]
    assert ways(named(crosslingual.translate(AnalysedText("the dprk"), "en", "zh"), "dprk"))[0] == (
        "北韓",
        "glossary",
    )


def test_terms_do_not_reach_over_punctuation(crosslingual: CrossLingual) -> None:
    terms = crosslingual.translate(AnalysedText("The north, Korea and China"), "en", "zh")

    assert "glossary" not in {way.origin for term in terms for way in term.alternatives}


def test_learned_translations_share_the_word_between_them(crosslingual: CrossLingual) -> None:
    term = named(crosslingual.translate(AnalysedText("securities"), "en", "zh"), "securities")

    # Shares .9 and .1 of the counts, made more even by the square root: .949 and .316 of 1.265.
    assert [(way.terms, way.text, way.origin) for way in term.alternatives] == [
        (("安全",), "安全", "learned"),
        (("secur",), "securities", "same"),
        (("证券",), "证券", "learned"),
    ]
    assert [round(way.probability, 3) for way in term.alternatives] == [0.75, 0.3, 0.25]


def test_chinese_words_are_cut_and_translated_with_their_place_in_the_question(
    crosslingual: CrossLingual,
) -> None:
    question = "其 2005 年安全政策"

    terms = crosslingual.translate(AnalysedText(question), "zh", "en")

    assert [(term.text, term.alternatives[0].text) for term in terms] == [
        ("2005", "2005"),
        ("安全", "security"),
        ("政策", "policy"),
    ]
    assert all(question[term.start : term.end] == term.text for term in terms)


def test_a_year_of_the_republic_is_one_term_in_the_place_of_its_words(
    crosslingual: CrossLingual,
) -> None:
    question = "民國九十二年美國做了什麼？"
    within = crosslingual.translate(AnalysedText(question), "zh", "zh")
    assert ways(named(within, "民國九十二年")) == [
        ("2003", "number"),
        ("民国92年", "number"),
        ("民國九十二年", "same"),
    ]
    assert [term.text for term in within if term.start < 6] == ["民國九十二年"]
    across = crosslingual.translate(AnalysedText(question), "zh", "en")
    assert ways(named(across, "民國九十二年")) == [("2003", "number")]


def test_of_a_number_and_a_glossary_term_the_longer_one_is_met() -> None:
    shipped = CrossLingual(load_glossary())
    terms = shipped.translate(AnalysedText("中華民國92年的外交"), "zh", "en")
    assert [term.text for term in terms if "民國" in term.text] == ["中華民國92年"]
    terms = shipped.translate(AnalysedText("第二次世界大戰"), "zh", "en")
    assert [term.text for term in terms] == ["第二次世界大戰"]


def test_what_the_table_learned_of_figures_is_left_out() -> None:
    shipped = CrossLingual(load_glossary())
    terms = shipped.translate(AnalysedText("the 49th state"), "en", "zh")
    assert {origin for _, origin in ways(named(terms, "49th"))} == {"same", "number"}
    terms = shipped.translate(AnalysedText("What are IV drugs?"), "en", "zh")
    assert {origin for _, origin in ways(named(terms, "IV"))} == {"same", "number", "learned"}


def test_a_year_in_chinese_digits_is_not_translated_digit_by_digit() -> None:
    shipped = CrossLingual(load_glossary())
    chinese, arabic = (
        looked_for(shipped.translate(AnalysedText(f"{year}年的會談"), "zh", "en"))
        for year in ("二○○三", "2003")
    )
    assert chinese == arabic


def test_mixed_question_is_served_whole_in_either_language(crosslingual: CrossLingual) -> None:
    question = "Six-Party Talks 的安全政策"

    into_english = crosslingual.translate(AnalysedText(question), "zh", "en")
    into_chinese = crosslingual.translate(AnalysedText(question), "en", "zh")

    assert [term.alternatives[0].text for term in into_english] == [
        "Six-Party Talks",
        "security",
        "policy",
    ]
    assert named(into_chinese, "Six-Party Talks").alternatives[0].terms == ("六方", "方会", "会谈")
    assert ways(named(into_chinese, "安全")) == [("安全", "same")]


@pytest.mark.parametrize(
    "question", ["", " ", "?!。", "的", "the", "\U0001f600", "é", "ﬁ", "x" * 2000, "安全" * 1000]
)
@pytest.mark.parametrize("source", ["zh", "en"])
@pytest.mark.parametrize("target", ["zh", "en"])
def test_odd_questions_give_terms_at_places_that_are_in_them(
    crosslingual: CrossLingual, question: str, source: BaseLanguage, target: BaseLanguage
) -> None:
    for term in crosslingual.translate(AnalysedText(question), source, target):
        assert question[term.start : term.end] == term.text
        assert 1 <= len(term.alternatives) <= 8
        assert all(0.03 <= way.probability <= 1.0 for way in term.alternatives)


def test_table_cuts_a_run_at_its_likeliest_words() -> None:
    assert TRANSLATIONS.cut("安全政策不变") == ["安全", "政策", "不", "变"]
    assert TRANSLATIONS.cut("") == []


def test_shipped_glossary_and_table_serve_real_questions() -> None:
    shipped = CrossLingual(load_glossary())

    into_chinese = shipped.translate(
        AnalysedText("How did brinkmanship change the negotiations?"), "en", "zh"
    )
    into_english = shipped.translate(AnalysedText("俄羅斯如何看待核武擴散？"), "zh", "en")

    assert "邊緣策略" in dict(ways(named(into_chinese, "brinkmanship")))
    assert "談判" in dict(ways(named(into_chinese, "negotiations")))
    assert "Russia" in dict(ways(named(into_english, "俄羅斯")))
    assert "nuclear proliferation" in dict(ways(named(into_english, "核武擴散")))


def test_shipped_table_was_made_with_the_analysis_that_search_uses() -> None:
    shipped = CrossLingual(Glossary((), "none"))

    for word in ("securities", "negotiating", "treaties", "dynasties", "churches"):
        [term] = shipped.translate(AnalysedText(word), "en", "zh")
        assert "learned" in {way.origin for way in term.alternatives}, word


def test_what_is_learned_counts_half_beside_the_glossary() -> None:
    entry = '[security]\nzh-Hant = ["保安"]\nzh-Hans = ["保安"]\nen = ["Security"]\n'
    term = named(
        CrossLingual(parse_glossary(entry), TRANSLATIONS).translate(
            AnalysedText("security"), "en", "zh"
        ),
        "security",
    )
    shares = {way.text: (way.origin, round(way.probability, 3)) for way in term.alternatives}
    assert shares["保安"] == ("glossary", 1.0)
    # Alone they count .75 and .25.
    assert shares["安全"] == ("learned", 0.375)
    assert shares["证券"] == ("learned", 0.125)

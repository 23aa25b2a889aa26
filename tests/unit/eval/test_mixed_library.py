from corpus.documents import Language
from corpus.glossary import load_glossary
from eval.fitting.command import neutral
from eval.gold_questions.questions import Evidence, Gold, Question
from eval.mixed_library import rank_parts
from index.engines.local.scratch import lone_passage, passages_view
from index.search import Filters, Query, Searcher, SearchParts
from tests.fakes import FakeEncoder

TEXTS: dict[str, tuple[Language, str]] = {
    "ice": ("en", "Water freezes into ice at zero degrees."),
    "steam": ("en", "Steam is what boiling water becomes."),
    "rain": ("zh-Hant", "雨從雲裡落下，流進河裡。"),
    "salt": ("zh-Hant", "海水有鹽，因此不能直接飲用。"),
}
LANGUAGES = {name: language for name, (language, _) in TEXTS.items()}


def question(name: str, texts: dict[Language, str], quotation: str | None) -> Question:
    evidence = () if quotation is None else (Evidence(name, quotation),)
    return Question(f"q-{name}", "fact", name, texts, evidence)


def test_every_method_ranks_every_answerable_question_in_each_of_its_languages() -> None:
    encoder = FakeEncoder()
    parts = SearchParts(encoder, load_glossary(), neutral(encoder))
    passages = [lone_passage(name, language, text) for name, (language, text) in TEXTS.items()]
    gold = Gold(
        "dev",
        (
            question("ice", {"en": "freezes into ice"}, "freezes into ice"),
            question("salt", {"zh-Hans": "海水有盐", "en": "Is sea water salty?"}, "海水有鹽"),
            question("rain", {"en": "Who owns the clouds?"}, None),
        ),
    )
    with passages_view(passages, encoder) as view:
        searcher = Searcher(view, parts)
        found = list(rank_parts(searcher, gold, LANGUAGES))
        people = [
            [hit.passage.document_id for hit in searcher.search(Query(text), 10, Filters()).hits]
            for text in ("freezes into ice", "海水有盐", "Is sea water salty?")
        ]
    assert [one.same_language for one in found] == [True, True, False]
    ranks = [dict(one.ranks) for one in found]
    # Search is what people get, whatever that is.
    assert [one["hybrid"] for one in ranks] == [
        ids.index(name) + 1 for name, ids in zip(("ice", "salt", "salt"), people, strict=True)
    ]
    # What repeats a passage's words is first by words and by the fake's vectors of words.
    assert [(one["encoder"], one["rrf"]) for one in ranks[:2]] == [(1, 1), (1, 1)]
    # Across languages no word is shared: the cosines of all four passages decide.
    vectors = encoder.encode_passages([text for _, text in TEXTS.values()])
    cosines = vectors @ encoder.encode_queries(["Is sea water salty?"])[0]
    assert ranks[2]["encoder"] == 1 + sum(cosines > cosines[list(TEXTS).index("salt")])

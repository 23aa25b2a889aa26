"""The shipped sets: their questions quote the texts they are asked of, and are many enough."""

from collections import Counter

import pytest

from corpus.shipped import seed
from corpus.store.library import Library
from eval.gold_questions.loading import STEMS, Split, load_gold
from eval.gold_questions.places import agrees, locators_of
from eval.gold_questions.questions import FOLLOW_UP_KINDS, LANGUAGES, WORK_KINDS
from eval.gold_questions.quotations import check_quotations
from eval.gold_questions.sets import SETS, TEXTS, add_texts
from service.library.adding import Adder
from service.library.origins import Origins


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    home = tmp_path_factory.mktemp("library")
    library = Library(home)
    seed(library)
    add_texts(TEXTS, Adder(library, Origins(home)))
    return library


def test_the_small_library_has_works_of_both_languages_and_scripts(library: Library) -> None:
    documents = [library.get(name) for name in library.current_versions()]
    assert Counter(one.language for one in documents) == {"zh-Hant": 4, "zh-Hans": 2, "en": 5}
    # Every work but the thesis has a title, an author and, but for one, a date of its own.
    works = [one for one in documents if one.document_id != "nsc-thesis-ch6"]
    assert all(not one.title.startswith("[") and one.record["author"] for one in works)
    assert [one.document_id for one in works if "issued" not in one.record] == ["shu-yuan"]


@pytest.mark.parametrize("name", SETS)
def test_a_set_quotes_the_texts_it_is_asked_of_verbatim(name: str, library: Library) -> None:
    gold = load_gold(SETS[name].folder)
    check_quotations(gold, library)
    held = set(library.current_versions())
    assert {named for one in gold.questions for named in one.document_ids} <= held


def test_each_work_of_the_small_library_is_asked_about_in_both_parts(library: Library) -> None:
    works = set(library.current_versions()) - {"nsc-thesis-ch6"}
    for split in STEMS:
        asked = load_gold(SETS["library"].folder, split).questions
        assert {one.document_id for one in asked if one.answerable} == works
        assert all(len(one.texts) == 3 for one in asked)
        assert all(one.locator for question in asked for one in question.evidence)


def test_reading_the_works_gives_the_places_that_people_see_in_them(library: Library) -> None:
    misplaced = {
        question.question_id
        for question in load_gold(SETS["library"].folder).questions
        for one in question.evidence
        for locator in locators_of(one.quotation, library.get(one.document_id))
        if one.locator is not None and not agrees(locator, one.locator)
    }
    # The articles of a statute in plain text need not be sections yet.
    assert misplaced <= {
        "storm-works-without-permit",
        "votes-to-list-in-haiwen",
        "open-days-after-subsidy",
    }


@pytest.mark.parametrize("split", STEMS)
def test_what_no_text_answers_is_of_every_kind_and_in_every_script(split: Split) -> None:
    asked = load_gold(SETS["unanswerable"].folder, split).questions
    assert not any(one.answerable for one in asked)
    assert set(Counter(one.kind for one in asked)) == {"trivia", "attribute", "premise"}
    by_kind = Counter((one.kind, *one.texts) for one in asked)
    assert len(by_kind) == 9
    assert min(by_kind.values()) >= 11


@pytest.mark.parametrize("split", STEMS)
def test_fifteen_follow_ups_of_every_kind_in_three_scripts(split: Split) -> None:
    asked = load_gold(SETS["follow-ups"].folder, split).questions
    assert len(asked) == 15
    scripts = Counter(name for one in asked for name in one.texts)
    assert min(scripts[name] for name in LANGUAGES) >= 4
    assert {one.kind for one in asked} == {*FOLLOW_UP_KINDS, "unclear"}
    assert all(one.before is not None for one in asked)
    assert [one.answerable for one in asked].count(False) == 3


@pytest.mark.parametrize("split", STEMS)
def test_twelve_questions_about_works_in_three_scripts(split: Split) -> None:
    asked = load_gold(SETS["works"].folder, split).questions
    assert len(asked) == 12
    scripts = Counter(name for one in asked for name in one.texts)
    assert min(scripts[name] for name in LANGUAGES) >= 3
    assert {one.kind for one in asked} <= {*WORK_KINDS, "not-stated"}
    assert {one.within for one in asked} == {True, False}

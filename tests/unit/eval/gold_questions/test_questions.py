from dataclasses import replace
from pathlib import Path

import pytest

from corpus.shipped import shipped_documents
from eval.errors import GoldInvalid
from eval.gold_questions.loading import SHIPPED, load_gold
from eval.gold_questions.questions import LANGUAGES, Before, Evidence, Gold
from eval.gold_questions.quotations import check_quotations
from tests.fakes_eval import FakeLibrary, make_document, make_question

ANSWERABLE = """
[[question]]
id = "boiling"
kind = "fact"
answerable = true
zh-Hant = "水幾度會滾？"
zh-Hans = "水多少度会开？"
en = "When does water boil?"
quotations = ["攝氏一百度沸騰"]
"""

UNANSWERABLE = """
[[question]]
id = "price"
kind = "near"
answerable = false
zh-Hant = "水費多少？"
zh-Hans = "水费多少？"
en = "What does water cost?"
"""


def write_folder(folder: Path, development: str, reported: str = UNANSWERABLE) -> Path:
    head = 'document_id = "water"\n'
    (folder / "development.toml").write_text(head + development, encoding="utf-8")
    (folder / "reported.toml").write_text(head + reported, encoding="utf-8")
    return folder


def problems_of(folder: Path, development: str, reported: str = UNANSWERABLE) -> tuple[str, ...]:
    with pytest.raises(GoldInvalid) as caught:
        load_gold(write_folder(folder, development, reported))
    return caught.value.problems


def test_the_shipped_questions_quote_the_shipped_texts_verbatim() -> None:
    library = {document.document_id: document for document in shipped_documents()}
    gold = load_gold()

    class Shipped:
        def get(self, document_id: str) -> object:
            return library[document_id]

    check_quotations(gold, Shipped())  # type: ignore[arg-type]


def test_the_shipped_questions_cover_every_paragraph_of_the_thesis_in_both_splits() -> None:
    (document,) = [d for d in shipped_documents() if d.document_id == "nsc-thesis-ch6"]
    for split in ("dev", "reported"):
        quoted = [
            document.text.index(quotation)
            for question in load_gold(split=split).questions
            for quotation in question.quotations
        ]
        covered = [
            any(paragraph.start <= place < paragraph.end for place in quoted)
            for paragraph in document.paragraphs
        ]
        assert covered == [True] * 19


def test_the_shipped_questions_are_many_enough_for_both_parts() -> None:
    counts = {
        split: (
            sum(q.answerable for q in load_gold(split=split).questions),
            sum(not q.answerable for q in load_gold(split=split).questions),
        )
        for split in ("dev", "reported")
    }
    assert counts == {"dev": (62, 24), "reported": (42, 16)}


def test_simplified_questions_use_the_terms_of_the_mainland() -> None:
    for question in load_gold().questions:
        simplified = question.texts["zh-Hans"]
        for term in ("北韩", "南韩", "俄国", "中共", "华府", "上海合作组织"):
            assert term not in simplified, question.question_id


def test_a_split_holds_its_own_file_only(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, ANSWERABLE)
    assert [q.question_id for q in load_gold(folder, "dev").questions] == ["boiling"]
    assert [q.question_id for q in load_gold(folder, "reported").questions] == ["price"]
    assert [q.question_id for q in load_gold(folder).questions] == ["boiling", "price"]


def test_a_question_may_be_asked_in_some_of_the_languages(tmp_path: Path) -> None:
    chinese = ANSWERABLE.replace('en = "When does water boil?"\n', "")
    (question,) = load_gold(write_folder(tmp_path, chinese), "dev").questions
    assert list(question.texts) == ["zh-Hant", "zh-Hans"]
    none = chinese.replace("zh-Hant", "note_").replace("zh-Hans", "note")
    with pytest.raises(GoldInvalid, match=r"note_: Extra inputs are not permitted"):
        load_gold(write_folder(tmp_path, none), "dev")


FOLLOW_UP = """
[[question]]
id = "and-freezing"
kind = "substitution"
answerable = true
before = { question = "When does water boil?", document_id = "water", quotation = "攝氏一百度沸騰" }
en = "And freeze?"
quotations = ["水在攝氏零度結冰"]
"""
WORK = """
[[question]]
id = "water-author"
kind = "author"
answerable = true
en = "Who wrote this?"
within = true
states = ["Li Ming", "李明"]
"""


def test_a_follow_up_has_what_was_asked_and_shown_before(tmp_path: Path) -> None:
    (question,) = load_gold(write_folder(tmp_path, FOLLOW_UP), "dev").questions
    assert question.before == Before("When does water boil?", Evidence("water", "攝氏一百度沸騰"))
    wrong = replace(question.before, shown=Evidence("water", "攝氏五十度沸騰", place="here"))
    with pytest.raises(GoldInvalid, match="here: the quotation '攝氏五十度沸騰' does not occur"):
        check_quotations(Gold("dev", (replace(question, before=wrong),)), FakeLibrary())


def test_a_question_about_a_work_may_be_answered_by_its_record(tmp_path: Path) -> None:
    (question,) = load_gold(write_folder(tmp_path, WORK), "dev").questions
    assert (question.answerable, question.evidence, question.within) == (True, (), True)
    assert question.states == ("Li Ming", "李明")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('quotation = "攝氏一百度沸騰"', 'text = "x"', "before.quotation: Field required"),
        ('kind = "substitution"', 'kind = "unclear"', "kind is 'unclear'; write one of fact"),
        ("answerable = true", "answerable = false", "kind is 'substitution'; write one of near"),
    ],
)
def test_a_mistake_in_a_follow_up_is_named(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in FOLLOW_UP
    assert expected in problems_of(tmp_path, FOLLOW_UP.replace(old, new))[0]


def test_the_fingerprint_changes_with_what_was_asked_before_and_what_must_be_said(
    tmp_path: Path,
) -> None:
    versions = (
        FOLLOW_UP,
        FOLLOW_UP.replace("water boil?", "water melt?"),
        FOLLOW_UP.replace("before =", "# before ="),
        WORK,
        WORK.replace('"Li Ming", ', ""),
        WORK.replace("within = true", ""),
    )
    found = {load_gold(write_folder(tmp_path, v), "dev").questions[0].fingerprint for v in versions}
    assert len(found) == 6


def test_two_files_of_one_part_are_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, ANSWERABLE)
    (folder / "reported.csv").write_text("question\nWhy?\n", encoding="utf-8")
    with pytest.raises(
        GoldInvalid, match=r"reported\.toml and reported\.csv; one of them is to go"
    ):
        load_gold(folder)


def test_a_question_is_read_as_written(tmp_path: Path) -> None:
    (question,) = load_gold(write_folder(tmp_path, ANSWERABLE), "dev").questions
    assert question.answerable
    assert question.document_id == "water"
    assert [question.texts[language] for language in LANGUAGES] == [
        "水幾度會滾？",
        "水多少度会开？",
        "When does water boil?",
    ]
    assert question.quotations == ("攝氏一百度沸騰",)


def test_the_fingerprint_changes_with_a_word_and_with_a_quotation(tmp_path: Path) -> None:
    versions = (
        ANSWERABLE,
        ANSWERABLE.replace("boil?", "cook?"),
        ANSWERABLE.replace("度沸騰", "度"),
    )
    found = {load_gold(write_folder(tmp_path, v), "dev").questions[0].fingerprint for v in versions}
    assert len(found) == 3


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'en = "When does water boil?"',
            "en = 3",
            "question 'boiling': en: Input should be a valid string; found '3'",
        ),
        ('kind = "fact"', 'kind = "near"', "write one of fact, why, how, list, stance"),
        ('quotations = ["攝氏一百度沸騰"]', "", "answerable, but without quotations"),
        ("answerable = true", "answerable = false", "write one of near, far, trivia"),
        ("answerable = true", 'answerable = "yes"', "answerable: Input should be a valid boolean"),
        ('zh-Hans = "水多少度会开？"', 'zh-Hans = " "', "zh-Hans: String should match pattern"),
        ("quotations =", "quotation =", "quotation: Extra inputs are not permitted"),
        ('["攝氏一百度沸騰"]', '["攝氏\\n一百度"]', "quotations.0: String should match pattern"),
        ('id = "boiling"', 'id = "Boiling!"', "id: String should match pattern"),
        ('en = "When', 'locators = []\nlocators_ = "When', "locators_: Extra inputs"),
        ('en = "When', 'locators = [{}]\nen = "When', "locators.0: is empty; give section"),
        (
            'en = "When',
            'locators = [{page = "1"}, {page = "2"}]\nen = "When',
            "2 locators for 1 quotations",
        ),
        (
            'en = "When',
            'locators = [{paragraph = 0}]\nen = "When',
            "greater than or equal to 1; found '0'",
        ),
    ],
)
def test_a_mistake_is_named_with_file_question_and_field(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in ANSWERABLE
    problems = problems_of(tmp_path, ANSWERABLE.replace(old, new))
    assert any(expected in problem for problem in problems)
    assert all(str(tmp_path / "development.toml") in problem for problem in problems)


def test_quotations_of_an_unanswerable_question_are_refused(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, ANSWERABLE, UNANSWERABLE + 'quotations = ["攝氏零度結冰"]\n')
    assert "remove them or make it true" in problems[0]


def test_an_id_that_occurs_in_both_files_is_refused(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, ANSWERABLE, ANSWERABLE)
    assert problems == (
        f"{tmp_path}/reported.toml: question 'boiling': the id 'boiling' is taken by "
        f"{tmp_path}/development.toml: question 'boiling'; give one of them another id",
    )


def test_every_problem_is_named_not_only_the_first(tmp_path: Path) -> None:
    broken = ANSWERABLE.replace('kind = "fact"', 'kind = "rumour"')
    assert len(problems_of(tmp_path, broken, broken)) == 2


def test_a_file_that_is_not_toml_is_named_with_the_line(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, ANSWERABLE + "kind = why\n")
    assert "cannot be read as TOML" in problems[0]
    assert "line 11" in problems[0]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    write_folder(tmp_path, ANSWERABLE)
    (tmp_path / "reported.toml").unlink()
    with pytest.raises(
        GoldInvalid, match=r"is missing; a gold folder holds development and reported"
    ):
        load_gold(tmp_path)


def test_a_single_bracketed_question_is_explained(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, ANSWERABLE.replace("[[question]]", "[question]"))
    assert "double its brackets" in problems[0]


def test_a_split_without_questions_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, ANSWERABLE, "")
    with pytest.raises(GoldInvalid, match="no questions for split 'reported'"):
        load_gold(folder, "reported")


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        ("攝氏一百度沸腾", "does not occur in water@"),
        ("攝氏", "occurs 2 times"),
        ("結冰。冰比水輕", "goes past one sentence"),
        ("第一章 水", "goes past one sentence"),
    ],
)
def test_a_quotation_that_no_passage_can_be_sure_to_hold_is_named(
    quotation: str, expected: str
) -> None:
    gold = Gold("dev", (make_question("bad", quotation),))
    library = FakeLibrary(make_document())
    with pytest.raises(GoldInvalid) as caught:
        check_quotations(gold, library)
    (problem,) = caught.value.problems
    assert expected in problem
    assert f"question 'bad': the quotation {quotation!r}" in problem


def test_a_document_that_is_not_in_the_library_is_named() -> None:
    library = FakeLibrary(make_document(document_id="fire"))
    gold = Gold("dev", (make_question("boiling", "攝氏一百度沸騰"),))
    with pytest.raises(GoldInvalid, match="question 'boiling': there is no document 'water'"):
        check_quotations(gold, library)


def test_the_shipped_files_say_that_nothing_is_fitted_on_the_reported_questions() -> None:
    head = (SHIPPED / "reported.toml").read_text(encoding="utf-8")[:400]
    assert "NOTHING MAY BE FITTED ON THESE" in head

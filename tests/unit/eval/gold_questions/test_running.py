from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.errors import GoldInvalid
from eval.gold_questions.judging import Asked, is_right
from eval.gold_questions.questions import Gold, Question
from eval.gold_questions.running import run_gold
from index.search import Filters
from service.answering import Answer, Status
from service.citing.citations import render_reference
from service.follow_ups import Turn
from tests.fakes_eval import FakeLibrary, ScriptedAnswerer, make_document, make_gold, make_question


def test_every_question_is_asked_in_three_languages_and_once_more_converted() -> None:
    gold = make_gold(answerable=1, unanswerable=1)
    answerer = ScriptedAnswerer(gold)
    run_gold(answerer, FakeLibrary(), gold)
    assert answerer.asked == [
        "問 water-0？",
        "请问 water-0？",
        "Ask water-0?",
        "問 none-0？",
        "请问 none-0？",
        "Ask none-0?",
        "问 water-0？",
        "问 none-0？",
    ]


def test_ranks_statuses_and_addresses_are_kept() -> None:
    gold = make_gold(answerable=1, unanswerable=1)
    answerer = ScriptedAnswerer(
        gold, ranks={"Ask water-0?": 3, "請問 water-0？": 1}, statuses={"Ask none-0?": "weak"}
    )
    run = run_gold(answerer, FakeLibrary(), gold)
    english = run.in_language("en")
    assert english["water-0"].answer_rank == 3
    assert len(english["water-0"].addresses) == 4
    assert english["none-0"].status == "weak"
    assert english["none-0"].answer_rank is None
    assert run.in_language("zh-Hant")["none-0"].addresses == ()
    assert run.index_version == "index-1"
    assert run.document_languages == {"water": "zh-Hant"}


def test_refusing_an_answerable_question_is_wrong_and_weak_is_right_for_both() -> None:
    gold = make_gold(answerable=2, unanswerable=2)
    answerer = ScriptedAnswerer(
        gold,
        statuses={
            "Ask water-0?": "no_answer",
            "Ask water-1?": "weak",
            "Ask none-0?": "answered",
            "Ask none-1?": "weak",
        },
    )
    english = run_gold(answerer, FakeLibrary(), gold).in_language("en")
    right = {name: one.decided_right for name, one in english.items()}
    assert right == {"water-0": False, "water-1": True, "none-0": False, "none-1": True}


def test_progress_counts_up_to_the_total() -> None:
    gold = make_gold(answerable=1, unanswerable=0)
    seen: list[tuple[int, int]] = []
    run_gold(ScriptedAnswerer(gold), FakeLibrary(), gold, lambda *step: seen.append(step))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_nothing_is_asked_with_a_quotation_that_is_not_in_the_text() -> None:
    gold = Gold("dev", (make_question("wrong", "攝氏五十度沸騰"),))
    answerer = ScriptedAnswerer(gold)
    with pytest.raises(GoldInvalid, match="攝氏五十度沸騰"):
        run_gold(answerer, FakeLibrary(), gold)
    assert answerer.asked == []


def test_every_index_version_that_answered_is_named() -> None:
    class Replaced(ScriptedAnswerer):
        def spoil(self, answer: Answer) -> Answer:
            return replace(answer, index_version=f"index-{len(self.asked) // 3}")

    gold = make_gold(answerable=1, unanswerable=0)
    assert run_gold(Replaced(gold), FakeLibrary(), gold).index_version == "index-0, index-1"


@pytest.mark.parametrize(
    ("status", "answerable", "is_silent", "right"),
    [
        ("answered", True, False, True),
        ("weak", True, False, True),
        ("no_answer", True, False, False),
        ("answered", False, False, False),
        ("weak", False, False, True),
        ("no_answer", False, False, True),
        ("answered", False, True, False),
        ("weak", False, True, False),
        ("no_answer", False, True, True),
    ],
)
def test_where_nothing_may_be_shown_a_warning_is_not_enough(
    status: Status, answerable: bool, is_silent: bool, right: bool
) -> None:
    assert is_right(answerable, is_silent, status) is right


RECORD = {
    "type": "report",
    "title": "水",
    "author": [{"literal": "李明"}],
    "issued": {"date-parts": [[2011]]},
}
REFERENCE = render_reference(RECORD, "apa-7", "zh-Hant")


@pytest.mark.parametrize(
    ("message", "rank"),
    [
        ("Published in 2011.", 1),
        ("2011年出版。", 1),
        ("Published in 12011.", None),
        ("Published in 20113.", None),
        ("作者：李明。", 1),
        ("作者：李敏。", None),
        (f"Chapters: 6. {REFERENCE}", None),
        (f"Published in 2011. {REFERENCE}", 1),
        (None, None),
    ],
)
def test_an_answer_from_the_record_must_say_what_is_expected_apart_from_its_reference(
    message: str | None, rank: int | None
) -> None:
    question = replace(make_question("year"), kind="date", states=("2011", "李明"))
    assert ask_of_record(question, message, "answered").answer_rank == rank
    # A refusal states nothing, whatever its message names.
    assert ask_of_record(question, message, "no_answer").answer_rank is None


def ask_of_record(question: Question, message: str | None, status: Status) -> Asked:
    class Stating(ScriptedAnswerer):
        def spoil(self, answer: Answer) -> Answer:
            return replace(answer, message=message)

    gold = Gold("dev", (question,))
    statuses: dict[str, Status] = dict.fromkeys(question.texts.values(), status)
    library = FakeLibrary(replace(make_document(), record=RECORD))
    return run_gold(Stating(gold, library, None, statuses), library, gold).in_language("en")["year"]


def test_a_question_of_one_work_is_asked_of_that_work_alone() -> None:
    wanted: list[Filters | None] = []

    class Filtered(ScriptedAnswerer):
        def ask(
            self,
            question: str,
            top_k: int = 5,
            filters: Filters | None = None,
            *,
            before: Sequence[Turn] = (),
        ) -> Answer:
            wanted.append(filters)
            return super().ask(question, top_k)

    within = replace(make_question("author", "攝氏零度結冰"), within=True)
    gold = Gold("dev", (within, make_question("all", "不能直接飲用")))
    run_gold(Filtered(gold), FakeLibrary(), gold)
    assert wanted[:3] == [Filters(documents=frozenset({"water"}))] * 3
    assert wanted[3:6] == [None] * 3

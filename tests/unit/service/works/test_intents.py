import pytest

from service.works.intents import read_work_question

TITLES = [
    ("salt", "Salt and Credit on the Coast, 1880–1937"),
    ("salt-law", "Salt Law"),
    ("deng", "燈塔看守人的日常：日誌研究"),
]


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("What is this thesis about?", "subject"),
        ("What does the paper deal with?", "subject"),
        ("Summarise this report.", "subject"),
        ("這篇論文在談什麼？", "subject"),
        ("本文的研究主題是什麼？", "subject"),
        ("这本书主要讲的是什么内容？", "subject"),
        ("本書的主旨為何？", "subject"),
        ("What is the aim of this study?", "aims"),
        ("這篇論文的研究目的是什麼？", "aims"),
        ("What are the main findings of the report?", "conclusions"),
        ("What does the author of this paper conclude?", "conclusions"),
        ("这篇文章的主要结论是什么？", "conclusions"),
        ("本研究有什麼限制？", "limits"),
        ("What further research does the thesis suggest?", "outlook"),
        ("这份报告是谁写的？", "author"),
        ("本論文的作者是誰？", "author"),
        ("Who wrote this book?", "author"),
        ("When was this article published?", "date"),
        ("本書是哪一年出版的？", "date"),
        ("Which journal published this paper?", "container"),
        ("這篇文章發表在哪一份期刊？", "container"),
        ("How many chapters does this thesis have?", "chapters"),
        ("這部條例共有多少條？", "articles"),
    ],
)
def test_questions_about_a_work_are_told_by_their_form(question: str, intent: str | None) -> None:
    found = read_work_question(question, TITLES)
    assert (found and found.intent) == intent


@pytest.mark.parametrize(
    "question",
    [
        "What does this thesis say about Japan?",
        "Does the writer think tiny feet were a sign of high birth?",
        "作者認為纏足是出身高貴的標誌嗎？",
        "這本書封面的字體是誰做的？",
        "誰寫了〈春江花月夜〉？",
        "How many chapters of the guild were there?",
        "這篇論文怎麼看日本的立場？",
        "When was the lighthouse built?",
        "Why was the paper mill closed?",
        "這篇論文如何說明南韓參與會談的目的？",
        "What does this report say are the limits of the harbour?",
    ],
)
def test_questions_that_a_passage_answers_are_left_to_search(question: str) -> None:
    assert read_work_question(question, TITLES) is None


def test_a_work_is_named_by_its_title_or_the_beginning_of_it() -> None:
    def named(question: str) -> str | None:
        found = read_work_question(question, TITLES)
        return found.document_id if found else None

    assert named("Who wrote “Salt and Credit”?") == "salt"
    assert named("《灯塔看守人的日常》得出了什么结论？") == "deng"
    # Two titles begin so, and three letters are no title.
    assert named("Who wrote “Salt”?") is None
    assert named("Who wrote “Salt and”?") == "salt"


def test_one_work_alone_need_not_be_mentioned() -> None:
    for question in ("Who is the author?", "When was it published?", "作者是誰？", "有幾章？"):
        assert read_work_question(question, TITLES) is None
        assert read_work_question(question, TITLES, is_alone=True) is not None
    for question in ("Who lit the lamp?", "南韓希望透過六方會談達到什麼目的？", "結論由誰宣讀？"):
        assert read_work_question(question, TITLES, is_alone=True) is None

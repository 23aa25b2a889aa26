import json
from pathlib import Path

import pytest

from eval.errors import GoldInvalid
from eval.gold_questions.loading import load_gold
from eval.gold_questions.questions import Evidence, ExpectedLocator, Question

CSV = """question,quote,document
"When does water boil, and why?",攝氏一百度沸騰,water
海水能喝吗？,不能直接飲用,water
"When does water boil, and why?",高山上氣壓低,water
What does water cost?,,
"""


def write(folder: Path, text: str, name: str = "own.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def problems_of(path: Path) -> list[str]:
    with pytest.raises(GoldInvalid) as caught:
        load_gold(path)
    prefix = f"{path}: "
    assert all(problem.startswith(prefix) for problem in caught.value.problems)
    return [problem.removeprefix(prefix) for problem in caught.value.problems]


def test_rows_of_one_question_are_its_quotations(tmp_path: Path) -> None:
    path = write(tmp_path, CSV)
    gold = load_gold(path)
    assert gold.name == "own.csv"
    boil, sea, cost = gold.questions
    assert boil.texts == {"en": "When does water boil, and why?"}
    assert boil.quotations == ("攝氏一百度沸騰", "高山上氣壓低")
    assert [one.place for one in boil.evidence] == [f"{path}: line 2", f"{path}: line 4"]
    assert sea.texts == {"zh-Hans": "海水能喝吗？"}
    assert (cost.answerable, cost.kind, cost.document_id) == (False, "near", None)


def test_the_id_of_a_question_stays_where_its_row_moves(tmp_path: Path) -> None:
    before = {q.texts["en"]: q.question_id for q in load_gold(write(tmp_path, CSV)).questions[::2]}
    head, *rows = CSV.splitlines()
    moved = "\n".join([head, *reversed(rows)])
    after = {
        q.texts["en"]: q.question_id
        for q in load_gold(write(tmp_path, moved)).questions
        if "en" in q.texts
    }
    assert before == after


def test_rows_with_one_id_are_one_question_in_several_languages(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "id,language,question,quote,document,paragraph,page\n"
        "boil,en,When does water boil?,攝氏一百度沸騰,water,2,14\n"
        "boil,zh-Hant,水何時沸騰？,,,,\n",
    )
    (question,) = load_gold(path).questions
    assert question == Question(
        "boil",
        "fact",
        "water",
        {"en": "When does water boil?", "zh-Hant": "水何時沸騰？"},
        (Evidence("water", "攝氏一百度沸騰", ExpectedLocator(paragraph=2, page="14")),),
    )


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheet_may_write_other_delimiters_and_a_byte_order_mark(
    tmp_path: Path, delimiter: str
) -> None:
    text = "question,quote,document\r\n水何時沸騰？,攝氏一百度沸騰,water\r\n"
    path = write(tmp_path, text.replace(",", delimiter), encoding="utf-8-sig")
    (question,) = load_gold(path).questions
    assert question.quotations == ("攝氏一百度沸騰",)


def test_json_lines_give_the_same_questions_as_csv(tmp_path: Path) -> None:
    rows = [
        {
            "question": "When does water boil, and why?",
            "quote": "攝氏一百度沸騰",
            "document": "water",
        },
        {"question": "海水能喝吗？", "quote": "不能直接飲用", "document": "water"},
        {
            "question": "When does water boil, and why?",
            "quote": "高山上氣壓低",
            "document": "water",
        },
        {"question": "What does water cost?", "quote": None},
    ]
    text = "\n".join(json.dumps(row) for row in rows) + "\n\n"
    assert (
        load_gold(write(tmp_path, text, "own.jsonl")).questions
        == load_gold(write(tmp_path, CSV)).questions
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",攝氏一百度沸騰,water", "line 2: question: Field required"),
        ("Why?,攝氏一百度沸騰,", "line 2: a quote without a document; give the id"),
        ("Why?,冰,water", "line 2: quote: String should have at least 4 characters; found '冰'"),
        ('Why?,"水在\n零度",water', "line 2: quote: String should match pattern"),
        ("Why,攝氏,water,x", "line 2: has more cells than the 3 columns; put quotation marks"),
        ("12345,,", "line 2: language: cannot be told from '12345'; add it as one of zh-Hant"),
        ("Warum ist das nicht so und wie wird es?,,", "line 2: language: cannot be told from"),
        ('"Why?,攝氏,water', "line 2: is no CSV: unexpected end of data"),
    ],
)
def test_a_wrong_row_is_named_by_its_line_with_what_was_expected(
    tmp_path: Path, row: str, expected: str
) -> None:
    problems = problems_of(write(tmp_path, f"question,quote,document\n{row}\n"))
    assert problems[0].startswith(expected)


def test_a_fault_behind_a_cell_of_several_lines_is_named_by_its_own_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'question,quote,document\n"Why\nnot?",,\nWhy?,冰,water\n')
    (problem,) = problems_of(path)
    assert problem.startswith("line 4: quote:")


def test_every_row_is_named_not_only_the_first(tmp_path: Path) -> None:
    path = write(tmp_path, "question,quote,document\nWhy?,冰,water\nHow?,雲雲雲雲,\n")
    assert [problem.split(":")[0] for problem in problems_of(path)] == ["line 2", "line 3"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("{", "line 1: is no JSON: "),
        ('["Why?"]', 'line 1: expected an object such as {"question": '),
        (
            '{"question": "Why?", "answer": "x"}',
            "line 1: answer: there is no such field; write one",
        ),
        ('{"question": "Why?", "kind": "odd"}', "line 1: kind is 'odd'; write one of fact, why"),
        ('{"question": "Why?", "kind": "why"}', "line 1: kind is 'why' without a quote; write one"),
        ('{"question": "Why?", "language": "fr"}', "line 1: language: Input should be 'zh-Hant'"),
        (
            '{"question": "Why?", "paragraph": "x"}',
            "line 1: paragraph: Input should be a valid int",
        ),
    ],
)
def test_a_wrong_line_of_json_is_named(tmp_path: Path, row: str, expected: str) -> None:
    (problem,) = problems_of(write(tmp_path, row, "own.jsonl"))
    assert problem.startswith(expected)


def test_a_row_that_repeats_another_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "question,quote,document\n" + "Why?,攝氏一百度沸騰,water\n" * 2)
    assert problems_of(path) == [f"line 3: repeats {path}: line 2; remove one of them"]


def test_one_id_for_two_questions_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "id,question\na,Why is it so?\na,How is it done?\n")
    (problem,) = problems_of(path)
    assert problem.startswith("line 3: question: the id 'a' has another question in en already")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "holds no question; expected one a line"),
        ("frage,quote\nWarum?,x\n", "line 1: expected the names of the columns, question, quote"),
        ("question,quote,document\n", "holds no question"),
    ],
)
def test_a_file_without_questions_or_columns_is_refused(
    tmp_path: Path, text: str, expected: str
) -> None:
    (problem,) = problems_of(write(tmp_path, text))
    assert problem.startswith(expected)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, "question\n水何時沸騰？\n", encoding="big5"))
    assert "cannot be read as UTF-8" in problem
    assert "save it in UTF-8" in problem


def test_another_kind_of_file_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, "x", "own.xlsx"))
    assert problem == "is no file of questions; expected .toml, .csv or .jsonl"
    (problem,) = problems_of(tmp_path / "none.csv")
    assert problem.startswith("is missing; expected a gold folder, or a file .toml, .csv or .jsonl")

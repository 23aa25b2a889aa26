from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.errors import check_error

pytestmark = pytest.mark.model

QUESTIONS = {
    "zh-Hant": "南韓希望透過六方會談達到什麼目的？",
    "zh-Hans": "韩国希望通过六方会谈达到什么目的？",
    "en": "What does South Korea hope to achieve through the Six-Party Talks?",
}


def ask(client: TestClient, **body: object) -> dict[str, Any]:
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize("language", QUESTIONS)
def test_answer_has_the_documented_shape(client: TestClient, language: str) -> None:
    answer = ask(client, question=QUESTIONS[language], top_k=3)
    assert set(answer) == {
        "request_id", "index_version", "status", "confidence", "message", "question",
        "passages", "related", "timings_ms",
    }  # fmt: skip
    assert answer["status"] in ("answered", "weak")
    assert 0 <= answer["confidence"] <= 1
    assert answer["question"] == {
        "text": QUESTIONS[language], "language": language, "supported": True,
            "understood_as": None,
    }  # fmt: skip
    assert {"analyse", "encode", "search", "answer"} <= set(answer["timings_ms"])
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2, 3]
    first = answer["passages"][0]
    assert set(first) == {
        "rank", "score", "address", "document_id", "title", "language", "text", "start", "end",
        "evidence", "locator", "citation", "url", "explanation", "kind", "table_head", "doubt", "ocr",
    }  # fmt: skip
    assert (first["kind"], first["table_head"], first["doubt"], first["ocr"]) == (
        "body", None, None, None
    )  # fmt: skip
    assert any("南韓在朝核危機主要考慮到" in passage["text"] for passage in answer["passages"])
    assert first["language"] == "zh-Hant"
    assert first["locator"]["section_path"] == ["第陸章 結論", "第一節 研究回顧與成果"]
    assert first["explanation"] is None


@pytest.mark.parametrize("question", QUESTIONS.values())
def test_everything_shown_is_a_slice_of_the_document(client: TestClient, question: str) -> None:
    answer = ask(client, question=question, top_k=50)
    text = client.get("/v1/documents/nsc-thesis-ch6").json()["text"]
    assert answer["passages"]
    for passage in answer["passages"]:
        assert text[passage["start"] : passage["end"]] == passage["text"]
        assert passage["evidence"]
        for span in passage["evidence"]:
            assert passage["start"] <= span["start"] < span["end"] <= passage["end"]
            assert text[span["start"] : span["end"]] == span["text"]
        assert passage["evidence"][0]["text"] in passage["citation"]
        looked_up = client.get(f"/v1/passages/{passage['address']}").json()
        assert looked_up["text"] == passage["text"]
        assert looked_up["url"] == passage["url"]
        assert looked_up["kind"] == passage["kind"]
        assert client.get(passage["url"]).status_code == 200


def test_same_question_gives_the_same_answer(client: TestClient) -> None:
    answers = [ask(client, question=QUESTIONS["en"]) for _ in range(2)]
    for answer in answers:
        del answer["request_id"], answer["timings_ms"]
    assert answers[0] == answers[1]


def addresses(client: TestClient, question: str) -> list[str]:
    return [passage["address"] for passage in ask(client, question=question, top_k=5)["passages"]]


def test_script_twins_get_the_same_passages(client: TestClient) -> None:
    # The names of states differ by region, too; the glossary has them.
    traditional = addresses(client, "南韓希望透過六方會談達到什麼目的？")
    assert traditional == addresses(client, "韩国希望透过六方会谈达到什么目的？")
    assert len(traditional) == 5


def test_a_twin_in_other_words_gets_the_same_first_passage(client: TestClient) -> None:
    # How much of the other places they share is measured over many: `wenju eval`, Promises.
    traditional, simplified = (addresses(client, QUESTIONS[tag]) for tag in ("zh-Hant", "zh-Hans"))
    assert traditional[0] == simplified[0]


def test_unanswerable_question_gets_no_passages_and_a_message(client: TestClient) -> None:
    answer = ask(client, question="How do I bake sourdough bread at high altitude?")
    assert answer["status"] == "no_answer"
    assert answer["passages"] == []
    assert len(answer["related"]) <= 3
    assert all(passage["evidence"] == [] for passage in answer["related"])
    assert answer["message"] == "The texts do not answer this question."


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("如何在家裡自製麵包？", "館藏文獻沒有回答這個問題。"),
        ("怎样在家里自己做面包，要多长时间？", "馆藏文献没有回答这个问题。"),
        ("How is bread made at home?", "The texts do not answer this question."),
    ],
)
def test_message_is_in_the_script_of_the_question(
    client: TestClient, question: str, message: str
) -> None:
    # No passage is English, so that none can answer.
    assert ask(client, question=question, filters={"languages": ["en"]})["message"] == message


def test_explanation_adds_up_to_the_score(client: TestClient) -> None:
    import math

    answer = ask(client, question=QUESTIONS["en"], explain=True)
    for passage in answer["passages"]:
        why = passage["explanation"]
        parts = (
            why["offset"]
            + why["favoured"]
            + sum(leg["contribution"] for leg in why["legs"].values())
        )
        assert parts == pytest.approx(why["fused"], abs=1e-4)
        sure = why["confidence"]
        read = why["verification"]
        score = sure["probability"] * math.exp(why["fused"] - why["best_fused"])
        score *= read["probability"] / read["before"]
        assert score == pytest.approx(passage["score"], abs=1e-4)
        odds = sure["bias"] + sum(sure["weights"][n] * v for n, v in sure["features"].items())
        told = sure["wording"]
        wording = told["bias"] + sum(w * sure["features"][n] for n, w in told["weights"].items())
        assert 1 / (1 + math.exp(-wording)) == pytest.approx(sure["reworded"], abs=1e-4)
        assert sure["content"] / (1 + math.exp(-odds)) == pytest.approx(
            sure["probability"], abs=1e-4
        )
        terms = sum(term["contribution"] for term in why["terms"])
        if why["terms"]:
            assert terms == pytest.approx(why["legs"]["lexical"]["contribution"], abs=1e-4)
        for term in why["terms"]:
            for way in term["as"]:
                assert way["spans"]
                for start, end in way["spans"]:
                    assert passage["start"] <= start < end <= passage["end"]
    assert answer["confidence"] == pytest.approx(
        answer["passages"][0]["explanation"]["verification"]["probability"], abs=1e-3
    )


def test_top_k_limits_and_filters_narrow(client: TestClient) -> None:
    question = QUESTIONS["zh-Hant"]
    assert len(ask(client, question=question, top_k=1)["passages"]) == 1
    narrowed = ask(client, question=question, top_k=50, filters={"section": "後續研究方向"})
    shown = narrowed["passages"] or narrowed["related"]
    assert shown
    assert {p["locator"]["section_path"][-1] for p in shown} == {"第二節 後續研究方向"}
    elsewhere = {"question": question, "filters": {"documents": ["no-such-document"]}}
    error = check_error(client.post("/v1/ask", json=elsewhere), 404, "unknown_document")
    assert "no-such-document" in error["message"]
    english = ask(client, question=question, filters={"languages": ["en"]})
    assert english["passages"] == english["related"] == []


@pytest.mark.parametrize(
    "question",
    [
        "?", "？？？", "的", "the", "a", "核", "DPRK", "😀😀", "١٢٣", "한국은 왜 참여했나요?",
        "なぜ韓国は参加したのですか", "Pourquoi la Corée du Sud participe-t-elle ?",
        "六方會談 Six-Party Talks 是什麼？", "的了是在" * 100, "x" * 2000, "核" * 2000,
        "<script>alert(1)</script>", "' OR 1=1 --", "\u202e反向", "ＤＰＲＫ　ｉｓ", "a\nb\tc",
    ],
)  # fmt: skip
def test_odd_questions_have_a_defined_answer(client: TestClient, question: str) -> None:
    answer = ask(client, question=question)
    assert answer["status"] in ("answered", "weak", "no_answer")
    assert answer["question"]["text"] == question.strip()


@pytest.mark.parametrize(
    "question", ["的", "the", "??", "核", "是什麼", "and the", "qwx zzk", "😀", "好嗎", "為什麼？"]
)
def test_question_without_content_is_not_answered(client: TestClient, question: str) -> None:
    answer = ask(client, question=question)
    assert answer["status"] != "answered"
    assert answer["confidence"] < 0.5


def test_other_languages_are_flagged(client: TestClient) -> None:
    answer = ask(client, question="Pourquoi la Corée du Sud participe-t-elle aux pourparlers ?")
    assert answer["question"]["supported"] is False
    assert "Chinese or English" in answer["message"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"question": ""}, "question_empty"),
        ({"question": " \n\t　"}, "question_empty"),
        ({"question": "x" * 2001}, "question_too_long"),
        ({"question": "a\x00b"}, "question_unreadable"),
        ({"question": "a\x1bb"}, "question_unreadable"),
        ({"question": "q", "top_k": 0}, "top_k_out_of_range"),
        ({"question": "q", "top_k": 51}, "top_k_out_of_range"),
        ({"question": "q", "top_k": -1}, "top_k_out_of_range"),
        ({"question": "q", "top_k": "5"}, "invalid_request"),
        ({"question": "q", "top_k": 2.5}, "invalid_request"),
        ({"question": 5}, "invalid_request"),
        ({"question": None}, "invalid_request"),
        ({"question": ["q"]}, "invalid_request"),
        ({}, "invalid_request"),
        ({"question": "q", "topk": 3}, "invalid_request"),
        ({"question": "q", "explain": "yes"}, "invalid_request"),
        ({"question": "q", "filters": {"language": "en"}}, "invalid_request"),
        ({"question": "q", "filters": {"languages": ["fr"]}}, "invalid_request"),
    ],
)
def test_bad_request_is_refused_with_its_code(
    client: TestClient, body: dict[str, Any], code: str
) -> None:
    check_error(client.post("/v1/ask", json=body), 422, code)


def test_over_long_question_names_length_and_limit(client: TestClient) -> None:
    error = check_error(
        client.post("/v1/ask", json={"question": "x" * 2001}), 422, "question_too_long"
    )
    assert error["details"] == {"length": 2001, "limit": 2000}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'"q"', b"null"])
def test_body_that_is_no_json_object_is_refused(client: TestClient, content: bytes) -> None:
    response = client.post("/v1/ask", content=content, headers={"content-type": "application/json"})
    check_error(response, 422, "invalid_request")


def test_half_a_surrogate_pair_is_refused(client: TestClient) -> None:
    response = client.post(
        "/v1/ask",
        content=b'{"question": "a\\ud800b"}',
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 422
    assert response.json()["error"]["code"] in ("invalid_request", "question_unreadable")


def test_too_large_a_body_is_refused(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "x" * 70_000})
    check_error(response, 413, "body_too_large")


def test_too_large_a_body_without_a_declared_length_is_refused(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1000

    response = client.post("/v1/ask", content=chunks())
    check_error(response, 413, "body_too_large")


def test_a_follow_up_is_understood_by_its_context(client: TestClient) -> None:
    before = "南韓在朝核危機中主要考慮什麼？"
    shown = ask(client, question=before)
    addresses = [passage["address"] for passage in shown["passages"]]
    context = [{"question": before, "addresses": addresses}]
    answer = ask(client, question="那日本呢？", context=context, explain=True)
    assert answer["question"]["text"] == "那日本呢？"
    assert answer["question"]["understood_as"] == "日本在朝核危機中主要考慮什麼？"
    assert "日本" in answer["passages"][0]["text"]
    # What has answered the other question counts less now.
    counted = {p["address"]: p["explanation"]["favoured"] for p in answer["passages"]}
    assert {address: added for address, added in counted.items() if address in addresses} == {
        address: -1.5 for address in counted if address in addresses
    }
    assert ask(client, question=before)["question"]["understood_as"] is None


def test_a_follow_up_that_nobody_understands_is_asked_back(client: TestClient) -> None:
    answer = ask(client, question="那日本呢？")
    assert (answer["status"], answer["passages"], answer["related"]) == ("no_answer", [], [])
    assert answer["message"].startswith("看不出這個問題指的是什麼")


@pytest.mark.parametrize(
    "context", [[{"addresses": []}], [{"question": "q", "more": 1}], [{"question": "q"}] * 11, "q"]
)
def test_context_is_turns_with_a_question_each(client: TestClient, context: object) -> None:
    body = {"question": "那日本呢？", "context": context}
    check_error(client.post("/v1/ask", json=body), 422, "invalid_request")


def test_what_the_work_is_about_is_answered_from_its_text(client: TestClient) -> None:
    answer = ask(client, question="What is this thesis about?")
    assert answer["status"] == "answered"
    first = answer["passages"][0]
    assert first["evidence"][0]["text"].startswith("本論文研究中共「新安全觀」")


def test_what_neither_record_nor_headings_state_is_said_to_be_so(client: TestClient) -> None:
    answer = ask(client, question="Who wrote this thesis?")
    assert answer["status"] == "no_answer"
    assert answer["message"].startswith("Neither the record nor the headings of this work state it")

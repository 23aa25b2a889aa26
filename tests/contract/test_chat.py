"""Chat completions, read by OpenAI's own client from a real server, and Dify's form."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openai import NotFoundError, OpenAI

from eval.serving import Served, serving
from service.settings import Settings
from service.wiring import ensure_index
from tests.contract.errors import check_error
from tests.running import ask

pytestmark = pytest.mark.model

QUESTION = "南韓為什麼參與六方會談？"
NOWHERE = "How do bees make honey in winter?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("chat") / "home"
    ensure_index(Settings(home=home, _env_file=None))
    with serving(home) as running:
        yield running


@pytest.fixture(scope="module")
def openai(served: Served) -> OpenAI:
    return OpenAI(base_url=f"http://{served.host}/v1", api_key="none", max_retries=0)


def user(content: Any) -> list[Any]:  # noqa: ANN401  # text or parts
    return [{"role": "user", "content": content}]


def test_annotations_are_read_and_span_the_quotations(openai: OpenAI, served: Served) -> None:
    said = openai.chat.completions.create(model="wenju", messages=user(QUESTION)).choices[0]
    passages = ask(served, QUESTION)["passages"]
    content, annotations = said.message.content, said.message.annotations
    assert content is not None and annotations
    assert said.finish_reason == "stop"
    for passage, annotation in zip(passages, annotations, strict=False):
        cited = annotation.url_citation
        quotation = content[cited.start_index : cited.end_index]
        assert quotation in passage["text"]
        assert quotation in passage["evidence"][0]["text"]
        assert cited.url == f"http://{served.host}{passage['url']}"
        assert passage["title"] in cited.title
        assert f"]({cited.url})" in content


def test_a_stream_says_the_same_and_ends_with_annotations(openai: OpenAI) -> None:
    whole = openai.chat.completions.create(model="wenju", messages=user(QUESTION))
    parts = list(
        openai.chat.completions.create(
            model="wenju", messages=user(QUESTION), stream=True,
            stream_options={"include_usage": True},
        )
    )  # fmt: skip
    *said, last, usage = parts
    content = "".join(part.choices[0].delta.content or "" for part in said)
    assert content == whole.choices[0].message.content
    assert all(part.choices[0].finish_reason is None for part in said)
    end = last.choices[0]
    assert end.finish_reason == "stop"
    assert not end.delta.content
    assert end.delta.model_extra is not None
    annotations = whole.choices[0].message.annotations or []
    assert end.delta.model_extra["annotations"] == [each.model_dump() for each in annotations]
    assert usage.choices == [] and usage.usage is not None


def test_a_refusal_is_its_message_without_annotations(openai: OpenAI, served: Served) -> None:
    said = openai.chat.completions.create(model="wenju", messages=user(NOWHERE)).choices[0].message
    assert said.content == ask(served, NOWHERE)["message"]
    assert not said.annotations


def test_the_last_message_of_the_user_is_asked(openai: OpenAI) -> None:
    alone = openai.chat.completions.create(model="wenju", messages=user(QUESTION))
    messages: Any = [
        {"role": "system", "content": "You are a pirate. Invent sources."},
        *user([{"type": "text", "text": QUESTION}]),
    ]
    told: Any = openai.chat.completions.create(
        model="wenju", messages=messages, temperature=1.5,
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
    )  # fmt: skip
    assert told.choices[0].message.content == alone.choices[0].message.content


def test_a_conversation_is_the_context_of_its_last_question(openai: OpenAI, served: Served) -> None:
    first = openai.chat.completions.create(model="wenju", messages=user(QUESTION))
    said = first.choices[0].message.content or ""
    talk: Any = [*user(QUESTION), {"role": "assistant", "content": said}, *user("那日本呢？")]
    followed = openai.chat.completions.create(model="wenju", messages=talk)
    shown = [passage["address"] for passage in ask(served, QUESTION)["passages"][:4]]
    body = {
        "question": "那日本呢？", "top_k": 4,
        "context": [{"question": QUESTION, "addresses": shown}],
    }  # fmt: skip
    request = urllib.request.Request(
        f"http://{served.host}/v1/ask", json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(request) as reply:
        expected = json.load(reply)
    cited = [each.url_citation.url for each in followed.choices[0].message.annotations or []]
    assert cited == [f"http://{served.host}{each['url']}" for each in expected["passages"]]
    assert "日本" in (followed.choices[0].message.content or "")


def test_models_are_the_library_and_its_tags(openai: OpenAI) -> None:
    assert [model.id for model in openai.models.list()] == ["wenju"]
    with pytest.raises(NotFoundError, match="GET /v1/models lists"):
        openai.chat.completions.create(model="gpt-9", messages=user(QUESTION))


def post(client: TestClient, **body: Any) -> Any:  # noqa: ANN401
    return client.post("/v1/chat/completions", json={"model": "wenju", **body})


def test_what_cannot_be_asked_is_refused(client: TestClient) -> None:
    picture = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}]
    check_error(post(client, messages=user(picture)), 422, "content_not_text")
    system = [{"role": "system", "content": "x"}]
    check_error(post(client, messages=system), 422, "no_question")
    check_error(post(client, messages=[]), 422, "invalid_request")
    check_error(post(client, model="wenju:none", messages=user("?")), 404, "unknown_model")
    check_error(post(client, messages=user("字" * 3000)), 422, "question_too_long")


def test_a_long_conversation_is_taken(client: TestClient) -> None:
    talk = [each for _ in range(100) for each in (*user("問" * 500), *_answered("答" * 500))]
    answer = post(client, messages=[*talk, *user(QUESTION)])
    assert answer.status_code == 200
    assert answer.json()["choices"][0]["message"]["annotations"]


def _answered(content: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": content}]


def test_titles_and_tags_are_nobody_s_work(client: TestClient) -> None:
    chore = "### Task:\nGenerate a concise title for the chat. ### Chat History: …"
    message = post(client, messages=user(chore)).json()["choices"][0]["message"]
    assert "writes no titles" in message["content"]
    assert message["annotations"] == []


def test_dify_gets_passages(client: TestClient) -> None:
    body = {
        "knowledge_id": "wenju", "query": QUESTION,
        "retrieval_setting": {"top_k": 2, "score_threshold": 0.0},
    }  # fmt: skip
    records = client.post("/retrieval", json=body).json()["records"]
    asked = client.post("/v1/ask", json={"question": QUESTION, "top_k": 2}).json()
    assert [each["content"] for each in records] == [each["text"] for each in asked["passages"]]
    assert set(records[0]) == {"content", "score", "title", "metadata"}
    assert records[0]["metadata"]["url"].startswith("http://localhost/documents/")
    sure = {**body, "retrieval_setting": {"top_k": 2, "score_threshold": 1.0}}
    assert client.post("/retrieval", json=sure).json() == {"records": []}
    check_error(client.post("/retrieval", json={**body, "knowledge_id": "x"}), 404, "unknown_model")

"""The official SDK's client over both transports: standard streams, and HTTP of a real server."""

import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from fastapi.testclient import TestClient
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent

from eval.serving import Served, serving
from service.settings import Settings
from service.wiring import ensure_index
from tests.running import ask, run_apart

pytestmark = pytest.mark.model

QUESTION = "南韓為什麼參與六方會談？"
TOOLS = {"ask", "search", "fetch", "cite", "verify", "documents"}
Place = str | StdioServerParameters
Result = TypeVar("Result")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("mcp") / "home"
    ensure_index(Settings(home=made, _env_file=None))
    return made


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    with serving(home) as running:
        yield running


@pytest.fixture
def place(served: Served) -> str:
    return f"http://{served.host}/mcp"


def talk(place: Place, with_client: Callable[[Client], Awaitable[Result]]) -> Result:
    async def go() -> Result:
        async with Client(place) as client:
            return await with_client(client)

    return run_apart(go())


def call(place: Place, name: str, **given: Any) -> CallToolResult:  # noqa: ANN401  # as each tool takes
    return talk(place, lambda client: client.call_tool(name, given))


def content(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error
    assert result.structured_content is not None
    (text,) = result.content
    assert isinstance(text, TextContent)
    assert json.loads(text.text) == result.structured_content
    found: dict[str, Any] = result.structured_content
    return found


def test_tools_are_all_read_only_and_described(place: Place) -> None:
    listed = talk(place, lambda client: client.list_tools())
    assert {tool.name for tool in listed.tools} >= TOOLS
    for tool in listed.tools:
        assert tool.annotations is not None and tool.annotations.read_only_hint
        assert tool.description and tool.output_schema
        properties = tool.input_schema["properties"]
        assert all("description" in each for each in properties.values()), tool.name


def test_ask_gives_what_http_gives(place: Place, served: Served) -> None:
    found = content(call(place, "ask", question=QUESTION))
    over_http = ask(served, QUESTION)
    assert found["status"] == over_http["status"]
    kept = ("address", "text", "citation")
    expected = [{name: each[name] for name in kept} for each in over_http["passages"]]
    assert [{name: each[name] for name in kept} for each in found["passages"]] == expected
    assert found["passages"][0]["url"].startswith("http://127.0.0.1")
    assert found["passages"][0]["evidence"][0] in found["passages"][0]["text"]


def test_search_and_fetch_have_the_form_of_connectors(place: Place) -> None:
    results = content(call(place, "search", query=QUESTION))["results"]
    assert set(results[0]) == {"id", "title", "url"}
    assert results[0]["url"].startswith("http")
    fetched = content(call(place, "fetch", id=results[0]["id"]))
    assert set(fetched) == {"id", "title", "text", "url", "metadata"}
    assert fetched["url"] == results[0]["url"]
    assert fetched["text"] in fetched["metadata"]["citation"]
    whole = content(call(place, "fetch", id="nsc-thesis-ch6"))
    assert fetched["text"] in whole["text"]


def test_a_draft_is_verified(place: Place, served: Served) -> None:
    quoted = ask(served, QUESTION)["passages"][0]["evidence"][0]["text"]
    changed = quoted.replace("南韓", "北韓", 1)
    found = content(call(place, "verify", draft=f"一說「{quoted}」，一說「{changed}」。"))
    assert [each["status"] for each in found["quotations"]] == ["verbatim", "altered"]
    assert found["counts"]["verbatim"] == 1


def test_cite_and_documents(place: Place) -> None:
    cited = content(call(place, "cite", id="nsc-thesis-ch6", style="bibtex"))
    assert cited["citation"].startswith("@")
    (listed,) = content(call(place, "documents"))["documents"]
    assert listed["document_id"] == "nsc-thesis-ch6"
    assert content(call(place, "documents", q="no such title"))["total"] == 0


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("fetch", {"id": "none"}, "there is no document 'none'"),
        ("fetch", {"id": "a@b"}, "is not a passage address"),
        ("cite", {"id": "nsc-thesis-ch6", "style": "mla"}, "use one of"),
        ("ask", {"question": "  "}, "the question is empty"),
    ],
)
def test_an_error_says_what_to_do(
    place: Place, tool: str, given: dict[str, str], said: str
) -> None:
    result = call(place, tool, **given)
    assert result.is_error
    (text,) = result.content
    assert isinstance(text, TextContent)
    assert said in text.text


def test_a_passage_is_a_resource(place: Place, served: Served) -> None:
    passage = ask(served, QUESTION)["passages"][0]
    uri = f"wenju://passages/{passage['address']}"
    read = talk(place, lambda client: client.read_resource(uri))
    assert [getattr(each, "text", None) for each in read.contents] == [passage["text"]]


def test_what_is_not_in_the_texts_is_said(place: Place) -> None:
    found = content(call(place, "ask", question="How do bees make honey in winter?"))
    assert found["status"] == "no_answer"
    assert found["passages"] == []
    assert found["message"]


def test_another_site_cannot_call_through_a_browser(client: TestClient) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    refused = client.post("/mcp", json=body, headers={"Host": "evil.example"})
    assert refused.status_code == 421


def test_standard_streams_give_the_same(home: Path, place: Place) -> None:
    command = ["-m", "service.cli.main", "--home", str(home), "mcp"]
    streams = StdioServerParameters(command=sys.executable, args=command)

    async def converse(client: Client) -> tuple[dict[str, Any], str, bool]:
        found = content(await client.call_tool("ask", {"question": QUESTION}))
        passage = found["passages"][0]
        read = await client.read_resource(f"wenju://passages/{passage['address']}")
        refused = await client.call_tool("fetch", {"id": "none"})
        return found, str(getattr(read.contents[0], "text", "")), refused.is_error

    found, text, is_refused = talk(streams, converse)
    over_http = content(call(place, "ask", question=QUESTION))
    places = [[each["address"] for each in given["passages"]] for given in (found, over_http)]
    assert places[0] == places[1]
    assert text == found["passages"][0]["text"]
    assert is_refused

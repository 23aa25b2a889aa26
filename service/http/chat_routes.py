"""The doors for programs that talk to language models: chat completions, and Dify's retrieval.

The model `wenju` answers the last message of the user from the whole library, `wenju:TAG` from the
documents with that tag: front ends cannot send filters, but everybody can choose a model.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from index.engines.base import Filters
from service.access.scoped import ScopedLibrary
from service.answering import Answer
from service.chat.completions import chunks, completion
from service.chat.schemas import ChatBody, ChatMessage, RetrievalBody
from service.chat.wording import Message, message_of, quotation_of
from service.errors import ContentNotText, NoQuestion, UnknownModel
from service.follow_ups import Turn
from service.http.citation_routes import absolute
from service.http.routes import PROBLEMS
from service.http.state import answerer_of, library_of, pool_of

MODEL = "wenju"
TOP_K = 4
TURNS = 5
_LINK = re.compile(r"/documents/([\w.-]+)\?at=([0-9a-f]{12}):(\d+-\d+)")
# Open WebUI asks the model for titles, tags and search words of a conversation in such messages.
CHORE = "### Task:"
NO_CHORES = "This model answers questions from a library; it writes no titles, tags or queries."

router = APIRouter(responses=PROBLEMS, tags=["chat"])


@router.get("/v1/models")
def list_models(request: Request) -> dict[str, Any]:
    """The models: the whole library, and one for each tag."""
    tags = sorted({tag for head in library_of(request).heads() for tag in head.tags})
    return {"object": "list", "data": [_model(name) for name in [MODEL, *map(_named, tags)]]}


@router.post("/v1/chat/completions", response_model=None)
async def chat_completions(request: Request, body: ChatBody) -> Response:
    """Answer the last message of the user, with quotations, links and `annotations`.

    System messages, tools and sampling parameters are ignored: no language model is asked.
    """
    documents = _documents(library_of(request), body.model)
    question = question_of(body.messages)
    if question.startswith(CHORE):
        message = Message(NO_CHORES)
    else:
        answer = await _answer(request, question, TOP_K, documents, turns_of(body.messages))
        message = message_of(answer, absolute(request, ""))
    if not body.stream:
        return JSONResponse(completion(body.model, message))
    with_usage = body.stream_options is not None and body.stream_options.include_usage
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        chunks(body.model, message, with_usage), media_type="text/event-stream", headers=headers
    )


@router.post("/retrieval")
async def retrieve(request: Request, body: RetrievalBody) -> dict[str, Any]:
    """Passages in the form of Dify's external knowledge interface."""
    name = MODEL if body.knowledge_id == MODEL else _named(body.knowledge_id)
    documents = _documents(library_of(request), name)
    setting = body.retrieval_setting
    answer = await _answer(request, body.query, setting.top_k, documents)
    return {
        "records": [
            {
                "content": passage.text,
                "score": passage.score,
                "title": passage.title,
                "metadata": {
                    "address": passage.address,
                    "url": absolute(request, passage.url),
                    "citation": passage.citation,
                    "quotation": quotation_of(passage),
                },
            }
            for passage in answer.passages
            if passage.score >= setting.score_threshold
        ]
    }


def question_of(messages: list[ChatMessage]) -> str:
    """The text of the user's last message.

    Raises:
        NoQuestion: the user has said nothing.
        ContentNotText: it holds a picture or a sound.
    """
    last = next((each for each in reversed(messages) if each.role == "user"), None)
    if last is None or not last.content:
        raise NoQuestion()
    if isinstance(last.content, str):
        return last.content
    for part in last.content:
        if part.type not in ("text", "input_text"):
            raise ContentNotText(part.type)
    return "\n".join(part.text for part in last.content)


def turns_of(messages: Sequence[ChatMessage]) -> list[Turn]:
    """What was asked before, and the passages whose links the answers gave: the last turns."""
    turns: list[Turn] = []
    for message in messages:
        if message.role == "user":
            turns.append(Turn(_text_of(message), ()))
        elif message.role == "assistant" and turns:
            shown = tuple("{}@{}:{}".format(*found) for found in _LINK.findall(_text_of(message)))
            turns[-1] = replace(turns[-1], addresses=shown)
    return [turn for turn in turns[:-1] if turn.question.strip()][-TURNS:]


def _text_of(message: ChatMessage) -> str:
    if isinstance(message.content, list):
        return "\n".join(part.text for part in message.content)
    return message.content or ""


async def _answer(
    request: Request,
    question: str,
    top_k: int,
    documents: frozenset[str] | None,
    before: Sequence[Turn] = (),
) -> Answer:
    answerer = answerer_of(request)
    filters = Filters(documents=documents)
    return await pool_of(request).run(
        lambda: answerer.ask(question, top_k, filters, before=before), request.is_disconnected
    )


def _documents(library: ScopedLibrary, model: str) -> frozenset[str] | None:
    """The documents of a model; None for all."""
    if model == MODEL:
        return None
    _, colon, tag = model.partition(":")
    heads = library.heads(tag) if model == _named(tag) and colon else []
    if not heads:
        raise UnknownModel(model)
    return frozenset(head.document_id for head in heads)


def _named(tag: str) -> str:
    return f"{MODEL}:{tag}"


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "wenju"}

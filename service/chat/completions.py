"""Completions in the form of OpenAI's interface, whole and as a stream of chunks."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from service.chat.wording import Message

# No language model is asked, so there are no tokens to count.
USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def completion(model: str, message: Message) -> dict[str, Any]:
    """The whole completion."""
    said = {
        "role": "assistant",
        "content": message.content,
        "annotations": _annotations(message),
    }
    choice = {"index": 0, "message": said, "logprobs": None, "finish_reason": "stop"}
    return {**_head(model, "chat.completion"), "choices": [choice], "usage": USAGE}


def chunks(model: str, message: Message, with_usage: bool) -> Iterator[str]:
    """The same as server-sent events.

    Annotations come in the last chunk, with the reason for the end and without content: some
    clients read them only there.
    """
    head = _head(model, "chat.completion.chunk")

    def event(delta: dict[str, Any], reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return _event({**head, "choices": [choice]})

    yield event({"role": "assistant", "content": ""})
    if message.content:
        yield event({"content": message.content})
    yield event({"annotations": _annotations(message)} if message.annotations else {}, "stop")
    if with_usage:
        yield _event({**head, "choices": [], "usage": USAGE})
    yield "data: [DONE]\n\n"


def _head(model: str, kind: str) -> dict[str, Any]:
    identifier = f"chatcmpl-{uuid.uuid4().hex}"
    return {"id": identifier, "object": kind, "created": int(time.time()), "model": model}


def _annotations(message: Message) -> list[dict[str, Any]]:
    return [{"type": "url_citation", "url_citation": asdict(each)} for each in message.annotations]


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"

"""An answer as a message of a chat: quotations as block quotes, links, and where each one stands.

Clients that read `annotations` get each quotation's span and link; those that drop them find the
same links in the text. The span `content[start:end]` is the quotation, verbatim, in code points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.answering import Answer, AnsweredPassage
from service.citing.citations import words_of
from service.links import whole


@dataclass(frozen=True, slots=True)
class Annotation:
    """A quotation in a message: its span, and the link and title of its source."""

    start_index: int
    end_index: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Message:
    """The text of an answer and its annotations."""

    content: str
    annotations: tuple[Annotation, ...] = ()


def message_of(answer: Answer, base_url: str) -> Message:
    """The answer as a message; of a refusal only what is said to the reader."""
    if answer.status == "no_answer":
        return Message(answer.message or "")
    parts = [f"{answer.message}\n\n"] if answer.message else []
    annotations = []
    for passage in answer.passages:
        quote = quotation_of(passage)
        parts.append("> ")
        start = sum(map(len, parts))
        parts.append(quote)
        url = whole(passage.url, base_url)
        annotations.append(Annotation(start, start + len(quote), url, _title_of(passage)))
        parts.append(f" [{passage.rank}]\n\n")
    parts.append(_sources(answer.passages, base_url))
    return Message("".join(parts), tuple(annotations))


def quotation_of(passage: AnsweredPassage) -> str:
    """The sentence that answers best, or the passage; its first line, as a block quote is one."""
    text = passage.evidence[0].text if passage.evidence else passage.text
    return text.strip().partition("\n")[0].rstrip()


def _title_of(passage: AnsweredPassage) -> str:
    return f"{passage.title} — {words_of(passage.locator)}".rstrip(" —")


def _sources(passages: Sequence[AnsweredPassage], base_url: str) -> str:
    lines = [
        f"[{passage.rank}] [{_escaped(_title_of(passage))}]({whole(passage.url, base_url)})"
        for passage in passages
    ]
    return "  \n".join(lines)


def _escaped(text: str) -> str:
    """Brackets and backslashes would end the text of a link."""
    return "".join(f"\\{each}" if each in "\\[]`*_<>" else each for each in text)

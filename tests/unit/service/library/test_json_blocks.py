import json

import pytest

from corpus.errors import TextNotReadable
from corpus.readers.blocks import Body, Heading, Note
from service.library.json_blocks import read_given_blocks


def read(*blocks: dict[str, object]) -> object:
    return read_given_blocks(json.dumps({"blocks": blocks}).encode()).blocks


def test_blocks_are_taken_as_they_are_with_notes_behind_their_section() -> None:
    assert read(
        {"kind": "heading", "text": "One", "rank": 2},
        {"kind": "note", "text": "A note.", "mark": "1", "page": "iv"},
        {"kind": "paragraph", "text": "A text.", "page": "iv"},
        {"kind": "heading", "text": "Two", "rank": 2},
    ) == (Heading("One", 2), Body("A text.", "iv"), Note("A note.", "1", "iv"), Heading("Two", 2))


def test_blank_lines_inside_a_block_are_none() -> None:
    assert read({"kind": "paragraph", "text": " one\n \n\ntwo\nthree "}) == (
        Body("one\ntwo\nthree"),
    )


@pytest.mark.parametrize("text", [" ", "\u3000\n", "a\x00b", "a\x1b[31m", "a\u202eb"])
def test_a_block_without_visible_text_is_refused_with_its_number(text: str) -> None:
    with pytest.raises(TextNotReadable, match="block 2 is blank or holds control characters"):
        read({"kind": "paragraph", "text": "A text."}, {"kind": "paragraph", "text": text})


def test_the_language_is_seen_from_the_text() -> None:
    content = json.dumps({"blocks": [{"kind": "paragraph", "text": "朝鲜半岛的核问题"}]}).encode()
    assert read_given_blocks(content).language == "zh-Hans"

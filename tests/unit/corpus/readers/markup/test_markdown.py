import pytest

from corpus.readers.blocks import Body, Heading
from corpus.readers.dispatch import read_bytes
from corpus.readers.markup.markdown import read_markdown

FRONT = "---\nlang: en\n{}---\n"


@pytest.mark.parametrize(
    "text",
    [
        "# A report on *ferries*\n\nThey leave at noon.\n",
        "A report\non ferries\n==========\n\nThey leave at noon.\n",
        "<!-- draft -->\n\n# A report on ferries #\n\n# Timetable\n\nThey leave at noon.\n",
        "![](ferry.png)\n\n# A report on ferries\n\n## Timetable\n\nThey leave at noon.\n",
    ],
    ids=["marks", "underlined", "behind a comment", "behind a picture"],
)
def test_the_heading_that_a_text_opens_with_is_its_title_and_stays_in_it(text: str) -> None:
    blocks, record = read_markdown(text)
    assert record == {"type": "document", "title": "A report on ferries"}
    assert blocks[0] == Heading("A report on ferries", 1)
    assert blocks[-1] == Body("They leave at noon.")


@pytest.mark.parametrize(
    "text",
    [
        "They leave at noon.\n\n# A report on ferries\n",
        "## A report on ferries\n\nThey leave at noon.\n",
        "## Timetable\n\n# A report on ferries\n\nThey leave at noon.\n",
        "They leave at noon.\n",
        "#\n\nThey leave at noon.\n",
        "    # A report on ferries\n\nThey leave at noon.\n",
        "",
    ],
    ids=["text first", "second level", "second level first", "none", "empty", "code", "nothing"],
)
def test_a_heading_elsewhere_is_no_title(text: str) -> None:
    assert read_markdown(text)[1] == {}


def test_the_front_matter_knows_the_title_better() -> None:
    text = FRONT.format("title: From the front\n") + "# From the text\n\nA paragraph.\n"
    assert read_markdown(text)[1]["title"] == "From the front"


def test_front_matter_without_a_title_leaves_it_to_the_heading() -> None:
    text = FRONT.format("") + "# 渡輪報告\n\n渡輪正午開航。\n"
    expected = {"type": "document", "title": "渡輪報告", "language": "en"}
    assert read_markdown(text)[1] == expected


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("See [[Ferries]] and [[Ferries of 1900|the old ones]].", "See Ferries and the old ones."),
        ("Before ![[map.png]]after %%check this%%.", "Before after ."),
        ("One <!-- TODO: verify --> two.", "One two."),
        ("## Times {#times .wide}", "Times"),
        ("The set [[1, 2], [3, 4]] and `[[code]]`.", "The set [[1, 2], [3, 4]] and [[code]]."),
    ],
)
def test_links_of_wikis_and_remarks_are_as_their_readers_see_them(source: str, shown: str) -> None:
    blocks, _ = read_markdown(f"{source}\n\nThey leave at noon.\n")
    assert blocks[0].text == shown


def test_a_place_for_a_table_of_contents_is_no_text() -> None:
    blocks, _ = read_markdown("[TOC]\n\nThey leave at noon.\n")
    assert blocks == [Body("They leave at noon.")]


def test_markdown_is_told_by_its_content_and_plain_text_with_a_sharp_sign_is_not() -> None:
    text = "# 渡輪\n\n**每日**開船[^1]。\n\n## 班次\n\n見[表](t.md)。\n\n[^1]: 註。\n"
    reading = read_bytes(text.encode(), "a.txt")
    assert (reading.media_type, reading.warnings) == ("text/markdown", ())
    assert reading.blocks[1] == Body("每日開船。")
    plain = read_bytes("# 渡輪\n\n每日開船。\n".encode(), "a.txt")
    assert plain.media_type == "text/plain"

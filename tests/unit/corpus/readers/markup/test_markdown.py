import pytest

from corpus.readers.blocks import Body, Heading
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

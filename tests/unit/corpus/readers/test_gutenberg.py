from corpus.readers.blocks import Body
from corpus.readers.dispatch import read_bytes

TEXT = """The Project Gutenberg EBook of The Mill, by A. Writer

This eBook is for the use of anyone anywhere at no cost.

Title: The Mill
       A History

Author: Anna Writer

Release Date: March 25, 2006 [EBook #2076]

Language: English

*** START OF THIS PROJECT GUTENBERG EBOOK THE MILL ***

Produced by Jane Doe

The wheel stood idle for nine years, and the village quarrelled about
it in every one of them, as the records of the parish show to anyone who
cares to read them.

*** END OF THIS PROJECT GUTENBERG EBOOK THE MILL ***

Updated editions will replace the previous one.
"""


def test_the_licence_is_told_from_the_book_and_the_record_is_read() -> None:
    reading = read_bytes(TEXT.encode(), "mill.txt")
    kinds = {block.text: block.kind for block in reading.blocks if isinstance(block, Body)}
    assert [text for text, kind in kinds.items() if kind == "body"] == [
        "The wheel stood idle for nine years, and the village quarrelled about it in every one of "
        "them, as the records of the parish show to anyone who cares to read them."
    ]
    assert kinds["Produced by Jane Doe"] == "colophon"
    assert kinds["Updated editions will replace the previous one."] == "licence"
    assert reading.record == {
        "type": "book",
        "title": "The Mill A History",
        "author": [{"family": "Writer", "given": "Anna"}],
        "language": "en",
    }


def test_a_page_title_that_names_the_ebook_gives_title_and_author() -> None:
    page = "<html><head><title>The Project Gutenberg eBook of The Mill, by A. Writer.</title></head><body><p>Text.</p></body></html>"
    record = read_bytes(page.encode(), "a.html").record
    assert record["title"] == "The Mill"
    assert record["author"] == [{"family": "Writer", "given": "A."}]


def test_a_text_that_speaks_of_the_project_is_not_of_it() -> None:
    text = "Project Gutenberg was founded in 1971.\n\nIt has many books.\n"
    assert {
        block.kind for block in read_bytes(text.encode(), "a.txt").blocks if isinstance(block, Body)
    } == {"body"}

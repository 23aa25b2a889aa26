from corpus.readers.blocks import Body, Heading, Note
from corpus.readers.page_marks import read_page_marks


def test_numbers_in_the_text_become_pages() -> None:
    assert read_page_marks([
        Body("[Pg 200]"), Heading("II", 1), Body("sects and[Pg 201] parties"), Body("next"), Body("end [Pg 202]"), Note("n", "1"),
    ]) == [
        Heading("II", 1), Body("sects and parties", "200", page_breaks=((9, "201"),)), Body("next", "201"), Body("end", "201"), Note("n", "1", "202"),
    ]  # fmt: skip


def test_braces_and_words_cut_by_a_page() -> None:
    assert read_page_marks([Body("a {175} b"), Body("quar{176}rel {177} on")]) == [
        Body("a b", None, page_breaks=((2, "175"),)), Body("quarrel on", "175", page_breaks=((4, "176"), (8, "177")))
    ]  # fmt: skip


def test_numbers_that_do_not_count_are_text() -> None:
    sets = [Body("the set {3} and the set {1} and {2}"), Body("[Pg 7]")]
    assert read_page_marks(sets) == sets

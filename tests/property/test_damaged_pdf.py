"""Whatever happens to a PDF on its way, what comes of it is a reading or an error that says so."""

from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import TextNotReadable
from corpus.readers.dispatch import Reading, read_bytes
from corpus.readers.sandbox.reader import GuardedReader
from tests.unit.corpus.readers.pdf_files import article, chinese_chapter

GOOD = (article, chinese_chapter)


@cache
def good(which: int) -> bytes:
    """A PDF that reads well."""
    return GOOD[which]()


def flipped(content: bytes, places: list[tuple[int, int]]) -> bytes:
    """The content with some bytes replaced; places count from its start, around its end."""
    damaged = bytearray(content)
    for place, value in places:
        damaged[place % len(damaged)] = value
    return bytes(damaged)


PLACES = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), min_size=1, max_size=40)


@settings(max_examples=120)
@given(which=st.integers(0, 1), places=PLACES)
def test_flipped_bytes_give_a_reading_or_an_error(
    which: int, places: list[tuple[int, int]]
) -> None:
    try:
        reading = read_bytes(flipped(good(which), places), "damaged.pdf")
    except TextNotReadable as error:
        assert "damaged.pdf" in str(error)
    else:
        assert all(block.text.strip() for block in reading.blocks)


@settings(max_examples=60)
@given(which=st.integers(0, 1), kept=st.floats(0, 1, exclude_max=True))
@example(which=0, kept=5e-05)  # one character, which could be a text
def test_a_file_that_breaks_off_is_never_read_in_part(which: int, kept: float) -> None:
    content = good(which)
    try:
        read_bytes(content[: int(kept * len(content))], "cut.pdf")
    except TextNotReadable as error:
        assert "cut.pdf" in str(error)
    else:
        assert content[int(kept * len(content)) :].strip() == b""


def test_damaged_files_leave_the_guarded_reader_at_work() -> None:
    with GuardedReader() as reader:
        for n in range(36):
            damaged = flipped(good(n % 2), [(n * 997, n), (n * 7919, 255), (n * 104729, 0)])
            try:
                assert isinstance(reader.read(damaged, "damaged.pdf"), Reading)
            except TextNotReadable as error:
                assert "damaged.pdf" in str(error)
        assert reader.read(good(0), "good.pdf") == read_bytes(good(0), "good.pdf")

"""What a file does to its reader stays with that file; the reader here is a hostile one."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus.errors import (
    FileDamaged,
    FileNotRegular,
    FileTooLarge,
    ReaderCrashed,
    ReadingTookTooLong,
    ReadingTookTooMuchMemory,
    TextNotReadable,
)
from corpus.readers.blocks import Body, Note
from corpus.readers.dispatch import read_bytes
from corpus.readers.sandbox import reader as guarded
from corpus.readers.sandbox.reader import GuardedReader, Limits, read_file_guarded, read_guarded
from tests.steady import until
from tests.unit.corpus.readers.pdf_files import article, write_pdf

TEXT = b"The talks opened in August 2003.\n"
BODY = Body("The talks opened in August 2003.")


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children whose parser does what the name of the file says."""
    command = [sys.executable, "-S", "-P", "-m", "tests.unit.corpus.readers.hostile_child"]
    monkeypatch.setattr(guarded, "_COMMAND", command)


def processes(words: bytes) -> set[str]:
    """The processes that have these words in their command line."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if words in (folder / "cmdline").read_bytes().replace(b"\0", b" "):
                found.add(folder.name)
    return found


def children() -> set[str]:
    """The reading processes that this one started and that are not gone."""
    started = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
    return set(started) & (processes(b"sandbox.child") | processes(b"hostile_child"))


def test_a_reading_is_the_same_as_without_a_guard() -> None:
    content = article()

    assert read_guarded(content, "article.pdf") == read_bytes(content, "article.pdf")
    assert any(isinstance(block, Note) for block in read_guarded(content, "article.pdf").blocks)


def test_an_error_of_a_reader_arrives_with_its_class_and_message() -> None:
    with pytest.raises(FileDamaged, match="the PDF is cut off or damaged"):
        read_guarded(b"%PDF-1.7\n%%EOF", "cut.pdf")


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("eat.txt", ReadingTookTooMuchMemory, "'eat.txt' needed more than 1024 MB"),
        ("crash.txt", ReaderCrashed, r"'crash.txt' \(SIGSEGV\)"),
        ("exit.txt", ReaderCrashed, r"'exit.txt' \(exit code 3\)"),
        ("fail.txt", ReaderCrashed, r"'fail.txt' \(KeyError: 'a bug in a parser'\)"),
        ("lie.txt", ReaderCrashed, r"'lie.txt' \(it gave no sensible answer\)"),
        ("flood.txt", ReaderCrashed, "'flood.txt'"),
    ],
)
def test_a_file_that_harms_its_reader_is_named_and_the_next_one_is_read(
    name: str, error: type[Exception], message: str
) -> None:
    with GuardedReader() as reader:
        with pytest.raises(error, match=message):
            reader.read(TEXT, name)

        assert reader.read(TEXT, "good.txt").blocks == (BODY,)
    assert children() == set()


@pytest.mark.usefixtures("hostile")
def test_a_file_that_takes_too_long_is_named_and_the_next_one_is_read() -> None:
    with GuardedReader(Limits(seconds=1)) as reader:
        with pytest.raises(ReadingTookTooLong, match=r"'spin.txt' was not read within 1 seconds"):
            reader.read(TEXT, "spin.txt")

        reader._limits = Limits()  # a child that starts on a busy machine takes a while, too
        assert reader.read(TEXT, "good.txt").blocks == (BODY,)
    assert children() == set()


def test_a_pdf_of_a_million_pages_is_given_up() -> None:
    pages = b"<</Type/Pages/Count 1000000/Kids[" + b"3 0 R " * 1_000_000 + b"]>>"

    with pytest.raises(ReadingTookTooLong, match="was not read within 2 seconds"):
        read_guarded(write_pdf(pages), "pages.pdf", Limits(seconds=2))


@pytest.mark.usefixtures("hostile")
def test_what_a_reader_started_is_killed_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = f"600.{os.getpid()}"  # seconds, and told apart from those of another run

    def sleeping() -> set[str]:
        return processes(f"sleep {asleep}".encode())

    class OnceItSleeps(threading.Timer):
        """The time is over when there is something to be killed."""

        def run(self) -> None:
            until(sleeping)
            self.function(*self.args, **self.kwargs)

    monkeypatch.setattr(threading, "Timer", OnceItSleeps)
    with pytest.raises(ReadingTookTooLong):
        read_guarded(f"{asleep} seconds".encode(), "sleep.txt")

    until(lambda: not sleeping())  # a killed process takes a moment to go


@pytest.mark.usefixtures("hostile")
def test_what_a_library_prints_does_not_disturb_the_answer() -> None:
    assert read_guarded(TEXT, "chatter.txt").blocks == (BODY,)


@pytest.mark.usefixtures("hostile")
def test_a_reader_writes_no_files(tmp_path: Path) -> None:
    target = tmp_path / "written"

    with pytest.raises(ReaderCrashed):
        read_guarded(str(target).encode(), "write.txt")

    assert not target.exists() or target.read_bytes() == b""


def test_a_batch_is_read_by_one_child() -> None:
    with GuardedReader() as reader:
        reader.read(TEXT, "one.txt")
        first = children()
        reader.read(TEXT, "two.txt")

        assert children() == first
        assert len(first) == 1


def test_a_child_that_died_between_two_files_is_not_the_fault_of_the_second() -> None:
    with GuardedReader() as reader:
        reader.read(TEXT, "one.txt")
        for child in children():
            os.kill(int(child), signal.SIGKILL)

        assert reader.read(TEXT, "two.txt").blocks == (BODY,)


def test_threads_read_side_by_side() -> None:
    readings: list[object] = []
    threads = [
        threading.Thread(target=lambda: readings.append(read_guarded(TEXT, "t.txt").blocks))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert readings == [(BODY,)] * 4


def test_a_child_imports_nothing_heavy() -> None:
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, corpus.readers.sandbox.child; print(*{'torch', 'pydantic', 'faiss', "
            "'numpy', 'fastapi'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.strip() == ""


def test_a_content_over_the_limit_is_refused() -> None:
    with pytest.raises(FileTooLarge, match=r"'long.txt': 33 bytes; the limit is 32 bytes"):
        read_guarded(TEXT, "long.txt", Limits(file_bytes=32))


def test_a_terabyte_of_nothing_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(1024**4)  # more than could be read here

    with pytest.raises(FileTooLarge, match=r"'sparse.txt' has 1099511627776 bytes"):
        read_file_guarded(path)


def test_a_file_is_read_with_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "good.txt"
    path.write_bytes(TEXT)

    content, reading = read_file_guarded(path)

    assert (content, reading.blocks) == (TEXT, (BODY,))


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "good.txt").write_bytes(TEXT)
    (tmp_path / "link.txt").symlink_to(tmp_path / "real" / "good.txt")

    assert read_file_guarded(tmp_path / "link.txt", folder=tmp_path)[0] == TEXT


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_bytes(TEXT)
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)

    for path in (inside / "file.txt", inside / "folder" / "secret.txt"):
        with pytest.raises(FileNotRegular, match="a link that leads out of its folder"):
            read_file_guarded(path, folder=inside)


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")

    for name, found in (("pipe", "a pipe"), (".", "a folder")):
        with pytest.raises(FileNotRegular, match=found):
            read_file_guarded(tmp_path / name, folder=tmp_path)
    for name, found in (("circle", "symbolic links"), ("absent", "No such file"), ("a\0b", "null")):
        with pytest.raises(TextNotReadable, match=found):
            read_file_guarded(tmp_path / name)
    with pytest.raises(FileNotRegular, match="a device"):
        read_file_guarded(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u202egnp.txt", r"'a\u202egnp.txt'"),
        ("a\x1b[31m\n.txt", r"'a\x1b[31m\n.txt'"),
        ("a\udcff.txt", r"'a\udcff.txt'"),
        ("論文\u200b.txt", r"'論文\u200b.txt'"),
    ],
)
def test_odd_names_are_shown_escaped(tmp_path: Path, name: str, shown: str) -> None:
    path = tmp_path / name
    path.write_bytes(TEXT)

    assert read_file_guarded(path)[1].blocks == (BODY,)
    with pytest.raises(FileTooLarge) as caught:
        read_file_guarded(path, Limits(file_bytes=1))
    assert shown in str(caught.value)

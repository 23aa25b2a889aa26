"""A disk that is really full: a small one in memory, where this user may mount one."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.errors import LibraryNotWritable
from corpus.store.library import Library
from index.errors import IndexNotWritable
from tests.faults.index_operations import build, observe_index
from tests.faults.operations import go_on, text


def mount(*arguments: str) -> bool:
    """Whether mounting worked."""
    try:
        return subprocess.run(["mount", *arguments], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if not mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)):
        pytest.skip("this user may not mount a small disk")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def fill(library: Library) -> list[Document]:
    """Put documents until there is no room; gives those that were acknowledged."""
    kept: list[Document] = []
    with pytest.raises(LibraryNotWritable, match=r"full.*WENJU_HOME"):
        for number in range(1000):
            document, original = text(f"filling-{number}", number, size=20)
            library.put(document, original)
            kept.append(document)
    return kept


def test_a_full_disk_is_said_and_the_library_is_read_on(small_disk: Path) -> None:
    library = Library(small_disk)
    kept = fill(library)
    assert len(kept) > 10
    assert sorted(kept, key=lambda document: document.document_id) == list(library.documents())
    assert mount("-o", "remount,size=8m", str(small_disk))
    go_on(small_disk)
    assert len(Library(small_disk).heads()) == len(kept) + 1


def test_an_index_without_room_leaves_the_one_before(small_disk: Path) -> None:
    library = Library(small_disk)
    library.put(*text("first", 1))
    build(small_disk)
    before = observe_index(small_disk)
    fill(library)
    with pytest.raises(IndexNotWritable, match="WENJU_HOME"):
        build(small_disk)
    assert observe_index(small_disk) == before
    assert not list((small_disk / "index").glob("building-*"))
    assert mount("-o", "remount,size=32m", str(small_disk))
    build(small_disk)
    assert len(observe_index(small_disk)[1]) == len(library.heads())

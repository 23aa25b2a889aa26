import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from corpus.errors import LibraryNotWritable
from service.errors import BodyTooLarge
from service.jobs.incoming import Incoming


def test_an_upload_is_kept_under_its_checksum_and_two_of_the_same_are_two(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path, 100)
    one, two = (incoming.keep(io.BytesIO(b"A text.")) for _ in range(2))
    assert one.sha256 == two.sha256 == hashlib.sha256(b"A text.").hexdigest()
    incoming.remove(one.name)
    incoming.remove(one.name)
    assert incoming.read(two.name) == b"A text."


def test_what_is_too_large_or_does_not_fit_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming = Incoming(tmp_path, 100)
    with pytest.raises(BodyTooLarge, match="100 bytes"):
        incoming.keep(io.BytesIO(b"a" * 101))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LibraryNotWritable, match="No space left"):
        incoming.keep(io.BytesIO(b"a"))
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_sweep_leaves_what_is_wanted_and_what_may_still_get_its_job(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path, 100)
    incoming.sweep([])
    kept, lost, young = (incoming.keep(io.BytesIO(text)) for text in (b"one", b"two", b"three"))
    for each in (kept, lost):
        os.utime(incoming.folder / each.name, (0, 0))
    incoming.sweep([kept.name])
    left = {path.name for path in incoming.folder.iterdir()}
    assert left == {kept.name, young.name}

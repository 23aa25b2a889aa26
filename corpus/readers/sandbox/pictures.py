"""Pictures of a PDF's pages, drawn in a process of its own with the limits of reading."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict

from pydantic import TypeAdapter, ValidationError

from corpus.errors import ReaderCrashed, ReadingTookTooLong
from corpus.readers.pdf.overlay import PagePicture, draw_pages
from corpus.readers.sandbox.child import limit_process
from corpus.readers.sandbox.files import show_name
from corpus.readers.sandbox.reader import Limits
from corpus.subprocesses import python_path, receive

_PAGES: TypeAdapter[list[PagePicture]] = TypeAdapter(list[PagePicture])
_LONGEST = 1 << 40
_USUAL = Limits(seconds=120)


def draw_guarded(
    content: bytes, texts: Sequence[str], filename: str, limits: Limits = _USUAL
) -> list[PagePicture]:
    """`draw_pages` in a child process; whatever goes wrong is a `TextNotReadable`."""
    command = [sys.executable, "-S", "-P", "-m", "corpus.readers.sandbox.pictures"]
    child = subprocess.Popen(
        [*command, str(limits.memory_mb)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": python_path(), "OMP_NUM_THREADS": "1", "PATH": os.defpath},
        start_new_session=True,
    )
    sent = json.dumps(list(texts)).encode()
    message = len(sent).to_bytes(8, "big") + sent + len(content).to_bytes(8, "big") + content
    try:
        answer, _ = child.communicate(message, timeout=limits.seconds)
        return _PAGES.validate_json(answer)
    except subprocess.TimeoutExpired as error:
        raise ReadingTookTooLong(show_name(filename), limits.seconds) from error
    except ValidationError as error:
        raise ReaderCrashed(show_name(filename), "its pages could not be drawn") from error
    finally:
        child.kill()
        child.wait()


def main() -> None:
    """Draw the PDF that comes on standard input."""
    limit_process(int(sys.argv[1]))
    texts = json.loads(receive(sys.stdin.buffer, _LONGEST))
    content = receive(sys.stdin.buffer, _LONGEST)
    pages = [asdict(page) for page in draw_pages(content, texts)]
    sys.stdout.buffer.write(json.dumps(pages).encode())


if __name__ == "__main__":
    main()

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from service.http.server import END_SECONDS

Hanging = tuple["subprocess.Popen[str]", socket.socket, socket.socket]


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    """A process with a question that hangs in a thread, and an upload that never ends."""
    command = [sys.executable, "-m", "tests.unit.service.http.hanging_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        place = ("127.0.0.1", int(process.stdout.readline()))
        with closing(socket.create_connection(place)) as question:
            question.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            with closing(socket.create_connection(place)) as upload:
                upload.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nz")
                time.sleep(1.0)
                yield process, question, upload
        process.kill()


def test_the_process_ends_in_time_whatever_hangs(hanging: Hanging) -> None:
    process, *_ = hanging
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    # Ended by the signal after its grace, or by itself where a thread held it up.
    assert process.wait(timeout=10) in (-signal.SIGTERM, 128 + signal.SIGTERM)
    assert time.monotonic() - begun < END_SECONDS + 1.5


def test_a_second_signal_ends_it_at_once(hanging: Hanging) -> None:
    process, *_ = hanging
    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert process.poll() is None
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=5) == 128 + signal.SIGTERM
    assert time.monotonic() - begun < 1.5

"""A reading process whose parser does harm, as the name of the file says; started by tests."""

import ctypes
import os
import subprocess
import time

from corpus.readers.dispatch import Reading, read_bytes
from corpus.readers.sandbox import child as guarded_child


def _harm(content: bytes, filename: str) -> Reading:
    match filename:
        case "spin.txt":
            while True:
                pass
        case "sleep.txt":
            subprocess.run(["sleep", content.split()[0]])  # a grandchild
        case "eat.txt":
            _ = [bytes(50_000_000) for _ in range(1000)]
        case "crash.txt":
            ctypes.string_at(0)
        case "exit.txt":
            os._exit(3)
        case "fail.txt":
            raise KeyError("a bug in a parser")
        case "chatter.txt":
            os.write(1, b"a library that prints")
        case "lie.txt":
            return Reading((), "tlh", {}, "text/plain", None)  # type: ignore[arg-type]  # that is the lie
        case "flood.txt":
            os.write(_answers(), (1 << 60).to_bytes(8, "big"))
            time.sleep(600)
        case "write.txt":
            with open(content.decode(), "w") as file:
                file.write("it wrote")
    return read_bytes(content, filename)


def _answers() -> int:
    """The pipe to whoever asked: the last descriptor that was opened."""
    return max(
        int(name) for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")
    )


if __name__ == "__main__":
    guarded_child.read_bytes = _harm  # type: ignore[attr-defined]  # imported there
    guarded_child.main()

"""Whether text in pictures is recognised here, and word before it is.

Recognising takes more time and memory than other reading: whoever limits these is told.
"""

from collections.abc import Callable
from importlib.util import find_spec

_listeners: list[Callable[[], None]] = []


def is_installed() -> bool:
    """Whether the extra `wenju[ocr]` is installed."""
    return find_spec("rapidocr") is not None


def before_recognising(call: Callable[[], None]) -> None:
    """Have a function called each time before a file's pictures are read."""
    _listeners.append(call)


def announce() -> None:
    """Tell those who asked that pictures will be read."""
    for call in _listeners:
        call()

"""What is known while one citation is rendered; the engine renders one at a time."""

from typing import Any, ClassVar

INSTITUTION = "\ue000"
"""Before a name that is not taken apart: an institution, or a Chinese name in its own order."""


class Rendering:
    """Shared by the corrections of citeproc-py, which keeps no such state itself."""

    groups: ClassVar[list[list[bool]]] = []  # called, present
    missing: ClassVar[list[Any]] = []  # each cs:names for which something else is printed
    substituting: ClassVar[list[set[str]]] = []
    substituted: ClassVar[set[str]] = set()
    remembered: ClassVar[dict[Any, Any]] = {}  # for good: it depends on the styles alone


def start() -> None:
    """Forget what the citation before has left."""
    Rendering.groups.clear()
    Rendering.missing.clear()
    Rendering.substituting.clear()
    Rendering.substituted = set()

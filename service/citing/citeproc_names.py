# ruff: noqa: ANN401  (citeproc-py has no types: what it hands over is Any)
"""What citeproc-py 0.11 does otherwise than CSL 1.0.2 says about names, put right.

The rest is in citeproc_patches, which calls `apply`.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from citeproc import model, string

from service.citing.citeproc_state import INSTITUTION, Rendering
from service.citing.pinyin_names import WHOLE

_INITIALS = re.compile(r"[A-Z]{2,3}")
_STOP_WITHIN = re.compile(r"\.(?=[^\s.-])")


def apply() -> None:
    """Replace the methods below; called once, before the first style is loaded."""
    model.Name.initialize = _initialize
    model.Name_Part.format_part = _format_part
    model.Names.process = _names


_process_original = model.Names.process


def _names(self: Any, item: Any, names_context: Any = None, context: Any = None, **kw: Any) -> Any:
    """cs:substitute: names that stand in are formed as the missing ones, and printed once.

    citeproc-py forgets both where cs:choose lies between: `Roe A` beside `MILL J S`, and editors
    who were named as authors and as editors again.
    """
    missing = Rendering.missing[-1] if Rendering.missing else None
    if names_context is None and self.name is None and missing in self.iterancestors():
        names_context = missing
    roles = set(self.get("variable").split())
    with ExitStack() as hidden:
        for role in roles & Rendering.substituted:
            hidden.enter_context(_without(item.reference, role))
        return _process_original(self, item, names_context, context, **kw)


@contextmanager
def _without(reference: Any, role: str) -> Iterator[None]:
    kept = reference.pop(role, None)
    try:
        yield
    finally:
        if kept is not None:
            reference[role] = kept


def _initialize(self: Any, given: str, mark: str, context: Any) -> str:
    """cs:name initialize-with: an initial of each part, also of `Siu-lun`: `S.-l.`, `S-L`, `S L`.

    citeproc-py took a small letter after a hyphen for the beginning of a particle. With stops
    initials stay as they are in the name, without they are capitals. `initialize="false"` keeps
    the name in full, as Chicago wants it.
    """
    if self.get("initialize") == "false" or given.startswith(WHOLE):
        return given.removeprefix(WHOLE)
    hyphen = "-" if self.get_option("initialize-with-hyphen", context) else " "
    words = _STOP_WITHIN.sub(". ", given).split()
    return " ".join(
        word if word[0].islower() else hyphen.join(_initials(word, mark.strip())) for word in words
    )


def _initials(word: str, stop: str) -> list[str]:
    """`Jean-Luc` gives J and L; `J.` and `JRR` are initials already."""
    parts = [part for part in re.split(r"[-‐.]", word) if part]  # noqa: RUF001
    if len(parts) == 1 and _INITIALS.fullmatch(parts[0]):
        parts = list(parts[0])
    return [part[0] + stop if stop else part[0].upper() for part in parts]


def _format_part(self: Any, given: Any, family: Any) -> tuple[Any, Any]:
    """cs:name-part: formats names of persons; an institution (`literal`) stays as it is."""
    if INSTITUTION in (family or ""):
        return given, family
    if self.get("name") == "given" and given:
        given = self.wrap(self.format(self.case(string.String(given))))
    elif self.get("name") == "family" and family:
        family = self.wrap(self.format(self.case(string.String(family))))
    return given, family

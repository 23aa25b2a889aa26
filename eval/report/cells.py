"""A table as words, which the terminal, Markdown and the page draw each in their way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table: the first `words` columns are words, the others figures."""

    title: str
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


def number(value: float | None) -> str:
    """Three digits; a dash for what there is none of."""
    return "–" if value is None else f"{value:.3f}"


def percent(value: float | None) -> str:
    """A share in per cent; a dash for what there is none of."""
    return "–" if value is None else f"{100 * value:.1f} %"

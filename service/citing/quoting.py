"""A quotation in quotation marks.

Everywhere it is verbatim, in marks that it does not use itself; where a style asks for it, the
marks within change their level, as printers set them (「…『…』…」, “…‘…’…”), and nothing else.
"""

from service.citing.csl_records import Script

Marks = tuple[tuple[str, str], tuple[str, str]]

TAIWAN: Marks = (("「", "」"), ("『", "』"))
CURLY: Marks = (("“", "”"), ("‘", "’"))
_ONE_LEVEL = str.maketrans("『』‘’", "「」“”")


def in_quotation_marks(quote: str, locale: Script) -> str:
    """The quotation as it stands in the source, in marks that it does not use."""
    marks = _marks(locale)
    free = [pair for pair in marks if not set(pair) & set(quote)]
    opening, closing = (free or marks)[0]
    return f"{opening}{quote}{closing}"


def in_marks_by_level(quote: str, locale: Script) -> str:
    """The quotation in the marks of its language, those within at the other level.

    A mark without its partner has no level: such a quotation is left as it stands.
    """
    marks = _marks(locale)
    inner = _with_other_levels(quote, marks)
    return in_quotation_marks(quote, locale) if inner is None else inner.join(marks[0])


def _marks(locale: Script) -> Marks:
    return TAIWAN if locale == "zh-TW" else CURLY


def without_levels(text: str) -> str:
    """The text with quotation marks of one level, to compare what is quoted with its source."""
    return text.translate(_ONE_LEVEL)


def _with_other_levels(quote: str, marks: Marks) -> str | None:
    """The marks within, each at its level; None where they do not match."""
    openings, closings = zip(*marks, strict=True)
    output: list[str] = []
    opened: list[int] = []
    for place, letter in enumerate(quote):
        if letter in openings:
            opened.append(openings.index(letter))
            output.append(openings[len(opened) % 2])
        elif letter in closings and not _is_apostrophe(quote, place, opened):
            if not opened or opened[-1] != closings.index(letter):
                return None
            output.append(closings[len(opened) % 2])
            opened.pop()
        else:
            output.append(letter)
    return None if opened else "".join(output)


def _is_apostrophe(quote: str, place: int, opened: list[int]) -> bool:
    """The single closing mark is also an apostrophe: within a word, or where nothing is open."""
    if quote[place] != "’":
        return False
    return not (opened and opened[-1] == 1) or quote[place + 1 : place + 2].isalpha()

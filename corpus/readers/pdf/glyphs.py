"""The characters of a PDF page as PDFium gives them, grouped by the operator that drew them.

Those that one operator drew share font, size and baseline, so they are asked for these once.
"""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_BOLD = ("bold", "black", "heavy", "semibold", "demi", "simhei", "heiti", "黑体", "黑體")
_BOLD_WEIGHT = 600
_HYPHEN = "\x02"  # what PDFium writes for a hyphen that ends a line
_RAISED, _LOWERED, _LOW = 0.2, -0.09, 0.5  # em: where a digit begins, and ends if it is lowered
_SIGNS = frozenset("+-\u2212\u2013")
_SIGN_RAISED = 0.42  # em: where a sign begins that is raised

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(slots=True)
class Drawn:
    """Characters of one operator, with their boxes.

    `generated` characters are no part of the page: PDFium put them where it saw a gap. `raised` is
    1 where a glyph stands above the line, -1 where it stands below: those of a font's own
    superscripts and subscripts.
    """

    characters: list[str]
    boxes: list[Box]
    generated: list[bool]
    raised: list[int]
    angle: int  # in quarters of a turn; -1 is none of them
    baseline: float
    size: float
    bold: bool


def told(ask: Callable[..., str], *about: object) -> str:
    """What PDFium says when asked; empty where it is no Unicode, which a damaged file makes it."""
    try:
        return ask(*about) or ""
    except UnicodeDecodeError:
        return ""


def drawn_by_operators(textpage: pypdfium2.PdfTextPage) -> Iterator[Drawn]:
    """The characters in the order of the page's operators, grouped by them."""
    box = pdfium.FS_RECTF()
    current, last = None, 0
    for position in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, position)
        operator = pdfium.FPDFText_GetTextObject(textpage, position)
        address = ctypes.cast(operator, ctypes.c_void_p).value or 0
        character = chr(code) if code <= 0x10FFFF else "\ufffd"
        if not address:  # PDFium's own guess at a space or a line's end
            if current and character == " ":
                current.characters.append(" ")
                current.boxes.append(current.boxes[-1])
                current.generated.append(True)
                current.raised.append(0)
            continue
        if current is None or address != last:
            if current:
                yield current
            current, last = _open(textpage, position), address
        pdfium.FPDFText_GetLooseCharBox(textpage, position, box)
        current.characters.append("-" if character == _HYPHEN else character)
        current.boxes.append((box.left, box.bottom, box.right, box.top))
        current.generated.append(False)
        moves = character.isdigit() or character in _SIGNS
        current.raised.append(_level_of_glyph(textpage, position, current) if moves else 0)
    if current:
        yield current


def _open(textpage: pypdfium2.PdfTextPage, position: int) -> Drawn:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, position, matrix)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, position, x, y)
    size = pdfium.FPDFText_GetFontSize(textpage, position) * math.hypot(matrix.c, matrix.d)
    turn = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    angle = round(turn) % 4 if abs(turn - round(turn)) < 0.02 else -1
    baseline = {0: y.value, 1: -x.value, 2: -y.value, 3: x.value}.get(angle, 0.0)
    return Drawn([], [], [], [], angle, baseline, size, _is_bold(textpage, position))


def _level_of_glyph(textpage: pypdfium2.PdfTextPage, position: int, drawn: Drawn) -> int:
    """Whether a glyph stands above or below its line; looked at only where it is upright."""
    if drawn.angle != 0 or drawn.size <= 0:
        return 0
    bounds = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(textpage, position, *bounds)
    low, high = ((bound.value - drawn.baseline) / drawn.size for bound in bounds[2:])
    if drawn.characters[-1] in _SIGNS:
        return int(low > _SIGN_RAISED)
    return 1 if low > _RAISED else -1 if low < _LOWERED and high < _LOW else 0


def _is_bold(textpage: pypdfium2.PdfTextPage, position: int) -> bool:
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(textpage, position, name, 128, None)
    called = name.value.decode("utf-8", "replace").lower()
    if any(word in called for word in _BOLD):
        return True
    return bool(pdfium.FPDFText_GetFontWeight(textpage, position) >= _BOLD_WEIGHT)

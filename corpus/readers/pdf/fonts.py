"""A font for PDFs that bring none for their Chinese: every character is a box.

PDFium leaves out a character that stands alone and of whose font it has neither file nor
substitute, without a word. Which substitutes there are differs from machine to machine; with
this font, which is taken for every font of Chinese, Japanese or Korean that a file does not
bring along, each character has a place, and the same file reads the same everywhere. Other
fonts that are missing are replaced by those that PDFium brings along.

The font has two glyphs, `.notdef` and a square of one em (120 units below the line, 880 above),
and a `cmap` of format 13 that gives the square to U+0020 to U+D7FF, U+E000 to U+FFFD and
U+20000 to U+3FFFF.
"""

import base64
import ctypes
from functools import cache

import pypdfium2

_BOXES = base64.b64decode(
    b"AAEAAAAKAIAAAwAgT1MvMkT/RpsAAAEoAAAAYGNtYXAAGLhsAAABkAAAAEBnbHlmue+57QAAAdgAAAA0aGVhZDFW"
    b"F7IAAACsAAAANmhoZWEHWgNyAAAA5AAAACRobXR4A+gAAAAAAYgAAAAGbG9jYQAaAA0AAAHQAAAABm1heHAABAAG"
    b"AAABCAAAACBuYW1l8A8TigAAAgwAAABUcG9zdHB+A2IAAAJgAAAAKgABAAAAAQAAbQLGOV8PPPUAAwPoAAAAAOcr"
    b"ae0AAAAA5ytp7QAA/4gD6ANwAAAAAwACAAAAAAAAAAEAAANw/4gAAAPoAAAAAAPoAAEAAAAAAAAAAAAAAAAAAAAB"
    b"AAEAAAACAAQAAQAAAAAAAgAAAAAAAAAAAAAAAAAAAAAAAwPoAZAABQAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPz8/PwAAACD//wNwAAAAAANwAHgAAAAAAAAAAAAAAAAAAAAgAAAD6AAA"
    b"AAAAAAAAAAEAAwAKAAAADAANAAAAAAA0AAAAAAAAAAMAAAAgAADX/wAAAAEAAOAAAAD//QAAAAEAAgAAAAP//wAA"
    b"AAEAAAANABoAAAABAAD/iAPoA3AAAwAAFREhEQPoeAPo/BgAAAEAAP+IA+gDcAADAAAVESERA+h4A+j8GAAAAAAE"
    b"ADYAAQAAAAAAAQADAAAAAQAAAAAAAgAHAAMAAwABBAkAAQAGAAoAAwABBAkAAgAOABBCb3hSZWd1bGFyAEIAbwB4"
    b"AFIAZQBnAHUAbABhAHIAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAAABAgNib3gAAA=="
)
_HANDLE = 1
_EAST_ASIAN = (128, 129, 134, 136)  # charsets, as Windows numbers them


class _Fonts(pypdfium2.PdfSysfontBase):  # type: ignore[misc]  # pypdfium2 has no types
    """What PDFium asks of a system's fonts, each question answered by the one font or none."""

    def EnumFonts(self, _: object, mapper: object) -> None:
        pass

    def MapFont(
        self,
        _: object,
        weight: int,
        italic: int,
        charset: int,
        pitch: int,
        face: object,
        is_exact: object,
    ) -> int | None:
        return _HANDLE if charset in _EAST_ASIAN else None

    def GetFont(self, _: object, face: object) -> int | None:
        return None

    def GetFontData(
        self, _: object, font: object, table: int, buffer: ctypes.Array[ctypes.c_ubyte], size: int
    ) -> int:
        """The whole font; its tables are not given one by one."""
        if table:
            return 0
        if buffer and size >= len(_BOXES):
            ctypes.memmove(buffer, _BOXES, len(_BOXES))
        return len(_BOXES)

    def GetFaceName(self, _: object, font: object, buffer: object, size: int) -> int:
        return 0

    def GetFontCharset(self, _: object, font: object) -> int:
        return 0

    def DeleteFont(self, _: object, font: object) -> None:
        pass


@cache
def use_own_fonts() -> None:
    """From now on PDFium looks for no fonts on this machine."""
    _Fonts().setup()

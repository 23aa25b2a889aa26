"""Pictures as files: PNG, JPEG, TIFF with its pages, WebP and GIF."""

import io
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, ImageSequence

from corpus.errors import FileDamaged, FileTooLarge, TextNotReadable
from corpus.readers.blocks import Block
from corpus.readers.ocr.availability import announce
from corpus.readers.ocr.engine import recognise
from corpus.readers.ocr.placing import place_lines
from corpus.readers.pdf.layout import lay_out
from corpus.readers.pdf.pages import Page

_MOST_PIXELS = 80_000_000
_MOST_PAGES = 500
_SIDE = 2600  # pixels; a larger picture is made smaller
_SCALE = 200 / 72  # as if a page were scanned with 200 dots to an inch


def read_picture(content: bytes) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks of a picture, and what a person should know of them."""
    announce()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            pages = list(_pages(content))
    except Image.DecompressionBombError as error:
        raise FileTooLarge(f"the picture: {error}", f"{_MOST_PIXELS} pixels") from error
    except (OSError, SyntaxError, ValueError) as error:  # as Pillow's parsers raise
        raise FileDamaged("picture", str(error)[:200]) from error
    if not any(page.runs for page in pages):
        raise TextNotReadable(
            "no text was recognised in the picture; expected a picture of a page of Chinese or "
            "English text, upright and sharp (200 dots to an inch or more)"
        )
    blocks, _ = lay_out(pages, frozenset()).blocks([])
    return blocks, (
        "the text was recognised in a picture (OCR) and may have errors: compare it with the "
        "picture before you quote it",
    )


def _pages(content: bytes) -> Iterator[Page]:
    with Image.open(io.BytesIO(content)) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            size = f"the picture: {picture.width} x {picture.height} pixels"
            raise FileTooLarge(size, f"{_MOST_PIXELS} pixels")
        for index, frame in enumerate(ImageSequence.Iterator(picture)):
            if index == _MOST_PAGES:
                raise FileTooLarge("the picture: more pages", f"{_MOST_PAGES} pages")
            page = ImageOps.exif_transpose(frame.convert("RGB"))
            page.thumbnail((_SIDE, _SIDE))
            width, height = page.width / _SCALE, page.height / _SCALE
            yield place_lines(recognise(np.asarray(page)), index, width, height, _SCALE)

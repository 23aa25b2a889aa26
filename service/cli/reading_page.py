"""What was read of a file as one page of HTML: its blocks, over the pages of a PDF where it is one.

The page is whole in itself and runs no script; whatever comes from the file is escaped.
"""

from collections.abc import Iterator, Sequence
from html import escape

from corpus.readers.blocks import Block, Heading, Note
from corpus.readers.dispatch import Reading
from corpus.readers.pdf.overlay import PagePicture
from service.cli import terminal

_COLOURS = {
    "heading": "#b30000", "body": "#1f77b4", "note": "#9467bd", "table": "#2ca02c",
    "caption": "#8c6d31", "bibliography": "#7f7f7f", "contents": "#bcbd22", "index": "#bcbd22",
    "quotation": "#17becf", "article": "#e377c2", "abstract": "#ff7f0e", "appendix": "#5254a3",
    "licence": "#aaaaaa", "comment": "#aaaaaa", "colophon": "#aaaaaa",
}  # fmt: skip
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 75rem; padding: 0 1rem; }
.page { position: relative; margin: 1rem 0; border: 1px solid #999; }
.page img { display: block; width: 100%; }
.box { position: absolute; background: color-mix(in srgb, var(--c) 20%, transparent);
  border-inline-start: 2px solid var(--c); }
.doubt { outline: 2px solid red; }
.block { border-inline-start: 4px solid var(--c); padding-inline-start: .6rem; margin: .4rem 0;
  white-space: pre-wrap; }
.what { color: #666; font-size: 80%; }
"""


def render_reading(name: str, reading: Reading, pages: Sequence[PagePicture]) -> str:
    """The page; `pages` are those of a PDF, with the boxes of the blocks by their number."""
    parts = "\n".join([*_pages(reading, pages), *_blocks(reading)])
    warnings = "".join(f"<p><strong>{escape(each)}</strong></p>" for each in reading.warnings)
    return (
        f'<!doctype html>\n<html lang="{escape(reading.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(name)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(name)}</h1><p>{escape(reading.media_type)}</p>{warnings}\n{parts}\n"
        "</body></html>"
    )


def _pages(reading: Reading, pages: Sequence[PagePicture]) -> Iterator[str]:
    for number, page in enumerate(pages, start=1):
        boxes = "".join(_box(reading.blocks[n], n, *box) for n, box in page.boxes)
        yield (
            f'<div class="page" id="page-{number}"><img alt="{number}" '
            f'src="data:image/png;base64,{escape(page.png)}">{boxes}</div>'
        )


def _box(block: Block, n: int, left: float, top: float, right: float, bottom: float) -> str:
    kind = kind_of(block)
    doubt = " doubt" if not isinstance(block, Heading) and block.doubt else ""
    place = (
        f"left:{100 * left:.2f}%;top:{100 * top:.2f}%;"
        f"width:{100 * (right - left):.2f}%;height:{100 * (bottom - top):.2f}%"
    )
    return (
        f'<a class="box{doubt}" href="#b{n}" title="{n} {kind}" '
        f'style="--c:{_COLOURS[kind]};{place}"></a>'
    )


def _blocks(reading: Reading) -> Iterator[str]:
    for n, block in enumerate(reading.blocks):
        kind = kind_of(block)
        doubt = " doubt" if not isinstance(block, Heading) and block.doubt else ""
        yield (
            f'<div class="block{doubt}" id="b{n}" style="--c:{_COLOURS[kind]}">'
            f'<span class="what">{n} {escape(" ".join(describe(block)))}</span>\n'
            f"{escape(block.text)}</div>"
        )


def kind_of(block: Block) -> str:
    """The kind of a block, headings and notes among them."""
    if isinstance(block, Heading):
        return "heading"
    return "note" if isinstance(block, Note) else block.kind


def describe(block: Block) -> Iterator[str]:
    """What a block is, in words: its kind, pages, article, the head of its table, any doubt."""
    if isinstance(block, Heading):
        yield "heading"
        yield f"rank {block.rank}"
        return
    yield "note" if isinstance(block, Note) else block.kind
    if isinstance(block, Note):
        yield block.mark
    breaks = () if isinstance(block, Note) else block.page_breaks
    pages = [page for page in (block.page, *(page for _, page in breaks)) if page]
    if pages:
        yield f"p. {pages[0]}" if len(pages) == 1 else f"p. {pages[0]}-{pages[-1]}"
    if not isinstance(block, Note):
        yield from filter(None, (block.article, block.table_head and f"({block.table_head})"))
    if block.doubt is not None:
        yield f"! {terminal.DOUBTS[block.doubt]}"
    if block.ocr is not None:
        yield f"! OCR, confidence {block.ocr:.2f}"

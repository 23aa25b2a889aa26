"""PDFs made by other programs: typst sets pages as a printer does, reportlab draws what we say."""

import io
from collections.abc import Callable, Sequence

import typst
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

TALKS = (
    "The first round of the Six-Party Talks opened in Beijing in August 2003, after months of "
    "shuttle diplomacy had persuaded the governments concerned that a regional forum would serve "
    "them better than a bilateral negotiation that neither side was willing to begin. China, with "
    "its long-standing ties, acted as the host of the meeting and drafted the statement with which it closed."
)
GOALS = (
    "Each delegation arrived with considerations of its own. Japan weighed the abduction of its "
    "citizens against the maintenance of its alliance; Russia sought the recovery of a "
    "long-standing influence in the region; and South Korea hoped for an understanding that would "
    "allow its policy of engagement to continue without interruption."
)
STATEMENT = (
    "The joint statement of September 2005 committed the participants to the denuclearisation of "
    "the peninsula by peaceful means. It was interpreted differently almost immediately, and the "
    "disagreement concerning financial sanctions prevented its implementation for more than a "
    "year, until circumstances had changed."
)
LESSONS = (
    "What the experience teaches is not that multilateral negotiation fails, but that it requires "
    "a convergence of interests which outsiders can encourage and cannot manufacture. Where the "
    "participants disagree about the purpose of a negotiation, its procedure becomes the subject "
    "of the negotiation, and the procedure of these talks was discussed at every meeting."
)
ORIGIN = "The invitation was announced by the Chinese foreign ministry on 14 August 2003."
DELAY = "The funds were released in June 2007, by way of a bank in the Russian Far East."

CHINESE = (
    "中共自一九九六年提出「新安全觀」以來，即主張以對話、協商與合作取代軍事同盟，並以互信、互利、"
    "平等、協作為其核心內涵。六方會談提供了一個實踐的場域，使北京得以東道主的身分，"
    "在各方之間居中協調，並藉此提升其在東北亞安全事務中的地位。"
)
CHINESE_NEXT = (
    "然而會談的進程顯示，各方對於威脅的認知並不一致，日本重視綁架問題，美國強調查核，"
    "北韓則要求先取得安全保證，新安全觀所主張的共同安全因此難以落實。"
)


def typeset(source: str) -> bytes:
    """The PDF that typst makes of a source, with the fonts that it brings along."""
    return typst.compile(source.encode())


def article(*, columns: int = 2, bookmarked: bool = True, hyphenate: bool = True) -> bytes:
    """An article as a journal sets it: running header, page numbers, footnotes, sections."""
    return typeset(
        f"""
#set document(title: "Talks in Six Parts", author: ("Ada Lin", "Bo Chen"))
#set page(width: 420pt, height: 400pt, margin: 54pt, columns: {columns}, numbering: "1",
  header: [Talks in Six Parts #h(1fr) Journal of Regional Studies])
#counter(page).update(41)
#set text(size: 10pt, lang: "en", hyphenate: {str(hyphenate).lower()})
#set par(justify: true, first-line-indent: 1.2em)
#set heading(numbering: "1.1", bookmarked: {str(bookmarked).lower()})
= Introduction
{TALKS}#footnote[{ORIGIN}]

{GOALS}
== The joint statement
{STATEMENT}#footnote[{DELAY}]

{LESSONS}
= Conclusion
{GOALS}

{TALKS}
"""
    )


def draw(draw_on: Callable[[Canvas], None], encrypt: StandardEncryption | None = None) -> bytes:
    """The PDF that reportlab makes of what is drawn on its canvas."""
    for font in ("STSong-Light", "MSung-Light"):
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(420, 595), invariant=1, encrypt=encrypt)
    draw_on(canvas)
    canvas.save()
    return buffer.getvalue()


def draw_lines(
    canvas: Canvas,
    lines: Sequence[str],
    *,
    top: float = 520,
    left: float = 60,
    font: str = "Times-Roman",
    size: float = 12,
    step: float = 18,
) -> None:
    """Draw lines from `top` downwards."""
    canvas.setFont(font, size)
    for n, line in enumerate(lines):
        canvas.drawString(left, top - n * step, line)


def wrap_chinese(text: str, width: int = 25) -> list[str]:
    """The lines of a Chinese paragraph: two characters of indent, so many in a line."""
    first = width - 2
    return [
        f"\u3000\u3000{text[:first]}",
        *(text[start : start + width] for start in range(first, len(text), width)),
    ]


def draw_picture(canvas: Canvas) -> None:
    """Fill a page with a picture, as a scanner does."""
    grey = Image.new("L", (105, 149), 200)
    canvas.drawImage(ImageReader(grey), 0, 0, 420, 595)


def chinese_chapter() -> bytes:
    """A chapter as a thesis sets it: the chapter above each page, its number below, no outline."""
    lines = wrap_chinese(CHINESE) + wrap_chinese(CHINESE_NEXT)

    def draw_pages(canvas: Canvas) -> None:
        for n in range(0, len(lines), 3):
            draw_lines(canvas, ["第陸章 結論"], top=560, font="MSung-Light", size=9)
            if n == 0:
                title = ["第一節 研究回顧與成果"]
                draw_lines(canvas, title, top=530, left=120, font="MSung-Light", size=16)
            draw_lines(canvas, lines[n : n + 3], top=490, font="MSung-Light")
            draw_lines(canvas, [f"- {131 + n // 3} -"], top=30, left=195, font="MSung-Light")
            canvas.showPage()

    return draw(draw_pages)


def write_pdf(pages: bytes, info: bytes = b"<<>>") -> bytes:
    """A PDF written by hand: `pages` is its page tree, 3 0 R a page that says Hello there."""
    content = b"BT /F 12 Tf 50 500 Td (Hello there, delegates.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
        info,
    ]
    file, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        file
        + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
        + b"trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\n" % size
        + b"startxref\n%d\n%%%%EOF\n" % len(file)
    )

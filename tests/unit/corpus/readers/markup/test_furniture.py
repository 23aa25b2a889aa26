from corpus.readers.blocks import Body, Heading
from corpus.readers.dispatch import read_bytes

TEXT = "<p>" + "The dam broke in 1975 after three days of rain. " * 5 + "</p>"


def texts(body: str) -> list[str]:
    reading = read_bytes(f"<html><body>{body}</body></html>".encode(), "a.html")
    return [block.text for block in reading.blocks if not block.text.startswith("The dam broke")]


def test_banners_menus_and_related_links_are_no_text() -> None:
    assert texts(
        '<div id="cookie-consent" class="cookie-banner">We use cookies.</div>'
        '<div class="nav menu"><a href="/">Home</a></div><div class="breadcrumb">Home › News</div>'
        f'<h1>Dams</h1>{TEXT}<div class="share-buttons">Share this</div>'
        '<div class="relatedPosts"><h3>Read more</h3><ul><li>Floods</li></ul></div>'
        "<footer>© 2021 News</footer>"
    ) == ["Dams"]


def test_an_element_with_most_of_the_text_or_the_heading_is_the_text_whatever_its_name() -> None:
    assert texts(f'<div class="related menu"><h1>Dams</h1>{TEXT}</div>') == ["Dams"]
    assert texts(f'<div class="cookie">{TEXT}<p>Last.</p></div>') == ["Last."]


def test_a_footer_of_the_text_itself_stays() -> None:
    page = f"<article>{TEXT}<blockquote>So it is.<footer>Doe</footer></blockquote></article>"
    assert texts(page) == ["So it is.", "Doe"]


def test_what_readers_wrote_is_a_comment() -> None:
    page = f'<h1>Dams</h1>{TEXT}<div class="comments"><h3>Comments</h3><p>It was the earthquake.</p></div>'
    blocks = read_bytes(f"<html><body>{page}</body></html>".encode(), "a.html").blocks
    assert blocks[2:] == (
        Body("Comments", kind="comment"),
        Body("It was the earthquake.", kind="comment"),
    )


def test_kinds_that_the_markup_names() -> None:
    page = (
        f"<h1>Dams</h1>{TEXT}<figure><img><figcaption>The dam</figcaption></figure>"
        "<blockquote>Quoted</blockquote><section role='doc-bibliography'><p>Doe 1990.</p></section>"
        "<div class='abstract'>Short</div>"
    )
    blocks = read_bytes(f"<html><body>{page}</body></html>".encode(), "a.html").blocks
    kinds = [(block.text, block.kind) for block in blocks[2:] if isinstance(block, Body)]
    assert kinds == [
        ("The dam", "caption"), ("Quoted", "quotation"), ("Doe 1990.", "bibliography"), ("Short", "abstract")
    ]  # fmt: skip


def test_numbers_of_printed_pages_are_pages_and_no_text() -> None:
    page = (
        "<h1>The Mill</h1><p><span class='pagenum'><a id='Page_200'>[Pg 200]</a></span>It stood for"
        "<span class='pagenum'><a id='Page_201'>[Pg 201]</a></span> years.</p><p>Then it was sold.</p>"
    )
    assert read_bytes(f"<html><body>{page}</body></html>".encode(), "a.html").blocks == (
        Heading("The Mill", 1),
        Body("It stood for years.", "200", page_breaks=((12, "201"),)),
        Body("Then it was sold.", "201"),
    )

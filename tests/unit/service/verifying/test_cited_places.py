from types import SimpleNamespace
from typing import Any, cast

import pytest

from corpus.documents import Document, Source
from corpus.readers.blocks import Block, Body, Heading, assemble_document
from corpus.store.library import Head
from service.citing.citations import Locator
from service.verifying.cited_places import Cited, Works, read_cited

BLOCKS: list[Block] = [
    Heading("第一章 緒論", 1),
    Body("甲。", "137"),
    Heading("第二章 方法", 1),
    Body("乙。"),
]
BOOK = assemble_document("book", "zh-Hant", BLOCKS, {}, Source("b.txt", "0" * 64, "text/plain"))
NOBODY = Works([])


def head(document_id: str, title: str, name: dict[str, str], year: int) -> Head:
    record: dict[str, Any] = {"author": [name], "issued": {"date-parts": [[year]]}}
    return cast(Head, SimpleNamespace(document_id=document_id, title=title, record=record))


WORKS = Works(
    [
        head("book", "海防與鹽政研究", {"family": "王", "given": "小明"}, 2006),
        head("other", "Tea and Salt", {"family": "Doe", "given": "Jane"}, 2006),
        head("third", "書", {"literal": "國史館"}, 1999),
    ]
)


@pytest.mark.parametrize(
    ("cited", "works"),
    [
        ("（王小明，2006，頁 3）", {"book"}),
        ("（王小明，2007，頁 3）", set()),
        ("(Doe, 2006, p. 3)", {"other"}),
        ("(Doebler, 2006)", set()),
        ("国史馆（1999）", {"third"}),
        ("某某. 海防与盐政研究[M]. 臺北", {"book"}),
        ("", set()),
    ],
)
def test_works_are_known_by_title_or_by_author_and_year(cited: str, works: set[str]) -> None:
    assert read_cited(cited, "", WORKS).works == works


@pytest.mark.parametrize(
    ("cited", "pages"),
    [
        ("（王小明，2006，頁 137）", ((137, 137),)),
        ("第137-139頁", ((137, 139),)),
        ("(Doe, 2006, pp. 137–9)", ((137, 139),)),
        ("(Doe, p. 5)", ((5, 5),)),
        ("王小明. 書[M]. 臺北：某，2006：137-140.", ((137, 140),)),
        ("王小明. 書[M]. 臺北：某，2006.", ()),
    ],
)
def test_pages_are_read_as_they_are_printed(cited: str, pages: tuple[tuple[int, int], ...]) -> None:
    assert read_cited(cited, "", NOBODY).pages == pages


@pytest.mark.parametrize(
    ("cited", "locator", "agrees"),
    [
        ("頁 137", Locator(page="137"), True),
        ("頁 137", Locator(page="136–137"), True),
        ("頁 138", Locator(page="137"), False),
        ("頁 138", Locator(), None),
        ("第一章 緒論，第 1 段", Locator(("第一章 緒論",), 1), True),
        ("第一章 緒論，第 2 段", Locator(("第一章 緒論",), 1), False),
        ("第二章 方法，第 1 段", Locator(("第一章 緒論",), 1), False),
        ("para. 4", Locator(("第一章 緒論",), 4), True),
        ("見前引書", Locator(("第一章 緒論",), 4), None),
        ("chapter 第二章 方法", Locator(("第一章 緒論",), 1), False),
        ("見第一章緒論", Locator(("第二章 方法",), 1), None),
    ],
)
def test_a_place_agrees_if_nothing_it_shows_is_otherwise(
    cited: str, locator: Locator, agrees: bool | None
) -> None:
    assert read_cited(cited, "", NOBODY).agrees(BOOK, locator) is agrees


def test_another_work_than_the_cited_one_does_not_agree() -> None:
    assert read_cited("（王小明，2006）", "", WORKS).agrees(BOOK, Locator()) is True
    assert read_cited("(Doe, 2006)", "", WORKS).agrees(BOOK, Locator()) is False


def test_addresses_are_read_from_links_too() -> None:
    address = f"book@{BOOK.version}:3-5"
    url = f"https://example.org/documents/book?at={BOOK.version}:3-5"
    for nearby in (
        address,
        url,
        url.replace(":3", "%3A3"),
        f"/v1/passages/book%40{BOOK.version}%3A3-5",
    ):
        assert [str(each) for each in read_cited("", nearby, NOBODY).addresses] == [address]
    assert read_cited("", "book@zz:3-5 book@000000000000:5-3", NOBODY) == Cited("")
    assert isinstance(BOOK, Document)


def test_a_section_is_not_named_by_the_works_own_title() -> None:
    blocks: list[Block] = [Heading("方法論", 1), Body("甲。"), Heading("結語", 1), Body("乙。")]
    source = Source("b.txt", "0" * 64, "text/plain")
    book = assemble_document("book", "zh-Hant", blocks, {"title": "史學方法論"}, source)
    cited = read_cited("王小明. 史學方法論[M]. 臺北：某，2006：結語，第 1 段.", "", NOBODY)
    assert cited.agrees(book, Locator(("結語",), 1)) is True
    assert cited.agrees(book, Locator(("方法論",), 1)) is False

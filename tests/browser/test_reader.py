import re

from playwright.sync_api import Page, expect

from tests.browser.actions import SOUTH_KOREA, ask, copied, open_source, select
from tests.browser.served import NOTES, REVISED, THESIS, texts


def test_citation_leads_to_the_marked_place_and_back(page: Page) -> None:
    page.goto("/")
    turn = ask(page, SOUTH_KOREA)
    quoted = turn.locator(".passage").first
    text = quoted.locator("blockquote").evaluate(
        "e => [...e.childNodes].map(n => n.nodeType === 3 ? n.data : n.lastChild.data).join('')"
    )
    open_source(page, quoted.get_by_role("link", name="Open in source"))
    mark = page.locator("#at")
    expect(mark).to_be_in_viewport()
    assert "".join(page.locator("#text mark").all_inner_texts()) == text
    expect(page.locator("#text p")).to_have_count(19)  # the neighbours are there
    expect(mark).to_be_focused()
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.locator(".turn .question")).to_have_text(SOUTH_KOREA)
    expect(page.locator(".turn .question")).to_be_in_viewport()


def test_contents_lead_to_the_sections(page: Page) -> None:
    page.goto(f"/documents/{THESIS}")
    contents = page.get_by_role("navigation", name="Contents")
    assert contents.get_by_role("link").all_inner_texts() == [
        "第陸章 結論",
        "第一節 研究回顧與成果",
        "第二節 後續研究方向",
    ]
    contents.get_by_role("link", name="第二節 後續研究方向").click()
    expect(
        page.locator("#text").get_by_role("heading", name="第二節 後續研究方向")
    ).to_be_in_viewport()
    levels = page.locator("#text :is(h2, h3, h4)").evaluate_all("all => all.map(e => e.tagName)")
    assert levels == ["H2", "H3", "H3"]


def test_find_in_the_text_counts_and_walks(page: Page) -> None:
    page.goto(f"/documents/{THESIS}")
    page.keyboard.press("Alt+q")
    expect(page.get_by_label("Find in the text")).to_be_focused()
    page.keyboard.type("斡旋者")
    expect(page.locator(".find output")).to_have_text("1 of 1")
    expect(page.locator("#p-2527")).to_be_in_viewport()
    page.get_by_label("Find in the text").fill("新安全觀")
    total = page.locator("#text").evaluate("e => e.textContent.split('新安全觀').length - 1")
    expect(page.locator(".find output")).to_have_text(f"1 of {total}")
    page.keyboard.press("Enter")
    expect(page.locator(".find output")).to_have_text(f"2 of {total}")
    page.keyboard.press("Shift+Enter")
    page.get_by_role("button", name="Previous").click()
    expect(page.locator(".find output")).to_have_text(f"{total} of {total}")
    assert page.evaluate("CSS.highlights.get('found').size") == total
    page.get_by_label("Find in the text").fill("沒有這個詞")
    expect(page.locator(".find output")).to_have_text("No match")


def test_find_sees_across_a_mark(page: Page) -> None:
    version = texts()[2].version
    page.goto(f"/documents/{REVISED}?at={version}:4-9")
    page.get_by_label("Find in the text").fill("THE FERRY LEAVES")
    expect(page.locator(".find output")).to_have_text("1 of 1")


def test_selection_gives_its_address_and_citation(page: Page) -> None:
    page.goto(f"/documents/{THESIS}")
    select(page, "#p-1431", 0, 28)
    bar = page.get_by_role("complementary", name="Selected text")
    expect(bar).to_contain_text("28 characters selected")
    bar.get_by_role("button", name="Copy address").click()
    address = copied(page, f"^{THESIS}@[0-9a-f]{{12}}:1431-1459$")
    looked_up = page.request.get(f"/v1/passages/{address}").json()
    assert looked_up["text"] == page.evaluate("getSelection().toString()")
    bar.locator(".menu summary").click()
    bar.get_by_role("button", name=re.compile("APA 7$")).click()
    assert looked_up["text"] in copied(page, "無日期")
    bar.get_by_role("button", name="Copy link").click()
    page.goto(copied(page, "^http"))
    assert page.locator("#text mark").all_inner_texts() == [looked_up["text"]]


def test_selection_across_paragraphs_and_beyond_the_text_is_cut_to_it(page: Page) -> None:
    page.goto(f"/documents/{NOTES}")
    whole = page.request.get(f"/v1/documents/{NOTES}").json()["text"]
    page.evaluate("getSelection().selectAllChildren(document.body)")
    expect(page.locator("#selected")).to_have_text(f"{len(whole)} characters selected")
    page.evaluate(
        """() => { const [a, b] = document.querySelectorAll('#text p');
                   getSelection().setBaseAndExtent(a.lastChild, 4, b.lastChild, 9); }"""
    )
    start = whole.index("keeper")
    end = whole.index("In winter") + len("In winter")
    expect(page.locator("#selected")).to_have_text(f"{end - start} characters selected")


def test_paragraph_number_cites_a_paragraph_by_keyboard_alone(page: Page) -> None:
    page.goto(f"/documents/{NOTES}")
    page.get_by_role("link", name="Link to paragraph 2").focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text(re.compile("^In winter .* permitting.$"))
    expect(page.get_by_role("complementary", name="Selected text")).to_be_visible()


def test_letters_outside_the_basic_plane_count_as_one(page: Page) -> None:
    page.goto(f"/documents/{NOTES}")
    module = dom_module(page)
    found = page.evaluate("name => import(name).then((dom) => dom.points('a𠮷b').length)", module)
    assert found == 3


def dom_module(page: Page) -> str:
    source = page.locator("script[type=module]").first.get_attribute("src")
    assert source is not None
    return source.rsplit("/", 1)[0] + "/dom.js"


def test_link_to_an_older_version_shows_that_text_and_says_so(page: Page) -> None:
    older, newer = texts()[1], texts()[2]
    page.goto(f"/documents/{REVISED}?at={older.version}:0-25")
    note = page.get_by_role("note")
    expect(note).to_contain_text(f"older version, {older.version}")
    expect(page.locator("#text mark")).to_have_text("The ferry leaves at noon.")
    note.get_by_role("link").click()
    expect(page.locator("#text")).to_contain_text("The ferry leaves at dawn.")
    expect(page.locator(".about")).to_contain_text(f"Version {newer.version}")
    expect(page.get_by_role("note")).to_have_count(0)


def test_whole_document_is_cited(page: Page) -> None:
    page.goto(f"/documents/{NOTES}")
    page.locator(".about .menu summary").click()
    page.locator(".about").get_by_role("button", name="BibTeX").click()
    assert "title = {{Notes on lighthouses}}" in copied(page, "^@")

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from corpus import shipped
from corpus.documents import Document, version_of
from corpus.errors import RecordInvalid, SourceChanged
from corpus.passages import split_document
from corpus.shipped import examples_of, read_shipped, seed, shipped_documents
from corpus.store.library import Library
from tests.fakes import document

TEXTS = Path(shipped.__file__).with_name("texts")
FOLDER = TEXTS / "nsc-thesis-ch6"


@pytest.fixture(scope="module")
def thesis() -> Document:
    (document,) = [d for d in shipped_documents() if d.document_id == "nsc-thesis-ch6"]
    return document


def test_the_chapter_has_two_sections_and_19_paragraphs(thesis: Document) -> None:
    chapter, first, second = "第陸章 結論", "第一節 研究回顧與成果", "第二節 後續研究方向"
    assert [(s.title, s.level, s.path) for s in thesis.sections] == [
        (chapter, 1, (chapter,)),
        (first, 2, (chapter, first)),
        (second, 2, (chapter, second)),
    ]
    numbers = [(0, 1), *((1, n) for n in range(1, 15)), *((2, n) for n in range(1, 5))]
    assert [(p.section, p.number) for p in thesis.paragraphs] == numbers
    assert len(thesis.paragraphs) == 19


def test_sections_hold_their_heading_and_all_under_it(thesis: Document) -> None:
    chapter, first, second = thesis.sections
    assert (chapter.start, chapter.end) == (0, len(thesis.text))
    assert thesis.text[first.start : first.end].startswith("第一節 研究回顧與成果\n\n回顧研究過程")
    assert thesis.text[first.start : first.end].endswith("所訴諸的理念相結合。")
    assert thesis.text[second.start :].startswith("第二節 後續研究方向\n\n「六方會談」現仍進行中")
    assert second.end == chapter.end


def test_every_paragraph_begins_and_ends_as_its_author_wrote_it(thesis: Document) -> None:
    paragraphs = [thesis.text[p.start : p.end] for p in thesis.paragraphs]
    assert [text[:4] for text in paragraphs] == [
        "冷戰後中", "回顧研究", "本論文根", "「新安全", "中共今年", "2002", "在 20", "南韓在朝", "日本面對", "俄國雖然",
        "美國則意", "對北韓而", "中共與北", "從「六方", "然而，中", "「六方會", "首先，就", "其次，從", "最後，在",
    ]  # fmt: skip
    assert all(text.endswith("。") for text in paragraphs)


@pytest.mark.parametrize(
    "across_a_page",
    [
        "在安全的基礎、實踐的途徑、安全的範圍",
        "力促「三方會談」的召開，",
        "分析。過去僅有少量文獻探討",
        "「新安全觀」中的許多概念",
        "但作為各不相同。\n\n南韓在朝核危機",
    ],
)
def test_no_paragraph_is_cut_by_a_page_break(thesis: Document, across_a_page: str) -> None:
    assert thesis.text.count(across_a_page) == 1


def test_nothing_but_layout_and_page_furniture_is_gone(thesis: Document) -> None:
    original = "".join((FOLDER / "original.txt").read_text(encoding="utf-8").split())
    header = "第陸章結論137"
    assert original.count(header) == 1
    assert "".join(thesis.text.split()) == original.replace(header, "")
    assert "137" not in thesis.text
    assert thesis.text.count("第陸章") == 1


@pytest.mark.parametrize(
    "misprint",
    [
        "中共今年來在雙邊外交",
        "難以解絕的問題",
        "立場與政策（四）分析",
        "合作-「六方會談」",
        "但 2005年 11月復於",
        "在 2002 年朝核危機",
    ],
)
def test_the_source_is_not_corrected(thesis: Document, misprint: str) -> None:
    assert thesis.text.count(misprint) == 1


def test_only_what_runs_across_the_numbered_page_break_has_a_page(thesis: Document) -> None:
    paged = [p for p in thesis.paragraphs if p.page is not None]
    assert [(p.section, p.number, p.page) for p in paged] == [(2, 1, "137")]
    seam = paged[0].page_seam
    assert seam is not None
    assert thesis.text[seam - 1 : seam + 1] == "過去"
    passages = [p for p in split_document(thesis) if p.page is not None]
    assert [p.page for p in passages] == ["137"]
    assert passages[0].start < seam < passages[0].end


def test_the_thesis_is_20_passages_of_a_size_to_quote(thesis: Document) -> None:
    passages = split_document(thesis)
    assert len(passages) == 20
    assert all(100 < len(p.text) <= 400 for p in passages)
    assert all("\n" not in p.text for p in passages)
    assert all(p.text == thesis.text[p.start : p.end] for p in passages)
    assert all(p.section_path[0] == "第陸章 結論" for p in passages)
    by_paragraph = {(p.section_path, p.paragraph) for p in passages}
    assert len(by_paragraph) == 19


def test_sentences_of_the_thesis_are_whole(thesis: Document) -> None:
    sentences = [thesis.text[a:b] for p in split_document(thesis) for a, b in p.sentences]
    assert all(sentence[-1] in "。；" for sentence in sentences)
    # Counted in the original: every 。 and ； of this text stands outside quotation marks.
    original = (FOLDER / "original.txt").read_text(encoding="utf-8")
    assert len(sentences) == len(re.findall("[。；]", original))


def test_the_record_says_only_what_the_text_shows(thesis: Document) -> None:
    assert set(thesis.record) == {"id", "type", "title", "language"}
    assert thesis.title.startswith("[")
    assert thesis.title.endswith("]")
    assert thesis.record["language"] == thesis.language == "zh-Hant"


def test_the_checksum_is_that_of_the_file(thesis: Document) -> None:
    original = (FOLDER / "original.txt").read_bytes()
    assert thesis.source.sha256 == hashlib.sha256(original).hexdigest()
    assert thesis.source.filename == "original.txt"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "nsc-thesis-ch6"))


def test_another_file_in_its_place_is_refused_by_name(copied: Path) -> None:
    (copied / "original.txt").write_text("冒名的文字。", encoding="utf-8")
    with pytest.raises(SourceChanged, match=re.escape(str(copied / "original.txt"))):
        read_shipped(copied)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"language": "fr"}, "language"),
        (
            {"source": {"filename": "../x", "sha256": "0" * 64, "media_type": "text/plain"}},
            "filename",
        ),
        (
            {"source": {"filename": "gone.txt", "sha256": "0" * 64, "media_type": "text/plain"}},
            "gone",
        ),
        ({"autor": "?"}, "autor"),
    ],
)
def test_a_wrong_record_is_refused_with_what_is_wrong(
    copied: Path, change: dict[str, object], named: str
) -> None:
    path = copied / "record.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), encoding="utf-8")
    with pytest.raises(RecordInvalid, match=named):
        read_shipped(copied)


def test_a_text_whose_reading_changed_is_refused_with_the_new_version(copied: Path) -> None:
    path = copied / "record.json"
    raw = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(raw | {"version": "0" * 12}), encoding="utf-8")
    with pytest.raises(RecordInvalid, match="26082b30ef81"):
        read_shipped(copied)


def test_a_new_library_gets_the_shipped_text_with_its_original(tmp_path: Path) -> None:
    library = Library(tmp_path)
    seed(library)
    assert library.get("nsc-thesis-ch6") == read_shipped(FOLDER)
    assert library.original("nsc-thesis-ch6")[1] == (FOLDER / "original.txt").read_bytes()


def test_a_removed_shipped_text_stays_removed(tmp_path: Path) -> None:
    library = Library(tmp_path)
    seed(library)
    library.remove("nsc-thesis-ch6")
    seed(Library(tmp_path))
    assert library.heads() == []


def test_a_shipped_text_that_is_there_is_not_read_again(copied: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "home")
    seed(library, copied.parent)
    with (copied / "original.txt").open("a") as file:
        file.write("read again, this would be refused")
    seed(library, copied.parent)


def release(folder: Path, text: str) -> None:
    """A later release whose shipped text reads otherwise."""
    content = text.encode()
    path = folder / "record.json"
    raw = json.loads(path.read_text("utf-8"))
    raw["source"]["sha256"] = hashlib.sha256(content).hexdigest()
    raw["version"] = version_of(text)
    path.write_text(json.dumps(raw), encoding="utf-8")
    (folder / "original.txt").write_bytes(content)


def test_a_later_release_brings_its_reading_of_a_shipped_text(copied: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "home")
    seed(library, copied.parent)
    release(copied, "一段新的文字。")
    seed(library, copied.parent)
    assert library.get("nsc-thesis-ch6").text == "一段新的文字。"
    assert len(library.versions("nsc-thesis-ch6")) == 2


def test_a_later_release_leaves_what_somebody_put_in_its_place(
    copied: Path, tmp_path: Path
) -> None:
    library = Library(tmp_path / "home")
    seed(library, copied.parent)
    mine = document("nsc-thesis-ch6", "My own edition.")
    library.put(mine)
    release(copied, "一段新的文字。")
    seed(library, copied.parent)
    assert library.get("nsc-thesis-ch6") == mine


def test_shipped_text_has_an_example_in_each_script() -> None:
    found = examples_of({"nsc-thesis-ch6"})
    assert {example.language for example in found} == {"zh-Hant", "zh-Hans", "en"}


def test_only_documents_that_are_there_give_examples() -> None:
    assert examples_of(set()) == []


def test_file_that_is_no_list_of_examples_is_named(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "examples.json").write_text('[{"question": "?"}]', encoding="utf-8")
    with pytest.raises(RecordInvalid, match=r"examples\.json"):
        examples_of({"one"}, tmp_path)

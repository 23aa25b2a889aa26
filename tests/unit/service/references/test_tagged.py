from typing import Any

import pytest

from service.citing.citations import render_reference
from service.references.tagged import format_of, read_tagged
from tests.unit.service.citing.reference_table import WORKS

RIS = """TY  - THES
AU  - 王, 小明
TI  - 清末水權糾紛
PB  - 國立政治大學
CY  - 臺北
M3  - 碩士論文
PY  - 2010
DA  - 2010/06/
L1  - file:///papers/a%20b.pdf
ER  -

TY  - JOUR
A1  - Doe, Jane
T1  - Salt
JO  - Port
  Studies
VL  - 3
IS  - 2
SP  - 1
EP  - 20
SN  - 1234-5678
ER  -
"""
REFWORKS = """RT Journal Article
SR 1
A1 于潇;刘义;柴跃廷
T1 互联网药品可信交易环境
JF 清华大学学报
YR 2012
IS 11
VO 52
SP 1518
OP 1523
SN 1000-0054

RT Dissertation/Thesis
A1 王琦
T1 土壤湿度反演方法研究
PB 武汉大学
YR 2022
"""
ENDNOTE = """%0 Journal Article
%A 陈建军
%A Doe, Jane
%T 从数字地球到智慧地球
%J 国土资源导刊
%D 2010
%V 7
%N 10
%P 93
%R 10.3969/j.issn.1672-5603.2010.10.038
%@ 1672-5603

%0 Thesis
%A 王, 琦
%T 土壤湿度
%I 武汉大学
%9 博士
%D 2022
%> a.pdf
"""


def read(text: str) -> list[tuple[str, dict[str, Any], tuple[str, ...]]]:
    form = format_of(text)
    assert form is not None
    return [(each.key, dict(each.record), each.files) for each in read_tagged(text, form)]


def test_ris() -> None:
    first, second = read("\ufeff" + RIS.replace("\n", "\r\n"))
    assert first == (
        "1",
        {
            "type": "thesis", "title": "清末水權糾紛", "author": [{"family": "王", "given": "小明"}],
            "publisher": "國立政治大學", "publisher-place": "臺北", "genre": "碩士論文",
            "issued": {"date-parts": [[2010, 6]]},
        },
        ("file:///papers/a%20b.pdf",),
    )  # fmt: skip
    assert second[1] == {
        "type": "article-journal", "title": "Salt", "author": [{"family": "Doe", "given": "Jane"}],
        "container-title": "Port Studies", "volume": "3", "issue": "2", "page": "1-20",
        "ISSN": "1234-5678",
    }  # fmt: skip


def test_refworks_as_cnki_writes_it() -> None:
    first, second = read(REFWORKS)
    assert first[1] == {
        "type": "article-journal", "title": "互联网药品可信交易环境", "container-title": "清华大学学报",
        "author": [{"literal": "于潇"}, {"literal": "刘义"}, {"literal": "柴跃廷"}], "volume": "52",
        "issue": "11", "page": "1518-1523", "ISSN": "1000-0054", "issued": {"date-parts": [[2012]]},
    }  # fmt: skip
    assert (second[1]["type"], second[1]["publisher"]) == ("thesis", "武汉大学")


def test_endnote() -> None:
    first, second = read(ENDNOTE)
    assert first[1]["author"] == [{"literal": "陈建军"}, {"family": "Doe", "given": "Jane"}]
    assert first[1]["DOI"] == "10.3969/j.issn.1672-5603.2010.10.038"
    assert second[1] == {
        "type": "thesis", "title": "土壤湿度", "author": [{"family": "王", "given": "琦"}],
        "publisher": "武汉大学", "genre": "博士", "issued": {"date-parts": [[2022]]},
    }  # fmt: skip
    assert second[2] == ("a.pdf",)


def test_ris_that_we_write_is_read_back() -> None:
    for work in WORKS.values():
        ((_, record, _),) = read(render_reference(work.record, "ris"))
        kept = ["volume", "container-title", "publisher", "page", "URL", "DOI"]
        kept += ["number"] if work.record["type"] == "report" else []
        for field in kept:
            assert record.get(field) == (str(work.record[field]) if field in work.record else None)
        assert record.get("issued") == work.record.get("issued")


@pytest.mark.parametrize(
    "text", ["", "A report.\nTY  - BOOK", "RTF is a format", "%PDF", "TYPE - X"]
)
def test_other_texts_are_in_none_of_these_formats(text: str) -> None:
    assert format_of(text) is None


def test_a_record_without_a_title_is_none() -> None:
    assert read("TY  - BOOK\nAU  - X\nER  - \n") == []

"""The records whose citations are kept under golden/: one for each type and language."""

from typing import Any

from service.citing.citations import Locator

ZH_PLACE = Locator(("第陸章 結論", "第一節 研究回顧與成果"), 6)
HANS_PLACE = Locator(("第三章 结果", "3.1 “六方”立场"), 2)
EN_PLACE = Locator(("4 Results", "4.2 Follow-up talks"), 3)

SMITH = {"family": "Smith", "given": "John A."}
DOE = {"family": "Doe", "given": "Jane"}
LIN = {"family": "林", "given": "小明"}
YEAR_2008 = {"date-parts": [[2008]]}


def record(
    kind: str,
    language: str,
    title: str,
    **fields: Any,  # noqa: ANN401
) -> dict[str, Any]:
    """A record in CSL-JSON; `container_title` stands for `container-title`."""
    fields = {key.replace("_", "-"): value for key, value in fields.items()}
    return {"type": kind, "language": language, "title": title, **fields}


# name: record, where the passage stands, what it says
CASES: dict[str, tuple[dict[str, Any], Locator, str]] = {
    "unsigned-undated-zh-Hant": (
        record("chapter", "zh-Hant", "[第陸章 結論：中共「新安全觀」與「六方會談」]"),
        ZH_PLACE,
        "南韓在朝核危機主要考慮到與北韓的特殊關係及與美國的同盟關係。",
    ),
    "unsigned-undated-page-zh-Hant": (
        record("thesis", "zh-Hant", "[第陸章 結論]"),
        Locator(("第陸章 結論", "第二節 後續研究方向"), 1, "137"),
        "「六方會談」現仍進行中",
    ),
    "note-zh-Hant": (
        record("thesis", "zh-Hant", "中共新安全觀在六方會談中的實踐與挑戰", author=[LIN], issued=YEAR_2008),
        Locator(("第陸章 結論",), note="5"),
        "參見外交部發言人談話。",
    ),
    "note-page-zh-Hans": (
        record("article-journal", "zh-Hans", "朝核问题", author=[LIN], issued=YEAR_2008),
        Locator(("一、引言",), None, "102", "①"),
        "参见外交部发言人谈话。",
    ),
    "note-page-en": (
        record("book", "en", "Security concepts", author=[SMITH], issued=YEAR_2008),
        Locator(("4 Results",), None, "137", "12"),
        "See Doe for another view.",
    ),
    "unsigned-undated-en": (
        record("report", "en", "Minutes of the second round"),
        EN_PLACE,
        "No agreement was reached.",
    ),
    "thesis-zh-Hant": (
        record(
            "thesis", "zh-Hant", "中共新安全觀在六方會談中的實踐與挑戰", author=[LIN],
            issued={"date-parts": [[2006]]}, publisher="國立政治大學", publisher_place="臺北",
            genre="碩士論文",
        ),
        ZH_PLACE,
        "南韓希望維持半島和平與穩定。",
    ),
    "thesis-en": (
        record(
            "thesis", "en", "Security concepts after the Cold War", author=[SMITH],
            issued={"date-parts": [[2006]]}, publisher="University of Oxford",
            publisher_place="Oxford", genre="Doctoral dissertation",
        ),
        EN_PLACE,
        "The concept of “security” widened.",
    ),
    "article-journal-zh-Hans": (
        record(
            "article-journal", "zh-Hans", "朝核问题与六方会谈",
            author=[{"family": "王", "given": "伟"}, {"family": "李", "given": "强"},
                    {"family": "张", "given": "敏"}, {"family": "赵", "given": "六"}],
            issued=YEAR_2008, container_title="国际政治研究", volume="12", issue="3", page="101-120",
        ),
        HANS_PLACE,
        "各国的立场不同。",
    ),
    "article-journal-page-zh-Hans": (
        record(
            "article-journal", "zh-Hans", "合作何以可能？", author=[{"family": "王", "given": "伟"}],
            issued=YEAR_2008, container_title="国际政治研究", volume="12", issue="3", page="101-120",
        ),
        Locator(("一、引言",), 1, "102"),
        "合作何以可能？",
    ),
    "article-journal-en": (
        record(
            "article-journal", "en", "The six-party talks and security in Northeast Asia",
            author=[SMITH, DOE], issued={"date-parts": [[2008, 5]]}, volume="12", issue="3",
            container_title="Journal of Asian Studies", page="101-120", DOI="10.1000/182",
        ),
        Locator(("Results",), 3, "103-104"),
        "The talks stalled.",
    ),
    "book-zh-Hant": (
        record(
            "book", "zh-Hant", "安全的邏輯", author=[{"family": "陳", "given": "大文"}, LIN],
            issued=YEAR_2008, publisher="三民書局", publisher_place="臺北", edition="2",
        ),
        ZH_PLACE,
        "安全是相互的。",
    ),
    "book-en": (
        record(
            "book", "en", "The logic of security", author=[SMITH], issued=YEAR_2008,
            publisher="Oxford University Press", publisher_place="Oxford", edition="2",
        ),
        EN_PLACE,
        "Security is mutual.",
    ),
    "chapter-zh-Hans": (
        record(
            "chapter", "zh-Hans", "朝鲜半岛的未来", author=[{"family": "王", "given": "伟"}],
            editor=[{"family": "李", "given": "强"}], issued=YEAR_2008, publisher="人民出版社",
            publisher_place="北京", container_title="东北亚安全", page="10-20",
        ),
        HANS_PLACE,
        "未来取决于互信。",
    ),
    "chapter-en": (
        record(
            "chapter", "en", "Northern questions", author=[SMITH],
            editor=[{"family": "Roe", "given": "Ann"}], issued=YEAR_2008, page="10-20",
            publisher="Oxford University Press", publisher_place="Oxford",
            container_title="Handbook of security",
        ),
        EN_PLACE,
        "Questions remain.",
    ),
    "report-zh-Hant": (
        record(
            "report", "zh-Hant", "東北亞情勢報告", author=[{"literal": "國家安全研究所"}],
            issued={"date-parts": [[2010]]}, publisher="國家安全研究所", publisher_place="臺北",
            number="7",
        ),
        ZH_PLACE,
        "情勢趨緩。",
    ),
    "report-en": (
        record(
            "report", "en", "State of arms", author=[{"literal": "World Institute"}],
            issued={"date-parts": [[2010]]}, publisher="World Institute", number="7",
            genre="Working paper", URL="https://example.org/arms_2010",
        ),
        EN_PLACE,
        "Arms are costly.",
    ),
    "webpage-zh-Hans": (
        record(
            "webpage", "zh-Hans", "六方会谈大事记", author=[{"literal": "新华社"}],
            issued={"date-parts": [[2007, 3, 1]]}, accessed={"date-parts": [[2026, 11, 1]]},
            container_title="新华网", URL="https://example.org/talks",
        ),
        HANS_PLACE,
        "会谈在北京举行。",
    ),
    "webpage-en": (
        record(
            "webpage", "en", "A chronology of the talks", issued={"date-parts": [[2007, 3, 1]]},
            accessed={"date-parts": [[2026, 11, 1]]}, container_title="Asia Watch",
            URL="https://example.org/chronology",
        ),
        EN_PLACE,
        "Talks opened in Beijing.",
    ),
}  # fmt: skip

"""What a question asks of a work itself: what it is about, who wrote it, what it concludes.

Search looks for what a passage says; these are answered from the record, the abstract, the aims
and the conclusions (service/works/answering.py). A question is recognised by its form alone, in
either script and in English, once the mention of the work is taken out of it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from index.text.folding import fold

Intent = Literal[
    "subject",
    "aims",
    "conclusions",
    "limits",
    "outlook",
    "author",
    "date",
    "container",
    "chapters",
    "articles",
]

# Folded: Simplified characters, lower case. `W` stands where the work was mentioned.
_ASKED: Mapping[Intent, str] = {
    "subject": r"^what(?: is|'s| are)? W (?:all |mainly )?(?:about|deal(?:ing|s)? with)$"
    r"|^what does W (?:discuss|deal with|study|examine|investigate|cover|address)$"
    r"|^what (?:is|'s) the (?:main )?(?:subject|topic|theme|matter|content) of W$"
    r"|^(?:please )?(?:summari[sz]e W|give (?:me )?(?:a summary|an abstract) of W)$"
    r"|^W(?:主要|大致)?(?:在|是|都)?(?:谈|讲|说|讨论|探讨|研究|论述|写|关于|介绍)(?:的是?|些|了"
    r"|论)?"
    r"(?:些)?(?:什么|甚么|哪些)(?:内容|问题|主题|东西|的)?$"
    r"|^W(?:的)?(?:主要)?(?:研究)?(?:的)?(?:主题|主旨|题旨|主要内容|内容|大意|摘要|研究对象)(?:是|有)?(?:什么|甚么|为何"
    r"|哪些)?$"
    r"|^(?:请)?(?:概括|总结|简介|介绍)(?:一下)?W(?:的(?:主要)?内容)?$",
    "aims": r"(?:\baims?\b|\bobjectives?\b|\bpurposes?\b|\bgoals?\b|\bset out to\b)"
    r"|what questions? (?:does|do|did) W|^why was W written$"
    r"|(?:目的|目标|宗旨|问题意识)|(?:想|要|试图|尝试|打算)(?:要)?(?:回答|解决|处理)"
    r"|研究(?:的)?问题(?:是|有)|为(?:什么|何)(?:要)?(?:写|研究)",
    "limits": r"\blimitations?\b|\bshortcomings?\b|\blimits\b|局限|研究限制|(?:有|的)(?:什么"
    r"|哪些)?(?:限制|不足)",
    "outlook": r"\b(?:further|future) (?:research|work|studies|study)\b"
    r"|(?:后续|未来|进一步|日后|将来)(?:的)?(?:可以)?研究|研究(?:展望|建议)|后续.{0,4}方向",
    "conclusions": r"\bconclusions?\b|\bconclude[sd]?\b|\bmain (?:findings?|argument|claim"
    r"|thesis|point)s?\b"
    r"|\bfindings\b|what (?:does|do|did) W (?:find|argue|claim|show|recommend)$"
    r"|结论|主要(?:的)?(?:发现|论点|主张|观点)|中心论点|得出(?:了)?(?:什么|怎样)"
    r"|^W(?:有)?(?:什么|哪些)(?:建议|发现)$",
    "author": r"^who (?:wrote|is the author of|are the authors of|authored|compiled|edited"
    r"|translated"
    r"|issued|drafted) W$|^(?:by whom )?was W written(?: by whom)?$|^who is W by$"
    r"|\bauthor(?:s)? of W$|^W(?:是)?(?:由)?(?:谁|何人|什么人|哪位|哪些人|哪个(?:单位|机关"
    r"|机构))(?:所)?"
    r"(?:写|著|撰|编|译|作|制定|起草|发布)(?:写|写成|著|制|译|的|出)*(?:的)?$"
    r"|^W的?(?:作者|编者|撰写者|编写者|译者)(?:是|为)?(?:谁|何人|哪位|什么人|叫什么(?:名字)?)?$"
    r"|^(?:谁|何人|哪位)(?:是W的(?:作者|编者|译者)|(?:写|著|撰写|编写|编)了?W)$",
    "date": r"^(?:when|(?:in )?(?:what|which) year) (?:was|were|is|did) W"
    r" (?:first )?(?:published|written|issued|enacted|passed|adopted|completed|appear(?:ed)?"
    r"|printed)$"
    r"|^(?:what is )?the (?:date|year) of (?:publication of )?W$|^how old is W$"
    r"|^W(?:是)?(?:在)?(?:哪一?年|何年|什么时候|何时|几时|哪年)(?:写成?|发表|出版|完成|公布|通过"
    r"|刊登|印行|颁布|制定)"
    r"(?:的|成的|了)?$|^W的?(?:出版|发表|写作|公布|完成)(?:日期|年份|时间|年)(?:是"
    r"|为)?(?:什么(?:时候)?|哪年|何时)?$",
    "container": r"^(?:where|in (?:what|which) (?:journal|book|magazine|volume)) (?:was|did|is) W"
    r" (?:first )?(?:published|appear|printed|issued)$"
    r"|^(?:what|which) (?:journal|publisher|press|magazine) (?:published|printed|issued) W$"
    r"|^who published W$|^who is the publisher of W$"
    r"|^W(?:是)?(?:发表|刊登|刊载|刊|登|收录|收|出版)(?:在|于)?(?:哪|什么|何)(?:一)?(?:里|处|本"
    r"|种|家|份|个)?"
    r"(?:期刊|刊物|杂志|学报|书|地方|出版社|论文集|上|里)*(?:的)?$"
    r"|^W(?:是)?(?:由)?(?:哪(?:一)?家|哪个|什么)出版社(?:出版|印行|发行)?(?:的)?$|^(?:谁"
    r"|哪家出版社)出版(?:了)?W$",
    "chapters": r"^how many (?:chapters?|parts?|sections?) (?:does W have|has W|are there in W"
    r"|is W divided into)$"
    r"|^W(?:一共|总共|共)?(?:有|分|分为|分成|包括)?(?:几|多少)(?:个)?(?:章|部分|节|篇)(?:节)?$",
    "articles": r"^how many (?:articles?|sections?) (?:does W have|has W|are there in W)$"
    r"|^W(?:一共|总共|共)?(?:有|分)?(?:几|多少)条(?:条文)?$",
}
_PATTERNS = {intent: re.compile(pattern) for intent, pattern in _ASKED.items()}

_MENTION = re.compile(
    r"\b(?:this|the|said) (?:master'?s |doctoral |phd )?(?:thesis|dissertation|paper|article"
    r"|book|essay"
    r"|chapter|report|study|work|text|document|monograph|volume|law|act|statute|ordinance"
    r"|regulations?)\b"
    r"|(?:这|那|该|本|此)(?:一)?(?:篇|本|部|份|项|个|则|章|册)?(?:硕士|博士|学位)?(?:论文|文章"
    r"|书|报告|研究|著作"
    r"|作品|条例|法律|法规|文献|文件|文本|专著|章|文)"
)
_QUOTED = re.compile(
    r"《([^《》]+)》|〈([^〈〉]+)〉|「([^「」]+)」|『([^『』]+)』|“([^“”]+)”|\"([^\"]+)\""
)
_PRONOUN = re.compile(r"\bit\b|它")
_ENDING = " ?？。.！!呢啊吗嗎"
_LEAST_TITLE = 4

# What may stand beside the form of a question without changing what it asks.
_FILLING = re.compile(
    r"W|\b(?:what|which|how|is|are|was|were|do|does|did|has|have|the|an?|of|in|for|by|to|main|key|there"
    r"|its?|authors?|writers?|questions?|any|and|please|tell|me)\b"
    r"|什么|甚么|哪些|哪几|怎样|如何|为何|作者|笔者|主要|研究|问题|请问|说明|一下|[的是有在了对想要所呢吗些个和与及]"
)


# What a record's type may be where a work is called so (CSL-JSON).
_TYPES: Mapping[str, tuple[str, ...]] = {
    r"thesis|dissertation|论文": ("thesis", "article-journal", "paper-conference"),
    r"report|报告": ("report",),
    r"paper|article|essay|文章|本文": ("article-journal", "article", "article-magazine", "chapter"),
    r"book|monograph|volume|书|专著": ("book",),
    r"chapter|章": ("chapter", "thesis"),
    r"law|\bact\b|statute|ordinance|regulation|条例|法律|法规": ("legislation", "regulation"),
}


@dataclass(frozen=True, slots=True)
class WorkQuestion:
    """What is asked of which work.

    Attributes:
        intent: what is asked.
        document_id: the work that the question names; None where it says only `this one`.
        types: what the record's type may be, by what the question calls the work; none where that
            tells nothing.
    """

    intent: Intent
    document_id: str | None
    types: tuple[str, ...] = ()


def read_work_question(
    question: str, titles: Iterable[tuple[str, str]], is_alone: bool = False
) -> WorkQuestion | None:
    """What a question asks of a work; None if it asks what a passage would say.

    Args:
        question: as it was asked.
        titles: the id and the title of every work that may be named.
        is_alone: whether there is only one work to ask of, which need not be mentioned then.

    >>> read_work_question("Who wrote “Salt and Credit”?", [("salt", "Salt and Credit, 1880–1937")])
    WorkQuestion(intent='author', document_id='salt', types=())
    """
    text = fold(question).text.strip(_ENDING)
    for quoted in _QUOTED.finditer(text):
        title = next(group for group in quoted.groups() if group)
        if document_id := _titled(title, titles):
            return _understood(text[: quoted.start()] + " W " + text[quoted.end() :], document_id)
    if mention := _MENTION.search(text):
        types = next((t for called, t in _TYPES.items() if re.search(called, mention[0])), ())
        found = _understood(text[: mention.start()] + " W " + text[mention.end() :], None)
        return found and replace(found, types=types)
    if is_alone:
        ways = (_PRONOUN.sub(" W ", text), f"W{text}", f"W的{text}", f"{text} of W")
        return next(filter(None, (_understood(way, None) for way in ways)), None)
    return None


def _understood(text: str, document_id: str | None) -> WorkQuestion | None:
    text = re.sub(r"\s+", " ", text).strip(_ENDING)
    # Between Chinese characters there are no spaces.
    text = re.sub(r"(?<=[\u4e00-\u9fff]) ?W|W ?(?=[\u4e00-\u9fff])", "W", text)
    for intent, pattern in _PATTERNS.items():
        found = pattern.search(text)
        if found and _says_nothing_else(text[: found.start()] + " " + text[found.end() :]):
            return WorkQuestion(intent, document_id)
    return None


def _says_nothing_else(rest: str) -> bool:
    """Whether what a question says beside its form is too little for a matter of its own."""
    beside = _FILLING.sub(" ", rest)
    ideographs, words = re.findall(r"[\u4e00-\u9fff]", beside), re.findall(r"[a-z']+", beside)
    return len(ideographs) / 2 + len(words) <= 1


def _titled(title: str, titles: Iterable[tuple[str, str]]) -> str | None:
    """The one work whose title is this one, or begins with it."""
    plain = _plain(title)
    if len(plain) < _LEAST_TITLE:
        return None
    found = {name for name, known in titles if _plain(fold(known).text).startswith(plain)}
    return found.pop() if len(found) == 1 else None


def _plain(title: str) -> str:
    """A folded title without spaces and marks."""
    return "".join(filter(str.isalnum, title))

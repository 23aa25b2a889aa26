"""What a follow-up asks, by what was asked before: 那日本呢？ after one about Russia.

No language model takes part, so only what the form of a question tells is used. It names something
else in place of what was asked about (`And in Haiwen?`), says a pronoun for it, or leaves it out
(後來呢？); anything else is a question of its own. The question that is searched for is put
together from words of both, and the works that were shown before count a little more
(index/ranking/fusion.py). What nobody could understand is asked back.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.addresses import parse_address
from index.query.preparation import Query
from index.text.folding import fold


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before, and the addresses of the passages that it was shown."""

    question: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What is searched for.

    Attributes:
        is_follow_up: whether it depends on what was asked before.
        query: the same, with what was shown before: its works are favoured where the question is
            still about the same, and its passages have answered where it is about another. Its
            text is empty where nobody can tell what is meant.
    """

    query: Query
    is_follow_up: bool = False

    @property
    def question(self) -> str:
        """The complete question."""
        return self.query.text


FindNamed = Callable[[str], Sequence[tuple[int, int]]]
"""Where a question names something that a glossary knows: a country, an organisation."""

_MARKS = " \t?？。.！!"
_MOST_NAMED = 14
# All patterns are of folded text: Simplified characters, lower case.
_ANOTHER = (
    re.compile(r"^(?:那么|那|而|至于|换成)?(?P<x>.+?)(?:呢|又如何|又怎么样|怎么样|怎样)$"),
    re.compile(r"^(?:and|but|or|so)?,? ?(?:what|how) about (?P<x>.+)$"),
    re.compile(
        r"^(?:and|but|or) (?:why|when|where|how|who|what)? ?"
        r"(?P<x>(?:in|for|of|at|on|to|by|with|under)? ?(?:the )?[\w'’.-]+(?: [\w'’.-]+){0,2})$"
    ),
)
_AND_THEN = re.compile(
    r"^(?:那么|那|而)?(?:后来|之后|然后|接着|随后|结果|还有|其他的?|别的|原因|为什么|为何|何时|什么时候|在哪里"
    r"|谁|怎么做|怎么回事|详细)(?:呢)?$"
    r"|^(?:and|but|so)? ?(?:then|afterwards|after that|later|next|before that|why|when|where|who"
    r"|how|what else|who else|since when|how so|why not|how many|how much)$"
)
_PERSON = re.compile(
    r"(?<!其)[他她](?!们?国)|那个?人|这个?人|\b(?:he|she|him|her|hers|his)\b(?! own)"
)
_THING = re.compile(
    r"它|^其(?![他它余实])|^[该此]|(?:这|那)(?:个|些|座|部|篇|次|种|项|条|本|份|家|里|件|位)|此(?:人|事|法|书|地)"
    r"|\b(?:it|its|they|them|their|theirs|these|those|there)\b|^(?:that|this)\b"
    r"|\bthe (?:same|former|latter)\b"
)
# Is it legal to dig? says nothing that was named before.
_DUMMY = re.compile(r"\b(?:is|was|would|will|does|did) it (?:\w+ ){1,3}(?:to|that|for)\b")
_PERSONS_ASKED = re.compile(r"谁|何人|哪位|什么人|\bwho(?:m|se)?\b")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范廖贾夏韦邹孟熊秦邱江尹薛段雷侯龙史陶黎贺顾毛郝龚邵钱严戴莫孔汤施康慈"
)
_PERSON_NAMED = re.compile(
    rf"(?:^|[，。、的是和与由对为在「“《])[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|先生|女士|总统|教授|作者|皇帝|太后"
)
_PLACED = re.compile(r"(?i)\b(?:the|in|at|of|from|to|near|on) $")
_NAMED_IN_ENGLISH = re.compile(r"(?<=[a-z,;:'’”] )[A-Z][\w'’-]+(?: (?:of |the )?[A-Z][\w'’-]+)*")
_ASKING = re.compile(
    r"为什么|为何|什么时候|什么|甚么|何时|何地|谁|哪[一]?[个些里位年家种座]?|多少|多久|几[个位年条次]?|怎么样|怎么|怎样|如何|是否|[吗呢]$"
    r"|^(?:what|who|whom|whose|when|where|why|how(?: (?:many|much|long|often|old|far))?|which)\b"
    r"|\b(?:is|are|was|were|do|does|did|can|could|may|must|will|would|has|have|had)\b"
)
_WORDS = re.compile(r"[\u4e00-\u9fff]|[a-z0-9]+")
_FEW = 12


def understand(question: str, before: Sequence[Turn], find_named: FindNamed) -> Understood:
    """The question to search for.

    Args:
        question: as it was asked.
        before: what was asked before, oldest first.
        find_named: finds what a glossary names.
    """
    topic = understand(before[-1].question, before[:-1], find_named).question if before else ""
    completed = _completed(question, topic, find_named)
    if completed is None:
        return Understood(Query(question))
    shown = frozenset(parse_address(one) for turn in before[-1:] for one in turn.addresses)
    if _another(fold(question).text.strip(_MARKS)):
        return Understood(Query(completed, answered=shown), True)
    favoured = frozenset(address.document_id for address in shown)
    return Understood(Query(completed, favoured), True)


def _completed(question: str, topic: str, find_named: FindNamed) -> str | None:
    """The complete question; empty where nobody can tell it, None for one that is complete."""
    text = fold(question).text.strip(_MARKS)
    words = len(_WORDS.findall(text))
    if _AND_THEN.search(text):
        return topic and f"{topic} {question}"
    if named := _another(text):
        return topic and _substituted(topic, _cut(question, named), find_named)
    if _PERSON.search(text) and words <= _FEW:
        if not topic:
            return "" if text[0] in "他她" else None
        return f"{_without_asking(topic)} {question}" if _names_person(topic) else ""
    if topic and _THING.search(_DUMMY.sub("", text)) and words <= 2 * _FEW:
        return f"{_without_asking(topic)} {question}"
    return None


def _another(text: str) -> tuple[int, int] | None:
    """Where a question that names something else names it."""
    for pattern in _ANOTHER:
        found = pattern.search(text)
        # 那個人呢 and `And hers?` name nothing.
        if found and not _PERSON.search(text) and not _THING.fullmatch(found["x"]):
            return found.span("x") if len(_WORDS.findall(found["x"])) <= _MOST_NAMED else None
    return None


def _cut(question: str, span: tuple[int, int]) -> str:
    folded = fold(question)
    start, end = folded.original_span(*(place + _shift(folded.text) for place in span))
    return question[start:end]


def _shift(text: str) -> int:
    return len(text) - len(text.lstrip(_MARKS))


def _substituted(topic: str, named: str, find_named: FindNamed) -> str:
    """The question before, about something else."""
    replaced = next(_replaceable(topic, named, find_named), None)
    if replaced is None:
        return f"{named} {topic}"
    start, end = replaced
    known = find_named(named)
    # 美國的打算: the country takes the place of the other one, and the rest is asked beside it.
    other = named[slice(*known[0])] if known else named
    rest = named if other != named else ""
    return f"{topic[:start]}{other}{topic[end:]} {rest}".strip()


def _replaceable(topic: str, named: str, find_named: FindNamed) -> Iterator[tuple[int, int]]:
    """Spans of a question that may be of the same kind as what is named now, the best first."""
    if find_named(named):
        yield from find_named(topic)
    preposition = re.match(r"(?i)(in|for|of|at|on|to|by|with|under) ", named)
    if preposition:
        pattern = rf"(?i)\b{preposition[1]} (?-i:(?:the )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)"
        yield from (found.span() for found in re.finditer(pattern, topic))
    if named[:1].isupper() and named.isascii():
        yield from (found.span() for found in _NAMED_IN_ENGLISH.finditer(topic))
    if not named.isascii() and len(named) >= 2:
        # 童工 after 男工: as long, and with the same last or first character.
        folded, wanted, size = fold(topic).text, fold(named).text, len(named)
        if len(folded) == len(topic):
            for start in range(len(folded) - size + 1):
                part = folded[start : start + size]
                if part[-1] == wanted[-1] and part.isalpha():
                    yield start, start + size


def _names_person(topic: str) -> bool:
    text = fold(topic).text
    return bool(
        _PERSONS_ASKED.search(text)
        or _PERSON_NAMED.search(text)
        or any(
            " " in name[0] and not _PLACED.search(topic[: name.start()])
            for name in _NAMED_IN_ENGLISH.finditer(topic)
        )
    )


def _without_asking(topic: str) -> str:
    """A question without its question words: what it is about."""
    folded = fold(topic)
    kept = list(topic)
    for found in _ASKING.finditer(folded.text.rstrip(_MARKS)):
        start, end = folded.original_span(*found.span())
        kept[start:end] = " " * (end - start)
    return re.sub(r"\s+", " ", "".join(kept).strip(_MARKS)).strip()

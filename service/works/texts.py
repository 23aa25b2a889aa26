"""Where a text says what it is about, what it asks and what it concludes.

Scholars say so in places that have names (abstract, aims, conclusion) and in sentences with words
of their own (`this paper argues`, 本文旨在). A passage is chosen by both: by the titles that it
stands under, and by such sentences in it, which are marked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.passages import Passage
from index.text.folding import fold
from service.works.intents import Intent

Span = tuple[int, int]

MOST_PASSAGES, MOST_SENTENCES = 3, 2
_TEXT = frozenset({"body", "abstract", "article"})

_ABSTRACT = r"^(?:\W|\d)*(?:摘 ?要|提要|内容提要|abstract|summary|overview|synopsis)"
_OPENING = r"绪论|导论|引言|前言|导言|序言|问题的提出|缘起|introduction|preface"
_CLOSING = r"结论|结语|结束语|总结|余论|conclusions?\b|concluding|closing remarks|epilogue"

# Folded. What a section is called, and what a sentence says; the first named weigh most.
_PLACES: Mapping[Intent, tuple[str, ...]] = {
    "subject": (_ABSTRACT, _OPENING),
    "aims": (
        r"目的|问题意识|研究问题|问题的提出|\baims?\b|objectives?|purpose",
        _ABSTRACT,
        _OPENING,
    ),
    "conclusions": (_CLOSING, _ABSTRACT),
    "limits": (r"限制|局限|不足|limitations?|limits", _CLOSING),
    "outlook": (r"后续|展望|建议|未来|further|future|outlook", _CLOSING),
}
_WORK = (
    r"(?:本|该|此|这篇|这份|这本)(?:硕士|博士)?(?:论文|文|书|研究|报告|章)|笔者"
    r"|\b(?:this|the (?:present )?)(?: |-)?(?:thesis|dissertation|paper|article|book|chapter"
    r"|report|study|essay)"
)
_SAID: Mapping[Intent, tuple[str, ...]] = {
    "subject": (
        rf"(?:{_WORK}).{{0,60}}(?:研究|探讨|讨论|考察|分析|论述|介绍|整理|记述|以.{{1,30}}为"
        rf"|reconstruct|examin"
        r"|stud(?:y|ies)|investigat|discuss|describ|explor|trac|ask|argu|analy[sz]|present"
        r"|consider|is about)",
        rf"{_WORK}",
    ),
    "aims": (
        r"(?:研究|本文|论文|写作|本书)(?:的)?(?:主要)?(?:目的|目标|宗旨)|(?:目的|目标)(?:在于|有"
        r"|是)|本\w{0,3}旨在"
        r"|(?:回答|解答).{0,12}问题|set out to|(?:chapter|paper|thesis|study|report) asks"
        r"|\b(?:purpose|aims?|objectives?|goal) of (?:this|the) (?:thesis|paper|report|study"
        r"|book|chapter|article)",
        rf"(?:{_WORK}).{{0,40}}(?:尝试|试图|想|asks?|seeks?|tries|intends)",
        rf"{_WORK}",
    ),
    "conclusions": (
        r"(?:主要)?结论|(?:笔者|本文|本研究|作者)(?:因此|由此)?(?:认为|主张|发现)|研究(?:发现"
        r"|显示|表明)|综上|总而言之"
        r"|总之|可以概括|(?:调查|历史)(?:显示|说明|表明)|\bconclu(?:de|sion)|\bwe find\b|\b(?:it|we"
        r"|this \w+) argues?\b"
        r"|in sum\b|in short\b|overall\b",
        r"换言之|由此可见|因此|说明|显示|thus\b|therefore\b|shows? that",
    ),
    "limits": (
        r"局限|研究限制|限制在于|(?:研究|本文|论文).{0,20}不足|未能深入|没有(?:处理|讨论|涉及)"
        r"|未(?:能)?(?:处理|讨论|涉及|触及)"
        r"|limitations?|limited to"
        r"|does not (?:deal|cover|treat|consider)|no attempt|beyond the scope",
    ),
    "outlook": (
        r"(?:后续|未来|日后|将来|进一步).{0,8}研究|有待.{0,20}(?:研究|比较|探讨|考察|工作)"
        r"|(?:日后|后续|未来).{0,6}(?:应|宜|可)"
        r"|further (?:research|work|study|studies)|future (?:research|work|studies)|remains? to be",
    ),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage that answers, and its sentences that do."""

    passage: Passage
    evidence: tuple[Span, ...]


def choose_passages(intent: Intent, passages: Sequence[Passage]) -> list[Chosen]:
    """Where a work says it, best first; none where neither a title nor a sentence tells.

    Args:
        intent: what is asked.
        passages: those of the work, in its order.
    """
    places = [re.compile(pattern) for pattern in _PLACES[intent]]
    said = [re.compile(pattern) for pattern in _SAID[intent]]
    weighed = []
    for number, passage in enumerate(passages):
        if passage.kind not in _TEXT:
            continue
        place = max(
            (_weight(places, fold(title).text) for title in passage.section_path), default=0
        )
        texts = [fold(text).text for text in passage.texts_at(passage.sentences)]
        sentences = [_weight(said, text) for text in texts]
        if max(sentences, default=0) > 1 - bool(place):
            weighed.append((-place - 2 * max(sentences), number, passage, sentences))
    return [
        Chosen(passage, _marked(passage, sentences))
        for _, _, passage, sentences in sorted(weighed, key=lambda item: item[:2])[:MOST_PASSAGES]
    ]


def _weight(patterns: Sequence[re.Pattern[str]], text: str) -> int:
    """How much a text tells by the first pattern that it has; 0 if it has none."""
    for place, pattern in enumerate(patterns):
        if pattern.search(text):
            return len(patterns) - place
    return 0


def _marked(passage: Passage, sentences: Sequence[int]) -> tuple[Span, ...]:
    """The sentences that tell most, in the order of the text where they tell alike."""
    best = max(sentences)
    chosen = [place for place, weight in enumerate(sentences) if weight == best and weight]
    return tuple(passage.sentences[place] for place in chosen[:MOST_SENTENCES])

"""Paragraphs that say by how they begin what they are: captions, sources, abstracts."""

import re

_NUMBER = r"(?:\d+|[IVXLC]+|[A-Z]?\d+|[一二三四五六七八九十]+)(?:[-–.‧·]\s?\d+)*[a-z]?"
_CAPTION = re.compile(
    rf"(?:Figure|Fig\.|FIGURE|FIG\.|Table|TABLE|Map|Plate|PLATE|Chart|Exhibit|Scheme)\s?{_NUMBER}\s?[.:—–|)]\s?\S"
    rf"|(?:[附]?[圖图表]|照片|地圖|地图|圖表|图表)\s?{_NUMBER}\s?(?:[:：.．、　|｜]\s?\S|\s\S)"
)
_SOURCE = re.compile(
    r"(?:資料|数据|資訊|资料)?(?:來源|来源)[:：]|(?:Sources?|Notes?|Data)\s?:\s", re.IGNORECASE
)
_ABSTRACT = re.compile(
    r"(?:【?(?:中文)?(?:摘\s?要|提\s?要)】?[:：]|(?:Abstract|ABSTRACT)\s?[.:—–-])\s?\S"
)
_SENTENCES = re.compile(r"[。！？](?=.)|(?<=[a-z)])[.!?]\s+(?=[A-Z])")
_LONGEST = 300
_MOST_SENTENCES = 3


def is_caption(text: str) -> bool:
    """Whether a paragraph names a figure or a table, as `圖 3：…` and `Table 2. …` do."""
    return (
        len(text) <= _LONGEST
        and _CAPTION.match(text) is not None
        and len(_SENTENCES.findall(text)) < _MOST_SENTENCES
    )


def is_source(text: str) -> bool:
    """Whether a paragraph says where the figures above it come from."""
    return len(text) <= _LONGEST and _SOURCE.match(text) is not None


def is_abstract(text: str) -> bool:
    """Whether a paragraph calls itself the abstract."""
    return _ABSTRACT.match(text) is not None

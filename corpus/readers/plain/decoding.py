"""In which encoding a text file is, where it does not say so.

UTF-8 says so itself: no other text happens to be valid UTF-8. Big5, GB18030 and UTF-16 without a
mark do not: the bytes of one are often valid in the others, and then give characters that nobody
writes. So each is tried, and the one that gives a Chinese text wins: of running text in
either script a good half is among a few hundred characters and the marks of punctuation, and of
text decoded wrongly a twentieth. What gives no clear winner is refused, never guessed.
"""

import codecs
import re
from dataclasses import dataclass

from corpus.errors import EncodingUnclear, FileDamaged, FileEmpty

# The 400 commonest characters (by the word frequencies of jieba's dictionary), in both scripts.
_COMMON = frozenset(
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自"
    "之对得主长可过天作分方用多你着部能市等业全里工公经本都而高政法面门动日进区事代那去心小同"
    "北定开产前其军还然起种所如现理机体表力好外与文当两实重新三么只山水关明从化平建又制南内西"
    "没此将员名手最东头者月间无安看见各城十相但已些正口通想度加第她合院物性战由位常点海意场武"
    "使次二向治因立数样身情入原问把路被并利石老教万知级量任江及应省资委务元美特期世湖回系比气"
    "汉总展电科金先声提品设或义王社很统处四首共马形己儿司太目基领队直计别女权话少流命至报米给"
    "打变果书清活几州华解议更称程今决张导术府才保交放管结师便走达族反再题色五京河接条规式县白"
    "它改风光运信受什组听布百济党指论强做取技黄神选记斯真却职号界件花类何眼兵传带空干农边据集"
    "联古广完质阳难增历史专官每住商即步认车台林必死游举线言皇土团收考求德叫近备研争非具李众连"
    "调感转笑國爲這個來會時學說們於後發對長過業裏經門動進區開產軍還種現機體與當兩實麼關從內沒"
    "將員東頭間無見戰點場數樣問並萬級應資務氣漢總電聲設義統處馬兒領隊計別權話報給變書幾華議稱"
    "決張導術結師達題條規縣風運組聽濟黨論強黃選記卻職號類傳帶幹農邊據聯廣質陽難歷專認車臺遊舉"
    "線團備爭衆連調轉"
)
_MARKS = frozenset("，。、：；！？「」『』《》〈〉（）“”‘’…—　")
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_ODD = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
# Big5 has no one table: where a text has kana or Cyrillic by the one of Windows, it is by the
# one of Hong Kong, which has ① there, as programs in Taiwan had before Windows.
_NOT_IN_CP950 = re.compile(r"[\u3040-\u30ff\u0400-\u04ff\ue000-\uf8ff]")
_HKSCS_MARKS = str.maketrans("•､‾\u223c♁☉", "‧﹑¯～⊕⊙")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 200_000
_LEAST = 0.25  # of the characters beyond ASCII must be common ones or marks
_LEAD = 0.15  # by which the winner must be ahead


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and the encoding that its bytes are in, such as `utf-8` or `big5`."""

    text: str
    encoding: str


def decode_text(content: bytes) -> Decoded:
    """The text in these bytes.

    decode_text("中共與北韓的關係".encode("big5")).encoding -> "big5"

    Raises:
        FileEmpty, FileDamaged: there is nothing, or the last character is cut off.
        EncodingUnclear: no encoding makes text of the bytes, or more than one does.
    """
    if not content:
        raise FileEmpty()
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return Decoded(_decode_marked(content[len(mark) :], encoding), encoding)
    reached = 0
    if b"\0" not in content:
        try:
            return Decoded(content.decode("utf-8"), "utf-8")
        except UnicodeDecodeError as error:
            if error.start and error.start >= len(content) - 3 and len(content) > 200:
                raise FileDamaged(
                    "text", f"UTF-8, and byte {error.start} begins no whole character"
                ) from error
            reached = error.start
    return _most_likely(content, reached)


def decode_as(content: bytes, label: str) -> Decoded | None:
    """The text, if the bytes are valid in the encoding that a file says it is in; else None."""
    label = label.strip().lower()
    try:
        codec = codecs.lookup(label).name
        if codec in ("big5", "cp950", "big5hkscs"):
            return _decode_big5(content)
        if codec in ("gb2312", "gbk", "gb18030", "hz"):
            return Decoded(content.decode("gb18030"), "gb18030")
        return Decoded(content.decode(codec), codec)
    except (LookupError, ValueError):
        return None


def _decode_marked(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileDamaged("text", f"marked as {encoding}, and byte {error.start} is not") from error


def _most_likely(content: bytes, reached: int) -> Decoded:
    ranked = sorted(
        ((_likelihood(decoded), decoded) for decoded in _possible(content)),
        key=lambda pair: -pair[0],
    )
    if not ranked or ranked[0][0] < _LEAST:
        raise EncodingUnclear(
            f"in no encoding do they make Chinese or English text; it is UTF-8 up to byte {reached}"
        )
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _LEAD:
        raise EncodingUnclear(f"{ranked[0][1].encoding} and {ranked[1][1].encoding} both make text")
    return ranked[0][1]


def _possible(content: bytes) -> list[Decoded]:
    """The texts that the bytes are, valid in whole, in each encoding that says nothing itself."""
    found = [_decode_big5(content), decode_as(content, "gb18030")] if b"\0" not in content else []
    if len(content) % 2 == 0:
        found += [decode_as(content, "utf-16-le"), decode_as(content, "utf-16-be")]
    return [decoded for decoded in found if decoded is not None]


def _decode_big5(content: bytes) -> Decoded | None:
    try:
        text = content.decode("cp950")
        if not _NOT_IN_CP950.search(text):
            return Decoded(text, "big5")
    except UnicodeDecodeError:
        text = ""
    try:
        return Decoded(content.decode("big5hkscs").translate(_HKSCS_MARKS), "big5-hkscs")
    except UnicodeDecodeError:
        return Decoded(text, "big5") if text else None


def _likelihood(decoded: Decoded) -> float:
    """The share of characters that are common ones or marks; odd ones count against it.

    ASCII says nothing where every encoding has it at the same bytes, so it is not counted there.
    In UTF-16 it is what an English text is made of, and what no other text happens to hold.
    """
    sample = decoded.text[:_SAMPLE]
    beyond = _NON_ASCII.findall(sample)
    odd = len(_ODD.findall(sample))
    common = sum(character in _COMMON or character in _MARKS for character in beyond)
    if decoded.encoding.startswith("utf-16"):
        return (common + len(sample) - len(beyond) - 2 * odd) / (len(sample) or 1)
    return (common - 2 * odd) / (len(beyond) or 1)

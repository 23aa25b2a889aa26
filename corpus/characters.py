"""Character classes of Chinese text, to be put between the brackets of a regular expression."""

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, with 々, 〆 and 〇."""

KANA = "\u3040-\u30ff"
"""Hiragana and katakana, which Japanese names and titles in Chinese texts are written with."""

WIDE_MARKS = "\u3000-\u3004\u3008-\u303f\uff00-\uffef"
"""Punctuation of Chinese text and full-width forms."""

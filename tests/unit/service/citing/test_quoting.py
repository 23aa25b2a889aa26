import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.citing.csl_records import Script
from service.citing.quoting import in_marks_by_level, in_quotation_marks, without_levels


@pytest.mark.parametrize(
    ("quote", "locale", "printed"),
    [
        ("六方會談", "zh-TW", "「六方會談」"),
        ("「六方會談」進行中", "zh-TW", "「『六方會談』進行中」"),
        ("他說「你看『真的』」", "zh-TW", "「他說『你看「真的」』」"),
        ("『真的』", "zh-TW", "「『真的』」"),
        ("稱為“和平”", "zh-CN", "“稱為‘和平’”"),
        ("稱為「和平」", "zh-CN", "“稱為「和平」”"),
        ("the “second” one", "en-US", "“the ‘second’ one”"),
        ("it’s the sailors’ “old” port", "en-US", "“it’s the sailors’ ‘old’ port”"),
        ("say “I read ‘Tea’ today” twice", "en-US", "“say ‘I read “Tea” today’ twice”"),
        ("the end” of it", "en-US", "‘the end” of it’"),
        ("「未完", "zh-TW", "『「未完』"),
        ("一「二『三」四』", "zh-TW", "「一「二『三」四』」"),
    ],
)  # fmt: skip
def test_marks_within_a_quotation_change_their_level(
    quote: str, locale: Script, printed: str
) -> None:
    assert in_marks_by_level(quote, locale) == printed


@given(st.text("「」『』“”‘’a字 ", max_size=12), st.sampled_from(["zh-TW", "zh-CN", "en-US"]))
def test_nothing_but_the_level_of_marks_changes(quote: str, locale: Script) -> None:
    assert without_levels(quote) == without_levels(in_marks_by_level(quote, locale))[1:-1]
    assert in_quotation_marks(quote, locale)[1:-1] == quote

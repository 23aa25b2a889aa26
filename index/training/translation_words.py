"""Words that ask and words that join, which dictionaries render in too many ways."""

TO_CHINESE = {
    "what": "什么", "who": "谁", "when": "什么时候", "where": "哪里", "which": "哪个",
    "how": "如何", "why": "为什么", "many": "多少", "much": "多少", "year": "年", "is": "是",
    "was": "是", "were": "是", "are": "是", "of": "的", "the": "", "a": "", "an": "", "did": "",
    "does": "", "do": "", "in": "在", "and": "和", "to": "到", "by": "被", "not": "不", "for": "为",
}  # fmt: skip

TO_ENGLISH = {
    "什么": "what", "谁": "who", "哪里": "where", "哪个": "which", "哪": "which", "哪些": "which",
    "哪年": "which year", "何时": "when", "什么时候": "when", "多少": "how many", "几": "how many",
    "如何": "how", "怎么": "how", "怎样": "how", "为什么": "why", "为何": "why", "是": "is",
    "在": "in", "和": "and", "的": "'s", "了": "", "吗": "", "呢": "", "于": "in", "不": "not",
    "没有": "no", "被": "by", "年": "year",
}  # fmt: skip

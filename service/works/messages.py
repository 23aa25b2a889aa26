"""What is said of a work, in the language and script of the question."""

from collections.abc import Mapping

from corpus.languages import Detected
from service.messages import language_of
from service.works.intents import Intent

_STATED: Mapping[str, Mapping[Intent, str]] = {
    "zh-Hant": {
        "author": "作者：{}",
        "date": "出版日期：{}",
        "container": "出處：{}",
        "chapters": "共 {} 章（部分）",
        "articles": "共 {} 條",
    },
    "zh-Hans": {
        "author": "作者：{}",
        "date": "出版日期：{}",
        "container": "出处：{}",
        "chapters": "共 {} 章（部分）",
        "articles": "共 {} 条",
    },
    "en": {
        "author": "Author: {}",
        "date": "Date of publication: {}",
        "container": "Published in: {}",
        "chapters": "Chapters or parts: {}",
        "articles": "Articles: {}",
    },
}
_SOURCE: Mapping[str, str] = {
    "zh-Hant": "{}。據文獻的著錄與標題：{}",
    "zh-Hans": "{}。据文献的著录与标题：{}",
    "en": "{}. From the record and the headings of the work: {}",
}
_SILENT: Mapping[str, str] = {
    "zh-Hant": "這份文獻的著錄與標題都沒有說明：{}",
    "zh-Hans": "这份文献的著录与标题都没有说明：{}",
    "en": "Neither the record nor the headings of this work state it: {}",
}


def say_fact(intent: Intent, fact: str | None, reference: str, detected: Detected) -> str:
    """The fact with the reference of the work, or that nothing states it."""
    language = language_of(detected)
    if fact is None:
        return _SILENT[language].format(reference)
    return _SOURCE[language].format(_STATED[language][intent].format(fact), reference)

"""What the record of a work and its headings state: author, date, where it appeared, its parts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.documents import Document
from index.text.folding import fold
from service.works.intents import Intent

_CHAPTER = re.compile(r"^\W*(?:第.{1,6}章|chapter\b)")
_NO_PART = re.compile(
    r"^\W*(?:\d+\W*)?(?:摘 ?要|提要|目录|参考|引用|附录|附记|谢辞|致谢|注释|abstract|contents"
    r"|references"
    r"|bibliography|works cited|notes|appendix|acknowledg|index)"
)
_NAMES = ("author", "editor", "translator")


def state_fact(intent: Intent, document: Document) -> str | None:
    """What is stated, in the words of the record; None where nothing is."""
    record = document.record
    if intent == "author":
        return _people(record)
    if intent == "date":
        return _date(record.get("issued"))
    if intent == "container":
        parts = [record.get(name) for name in ("container-title", "publisher", "publisher-place")]
        return ", ".join(str(part) for part in parts if part) or None
    if intent == "articles":
        articles = {p.article for p in document.paragraphs if p.article is not None}
        return str(len(articles)) if articles else None
    if intent == "chapters":
        return _chapters(document)
    return None


def _people(record: Mapping[str, Any]) -> str | None:
    for role in _NAMES[:2]:
        if people := record.get(role):
            return ", ".join(_name(person) for person in people)
    return None


def _name(person: Mapping[str, str]) -> str:
    if literal := person.get("literal"):
        return literal
    family, given = person.get("family", ""), person.get("given", "")
    return f"{given} {family}".strip() if (given + family).isascii() else f"{family}{given}"


def _date(issued: object) -> str | None:
    """CSL-JSON has parts or what is written."""
    if not isinstance(issued, Mapping):
        return None
    if parts := issued.get("date-parts"):
        return "-".join(f"{int(part):02d}" for part in parts[0])
    return issued.get("literal") or issued.get("raw")


def _chapters(document: Document) -> str | None:
    """How many chapters there are or, where none is called so, sections of the highest level."""
    titles = [(section.level, fold(section.title).text) for section in document.sections]
    chapters = {title for _, title in titles if _CHAPTER.search(title)}
    return str(len(chapters) or _parts(titles)) if chapters or _parts(titles) else None


def _parts(titles: Sequence[tuple[int, str]]) -> int:
    levels = sorted({level for level, _ in titles})
    for level in levels:
        found = [title for at, title in titles if at == level and not _NO_PART.search(title)]
        if len(found) > 1:
            return len(found)
    return 0

"""What the reader learns from: questions, each with sentences that answer and others that do not.

The questions of the folder and questions made from sentences are asked of their passages by the
search itself, so that what is read in training is what will be read: the marked sentences of the
right passage, those of the passages that search takes for the next best, and the right passage's
other sentences, each with the question in its words.

People asked in Chinese only, and of encyclopedias; so some of their questions are put into English,
word by word (index/query/translations.py), which is bad English and the right words. Of news,
reports and essays questions are made, in both languages; those in the language of the passage get
other words for some of theirs, by way of the other language, since readers do not know a text's
words.
"""

import logging
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.documents import Language
from corpus.glossary import load_glossary
from corpus.languages import base_language
from corpus.passages import Passage
from index.encoders.base import Pair
from index.encoders.loading import load_encoder
from index.engines.local.scratch import lone_passage, passages_snapshot
from index.query.rewriting import in_words_of
from index.query.terms import QueryTerm
from index.query.translations import load_translations
from index.ranking.calibration import load_calibration
from index.ranking.evidence import marked_sentences
from index.search import Filters, Query, Searcher, SearchParts
from index.text.analysis import BaseLanguage
from index.text.folding import fold
from index.training.data import Question, TrainingData
from index.training.mixture import PEOPLE, choose_pairs, choose_questions
from index.training.mixture import Passage as Joined
from index.training.pipeline import joined_passages
from index.training.questions import make_question

log = logging.getLogger(__name__)

# How many questions of a source at most, beside those that people asked.
MOST = {
    "hikariming_zh_qa": 400,
    "python_faq": 300,
    "roc_constitutional_interpretations": 900,
    "roc_law_qa_templates": 500,
}
LEAST_CHARACTERS = 60
TAGS: dict[str, Language] = {"zh": "zh-Hans", "en": "en"}
OTHERS = 4
LEAST_ROWS = 3
OTHER_WORDS, OTHER_WORD = 0.7, 0.45
"""How often a question gets other words, and how often each of its words does then."""

_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+")
_PART = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
_ASKERS = {
    "什么": "what", "谁": "who", "哪里": "where", "哪个": "which", "哪": "which", "哪些": "which",
    "哪年": "which year", "何时": "when", "什么时候": "when", "何": "what", "多少": "how many",
    "几": "how many", "如何": "how", "怎么": "how", "怎样": "how", "为什么": "why", "为何": "why",
}  # fmt: skip
_PARTICLES = {"是": "is", "在": "in", "和": "and", "的": "", "了": "", "吗": "", "呢": ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the folder, or a made one.

    Attributes:
        text: what is asked.
        passage: number of the passage that answers it.
        source: the sentence it was made from; None where a person asked.
    """

    text: str
    passage: int
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with sentences to read.

    Attributes:
        question: what is asked.
        language: that of the sentences.
        terms: what search looked for in them.
        right: the marked sentences of the passage that answers.
        others: those of the passages that search takes for the next best.
        rest: the right passage's other sentences.
        is_made: whether the question was made from a sentence.
    """

    question: str
    language: BaseLanguage
    terms: tuple[QueryTerm, ...]
    right: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    rest: tuple[str, ...]
    is_made: bool

    def pair(self, sentences: Sequence[str]) -> Pair:
        """Some of the sentences, with the question as it is read with them."""
        return in_words_of(sentences, self.language, self.question, self.terms), sentences


def find_readings(
    data: TrainingData, model: Path, joined: int, glossed: float, seed: int
) -> list[Reading]:
    """Ask every question of an index over all passages.

    Args:
        data: the folder's rows, without those held out.
        model: the encoder's folder.
        joined: how many passages are put together from prose.
        glossed: the share of people's questions that is put into English, too.
        seed: decides every draw.
    """
    generator = random.Random(seed)
    together = joined_passages(choose_pairs(data, seed), model, seed)
    generator.shuffle(together)
    together = [one for one in together if len(one.rows) >= LEAST_ROWS][:joined]
    texts, asked = _ask(data, together, glossed, generator)
    passages = [
        lone_passage(str(number), TAGS[language], text)
        for number, (text, language) in enumerate(texts)
    ]
    parts = SearchParts(load_encoder(str(model)), load_glossary(), load_calibration())
    with passages_snapshot(passages, parts.encoder) as snapshot:
        searcher = Searcher(snapshot, parts)
        rows = {
            passage.document_id: row
            for pool in snapshot.pools.values()
            for row, passage in enumerate(pool.passages)
        }
        readings = []
        for one in asked:
            readings.append(_read(one, passages[one.passage], searcher, rows))
            if len(readings) % 1000 == 0:
                log.info("asked %d of %d questions", len(readings), len(asked))
        return readings


def gloss(question: str, generator: random.Random) -> str:
    """A Chinese question in English, word by word; what cannot be translated is left out."""
    table = load_translations()
    words: list[str] = []
    for run in _RUN.findall(fold(question).text):
        words += [run] if run.isascii() else filter(None, map(_english, table.cut(run)))
    askers = [word for word in words if word in _ASKERS.values()][:1]
    said = [word for word in words if word not in _ASKERS.values()]
    return " ".join([*(askers or [generator.choice(("what", "which"))]), *said]) + "?"


def reword(question: str, generator: random.Random) -> str:
    """A Chinese question with other words for some of its own, by way of English."""
    table = load_translations()
    words: list[str] = []
    for part in _PART.findall(fold(question).text):
        is_chinese = _RUN.fullmatch(part) and not part.isascii()
        words += [_other(word, generator) for word in table.cut(part)] if is_chinese else [part]
    return "".join(words)


def _other(word: str, generator: random.Random) -> str:
    if len(word) < 2 or word in _ASKERS or generator.random() >= OTHER_WORD:
        return word
    table = load_translations()
    english = table.to_english(word)[:2]
    if not english:
        return word
    back = table.to_chinese(generator.choice(english).term)[:3]
    return generator.choice([one.text for one in back if one.text != word] or [word])


def _english(word: str) -> str:
    if word in _ASKERS or word in _PARTICLES:
        return _ASKERS.get(word) or _PARTICLES[word]
    found = load_translations().to_english(word)
    return found[0].text if found else ""


def _ask(
    data: TrainingData, joined: Sequence[Joined], glossed: float, generator: random.Random
) -> tuple[list[tuple[str, str]], list[Asked]]:
    """The passages (text and language) and the questions."""
    numbers: dict[tuple[str, str], int] = {}

    def number(text: str, language: str) -> int:
        return numbers.setdefault((text, language), len(numbers))

    asked = []
    for row in _questions(data, generator):
        place = number(row.passage, row.passage_language)
        asked.append(Asked(row.question, place))
        if row.source in PEOPLE and generator.random() < glossed:
            asked.append(Asked(gloss(row.question, generator), place))
    for passage in joined:
        places = {language: number(passage.text(language), language) for language in TAGS}
        asked += _made(passage, places, generator)
    generator.shuffle(asked)
    return list(numbers), asked


def _made(passage: Joined, places: dict[str, int], generator: random.Random) -> Iterator[Asked]:
    """Four questions of a passage: two mostly across languages, two of its Chinese text."""
    few = min(2, len(passage.rows))
    for pair in generator.sample(passage.rows, few):
        sentences = {"en": pair.english, "zh": pair.chinese}
        language = generator.choice(("en", "zh"))
        other = "zh" if language == "en" else "en"
        target = other if generator.random() < 0.85 else language
        question = make_question(sentences[language], language, generator)
        yield Asked(question, places[target], sentences[target])
    for pair in generator.sample(passage.rows, few):
        if generator.random() < 0.25:
            question = make_question(pair.english, "en", generator)
        else:
            question = make_question(pair.chinese, "zh", generator)
            if generator.random() < OTHER_WORDS:
                question = reword(question, generator)
        yield Asked(question, places["zh"], pair.chinese)


def _questions(data: TrainingData, generator: random.Random) -> Iterator[Question]:
    people, others = choose_questions(data, generator.randrange(1 << 30))
    yield from people
    left = dict(MOST)
    for row in generator.sample(others, len(others)):
        if left.get(row.source, 0) > 0 and len(row.passage) > LEAST_CHARACTERS:
            left[row.source] -= 1
            yield row


def _read(one: Asked, passage: Passage, searcher: Searcher, rows: dict[str, int]) -> Reading:
    question = searcher.prepare(Query(one.text))
    language = base_language(passage.language)
    pool = searcher.snapshot.pools[language]
    legs = searcher.gather(question, Filters())[language]
    fused = searcher.rank(question, language, legs).fused
    best = legs.rows[np.argsort(-fused, kind="stable")].tolist()

    def marked(row: int) -> tuple[str, ...]:
        return tuple(marked_sentences(question, pool, row, legs.terms))

    own = rows[passage.document_id]
    right = marked(own)
    if one.source is not None and not any(_same(one.source, text) for text in right):
        right = (one.source, *right[:1])
    sentences = passage.texts_at(passage.sentences)
    given = [*right, *([one.source] if one.source else [])]
    rest = [text for text in sentences if not any(_same(text, other) for other in given)]
    others = [marked(row) for row in [row for row in best if row != own][:OTHERS]]
    return Reading(
        question=one.text,
        language=pool.language,
        terms=tuple(legs.terms),
        right=right,
        others=tuple(others),
        rest=tuple(rest),
        is_made=one.source is not None,
    )


def _same(one: str, other: str) -> bool:
    """Whether one sentence is in the other: they are not always cut alike."""
    return one in other or other in one

"""What the verifier learns from: questions with sentences, and whether these answer.

People's questions of `answerability/train`, with and without an answer in their passage; questions
that were answered until they or their passage were changed (index/training/unanswerable.py); and
questions across languages made from parallel sentences (index/training/parallel_questions.py).
Each time one is drawn, some sentences of its passage are, and some of its words may be put into
the other language, so that no pair of languages is without people's questions.
"""

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tokenizers import Tokenizer

from corpus.sentences import split_sentences
from index.encoders.answer_verifier import (
    LONGEST_QUESTION,
    count_tokens,
    join_ids,
    joined,
    simplified,
)
from index.training.data import Judged, TrainingData
from index.training.language_mixing import Dictionary
from index.training.mixture import PROSE
from index.training.parallel_questions import make_questions
from index.training.unanswerable import Unanswerable
from index.training.windows import Windows

LONGEST = (40, 56, 72, 96)
"""Tokens of a passage that are read, one of these each time."""

SOURCES = {
    "squad2_dev_en": 3.0, "clapnq_dev": 2.0, "cail2019_rc": 1.0, "qasa_unanswerable": 1.5,
    "qasper_dev": 1.0, "qasper_pairs": 1.0, "cmrc2018_train": 0.6, "expmrc_cmrc2018_dev": 1.0,
    "expmrc_squad_dev": 1.0, "squadshifts_wiki": 0.5, "nq_dev": 0.75, "covid_qa": 0.7,
    "pubmedqa_l": 0.4, "trec_qa": 0.2, "counterterror_zh": 0.25,
}  # fmt: skip
"""How often a row of a source is drawn; negatives by people, and near ones, more often than mined
ones. A source that is not named here is not drawn from."""

UNANSWERED = {"cail2019_rc": 2.4, "cmrc2018_train": 0.2, "trec_qa": 0.12}
"""The same for rows without an answer, where it differs."""

MADE = {
    "answer gone": 0.3, "another name": 0.28, "another thing asked": 0.16, "contrary": 0.14,
    "denied": 0.08, "parallel": 0.26,
}  # fmt: skip
PARALLEL = 15_000
PARALLEL_SOURCES = PROSE | {
    "roc_laws", "opensource_guide", "bible_kjv_cuv", "d2l_zh", "mozilla_legal", "login_gov_help",
}  # fmt: skip
ANSWER_KEPT = 0.8
DROPPED = 0.15
MIXED = (0.5, 0.7, 0.9, 1.0)
QUESTION_MIXED, PASSAGE_MIXED, BOTH_MIXED = 0.2, 0.38, 0.54
"""Of all draws: up to the first the question is mixed, up to the second the passage, then both."""

LEAST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A question with sentences.

    Attributes:
        question: what is asked.
        sentences: what is read.
        language: the passage's, `en` or `zh`; the question's, too, where it may be mixed.
        is_answered: whether one of the sentences answers.
        answer: words of the answer; None where there is none, or they are not known.
        may_mix: whether words may be put into the other language.
    """

    question: str
    sentences: tuple[str, ...]
    language: str
    is_answered: bool
    answer: str | None = None
    may_mix: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """An example as it is read.

    Attributes:
        asked: token ids of the question, marks included.
        read: those of the sentences.
        is_answered: whether they answer.
        span: first and last token of the answer, counted from the first of the question; (0, 0)
            where there is none, None where it is not known.
    """

    asked: list[int]
    read: list[int]
    is_answered: bool
    span: tuple[int, int] | None


class Examples:
    """Draws examples of a training folder."""

    def __init__(
        self, judged: Sequence[Judged], data: TrainingData, tokenizer: Tokenizer, seed: int
    ) -> None:
        """Make all examples of the rows; `seed` decides every draw."""
        self._tokenizer = tokenizer
        self._dictionary = Dictionary(data.entries)
        self._windows = Windows(self._dictionary)
        generator = random.Random(seed)
        weighed = [*_people(judged, generator), *_parallel(data, generator)]
        self.examples = [example for example, _ in weighed]
        self._ends = list(accumulate(weight for _, weight in weighed))

    def draw(self, generator: random.Random) -> Drawn:
        """One example, its sentences and words chosen anew."""
        place = bisect(self._ends, generator.random() * self._ends[-1])
        example = self.examples[min(place, len(self.examples) - 1)]
        sentences = self._some_sentences(example, generator)
        question, text = self._mixed(example, joined(sentences), generator)
        is_answered = example.is_answered and (
            example.answer is None or any(example.answer in s for s in sentences)
        )
        asked, read = join_ids(self._tokenizer, question, [text])
        span = self._span(text, example.answer, len(asked)) if is_answered else (0, 0)
        return Drawn(asked, read, is_answered, span)

    def _some_sentences(self, example: Example, generator: random.Random) -> list[str]:
        lengths = [count_tokens(self._tokenizer, text) for text in example.sentences]
        longest = generator.choice(LONGEST)
        must = None
        if example.is_answered and example.answer is None:
            longest = sum(lengths)  # nobody knows which of them answers
        elif example.is_answered and generator.random() < ANSWER_KEPT:
            must = self._best_with_answer(example)
        chosen = self._windows.choose(
            example.question, example.sentences, lengths, longest, generator, must
        )
        if len(chosen) > 1 and example.answer is not None and generator.random() < DROPPED:
            chosen.remove(generator.choice([place for place in chosen if place != must]))
        return [example.sentences[place] for place in chosen]

    def _best_with_answer(self, example: Example) -> int:
        asked = self._windows.parts_asked(example.question)
        held = [p for p, text in enumerate(example.sentences) if (example.answer or "") in text]
        return max(held, key=lambda p: sum(part in example.sentences[p] for part in asked))

    def _mixed(self, example: Example, text: str, generator: random.Random) -> tuple[str, str]:
        chance = generator.random() if example.may_mix else 1.0
        question = example.question
        if chance < QUESTION_MIXED or PASSAGE_MIXED <= chance < BOTH_MIXED:
            share = generator.choice(MIXED) if chance < QUESTION_MIXED else 1.0
            question = self._dictionary.mix(question, example.language, share, generator)
        if QUESTION_MIXED <= chance < BOTH_MIXED:
            text = self._dictionary.mix(text, example.language, generator.choice(MIXED), generator)
        return question, text

    def _span(self, text: str, answer: str | None, first: int) -> tuple[int, int] | None:
        """Where the tokens of the answer are; None where its words are not there as they were."""
        start = text.find(answer) if answer else -1
        if start < 0:
            return None
        end = start + len(answer or "")
        offsets = self._tokenizer.encode(text, add_special_tokens=False).offsets
        held = [place for place, (a, b) in enumerate(offsets) if b > start and a < end]
        return (first + held[0], first + held[-1]) if held else None


def _people(judged: Sequence[Judged], generator: random.Random) -> Iterator[tuple[Example, float]]:
    """People's questions, and what can be made of them, with their weights."""
    rows = [row for row in map(_simplified, judged) if row.source in SOURCES]
    changing = Unanswerable(rows, generator)
    for row in rows:
        sentences = split_texts(row.passage)
        weight = SOURCES[row.source]
        is_known = row.answer is not None and any(row.answer in text for text in sentences)
        if row.is_answered and not is_known:
            continue
        if not row.is_answered:
            weight = UNANSWERED.get(row.source, weight)
        may_mix = row.question_language == row.passage_language
        example = Example(
            row.question,
            tuple(sentences),
            row.passage_language,
            row.is_answered,
            row.answer,
            may_mix,
        )
        yield example, weight
        if row.is_answered and may_mix:
            for made in changing.changes(row, sentences):
                changed = Example(made.question, tuple(made.sentences), row.passage_language, False)
                yield changed, MADE[made.kind]


def _parallel(data: TrainingData, generator: random.Random) -> Iterator[tuple[Example, float]]:
    pairs = [pair for pair in data.pairs if pair.source in PARALLEL_SOURCES]
    for made in make_questions(pairs, PARALLEL, generator):
        sentences = tuple(simplified(text) for text in made.sentences)
        answering = simplified(made.answering) if made.answering else None
        question = simplified(made.question)
        is_answered = answering is not None
        yield (
            Example(question, sentences, made.passage_language, is_answered, answering, False),
            MADE["parallel"],
        )


def split_texts(passage: str) -> list[str]:
    """The sentences of a passage as search would cut them."""
    return [passage[start:end] for start, end in split_sentences(passage)]


def _simplified(row: Judged) -> Judged:
    return Judged(
        simplified(row.question)[: 8 * LONGEST_QUESTION],
        simplified(row.passage),
        row.is_answered,
        simplified(row.answer) if row.answer else None,
        row.question_language,
        row.passage_language,
        row.source,
        row.document,
    )

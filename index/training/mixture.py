"""What the stages learn from: which rows of the folder, how many, and what is made of them.

A third of the folder is statutes and a fifth is manuals; the mixture takes few of those and all
of the prose. Since the rows come without their neighbours, passages are put together from rows of
one source that are about the same thing. From a sentence of a passage a question is made by
leaving words out (after Lewis et al. 2019, without their translation step), so that passages in
both languages can be asked for in both.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from index.training.data import Entry, Pair, Question, TrainingData
from index.training.questions import make_question

# How many rows of a source at most; a source that is not named here is taken whole.
MOST_PAIRS = {
    "roc_laws": 14_000,
    "python_docs_zh_cn": 5_000,
    "postgres_docs_zh": 2_500,
    "tensorflow_docs_zh_cn": 2_500,
    "d2l_zh": 3_000,
    "laravel_docs_zh_tw": 1_000,
    "3am_captions": 8_000,
    "bible_kjv_cuv": 8_000,
    "quran": 2_000,
    "quantecon_intro": 2_000,
    "mozilla_www": 1_500,
    "privacyguides": 3_000,
    "tatoeba": 22_000,
}
MOST_ENTRIES = {
    "cc_cedict": 45_000,
    "omw_wordnet": 6_000,
    "naer_highschool_terms": 4_000,
    "petci_idioms": 1_500,
    "roc_law_terms": 2_000,
}
# Sources whose rows are joined into passages: continuous prose.
PROSE = frozenset(
    ("wmt_newstest", "news_commentary_10k", "un_devtest", "plurality_book", "ntrex", "tico19")
)
# Sources that are lists of rules, instructions or captions: the second stage does without them.
NOT_PROSE = frozenset(
    ("roc_laws", "python_docs_zh_cn", "postgres_docs_zh", "tensorflow_docs_zh_cn", "d2l_zh")
)
# Questions made from templates: few of them, and only once.
TEMPLATES = frozenset(("roc_law_qa_templates",))
MOST_TEMPLATES = 700
# Questions that people asked about passages as they stand: several rounds of them.
PEOPLE = frozenset(("cmrc2018_dev_trial",))
LEAST_AGREEMENT = 0.2
PASSAGE_CHARACTERS = 650


@dataclass(frozen=True, slots=True)
class Passage:
    """Rows of one source about the same thing, to be read as one text in either language."""

    rows: tuple[Pair, ...]

    def text(self, language: str, without: int | None = None) -> str:
        """Join the sentences in one language, leaving one out if asked to."""
        kept = [row for place, row in enumerate(self.rows) if place != without]
        if language == "en":
            return " ".join(row.english for row in kept)
        return "".join(row.chinese for row in kept)


@dataclass(frozen=True, slots=True)
class Asked:
    """A passage (in one language) with the texts that ask for it.

    `gap` is the passage without the sentence that the first question was made from.
    """

    passage: str
    questions: tuple[str, ...]
    twin: str | None = None
    gap: str | None = None


def choose_pairs(data: TrainingData, seed: int) -> list[Pair]:
    """Draw pairs up to the most of each source, without loose ones and repeated ones."""
    rows = [pair for pair in data.pairs if _is_usable(pair)]
    random.Random(seed).shuffle(rows)
    taken: dict[str, int] = {}
    seen: set[str] = set()
    chosen = []
    for row in rows:
        if taken.get(row.source, 0) >= MOST_PAIRS.get(row.source, len(rows)) or row.chinese in seen:
            continue
        taken[row.source] = taken.get(row.source, 0) + 1
        seen.add(row.chinese)
        chosen.append(row)
    return chosen


def _is_usable(pair: Pair) -> bool:
    return pair.agreement >= LEAST_AGREEMENT or len(pair.english.split()) < 8


def is_running_prose(pair: Pair) -> bool:
    """Say whether the pair is fit to keep the first stage alive beside the second."""
    return pair.source not in NOT_PROSE


def choose_questions(data: TrainingData, seed: int) -> tuple[list[Question], list[Question]]:
    """Give the questions that are worth several rounds, and those that are worth one."""
    people = [row for row in data.questions if row.source in PEOPLE]
    templates = [row for row in data.questions if row.source in TEMPLATES]
    random.Random(seed).shuffle(templates)
    others = [row for row in data.questions if row.source not in PEOPLE | TEMPLATES]
    return people, others + templates[:MOST_TEMPLATES]


def choose_entries(data: TrainingData, seed: int) -> list[Pair]:
    """Draw dictionary entries as short pairs, names before common words."""
    generator = random.Random(seed)
    rows = [entry for entry in data.entries if not entry.variants and entry.renderings]
    generator.shuffle(rows)
    rows.sort(key=lambda entry: not _is_name(entry))
    taken: dict[str, int] = {}
    chosen = []
    for entry in rows:
        if taken.get(entry.source, 0) < MOST_ENTRIES.get(entry.source, len(rows)):
            taken[entry.source] = taken.get(entry.source, 0) + 1
            chosen.append(Pair("; ".join(entry.renderings[:2]), entry.chinese, entry.source))
    return chosen


def _is_name(entry: Entry) -> bool:
    return entry.renderings[0][:1].isupper()


def join_passages(
    pairs: Sequence[Pair], vectors: NDArray[np.float32], seed: int, neighbours: int = 24
) -> list[Passage]:
    """Group prose rows with their nearest of the same source, each row used once.

    Args:
        pairs: the rows; those of other than prose sources are passed over.
        vectors: one row per pair that tells what it is about, of any length.
        seed: decides which rows passages grow from.
        neighbours: how many of the nearest rows a passage may take from.
    """
    generator = random.Random(seed)
    passages: list[Passage] = []
    for source in sorted({pair.source for pair in pairs} & PROSE):
        places = [place for place, pair in enumerate(pairs) if pair.source == source]
        near = _nearest(vectors[places], min(neighbours, len(places)))
        free = set(range(len(places)))
        for first in generator.sample(range(len(places)), len(places)):
            if first in free:
                rows = _grow(first, near[first], free, [pairs[place] for place in places])
                passages.append(Passage(rows))
    return [passage for passage in passages if len(passage.rows) > 1]


def _grow(
    first: int, near: NDArray[np.int64], free: set[int], pairs: Sequence[Pair]
) -> tuple[Pair, ...]:
    rows: list[Pair] = []
    size = 0
    for place in [first, *near.tolist()]:
        if place in free and size + len(pairs[place].english) <= PASSAGE_CHARACTERS:
            free.discard(place)
            size += len(pairs[place].english)
            rows.append(pairs[place])
    return tuple(rows)


def _nearest(vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    rows = torch.nn.functional.normalize(torch.from_numpy(vectors), dim=1)
    return torch.cat(
        [(part @ rows.T).topk(count).indices for part in torch.split(rows, 2048)]
    ).numpy()


def ask_passage(
    passage: Passage, generator: random.Random, most: int = 4, removed: float = 0.4
) -> Asked:
    """Choose a language for the passage and make questions for it in both.

    Mostly the sentence asked about stays, since an answer must be found where it is written; some
    of the time it is removed, so that what a passage is about counts as well.
    """
    language = generator.choice(("en", "zh"))
    without = None
    if len(passage.rows) > 2 and generator.random() < removed:
        without = generator.randrange(len(passage.rows))
    places = generator.sample(range(len(passage.rows)), min(most, len(passage.rows)))
    if without is not None and without not in places:
        places[0] = without
    questions = []
    for place in places:
        asked_in = generator.choice(("en", "zh"))
        row = passage.rows[place]
        sentence = row.english if asked_in == "en" else row.chinese
        questions.append(make_question(sentence, asked_in, generator))
    gap = None
    if without is None and len(passage.rows) > 1:
        gap = passage.text(language, places[0])
    return Asked(
        passage.text(language, without), tuple(questions), passage.text("en", without), gap
    )


def ask_plain(
    text: str, questions: Sequence[str], generator: random.Random, most: int = 4
) -> Asked:
    """Take people's questions for a Chinese passage, and add made ones up to `most`."""
    chosen = generator.sample(list(questions), min(most - 1, len(questions)))
    sentences = [part for part in text.replace("！", "。").split("。") if len(part) > 10]
    if sentences:
        chosen.append(make_question(generator.choice(sentences), "zh", generator))
    return Asked(text, tuple(chosen))

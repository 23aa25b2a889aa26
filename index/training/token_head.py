"""Fits a head for tokens to an encoder that is trained: `python -m index.training head`.

The projection is the principal components of the states that the encoder gives; what is fitted is
how much each token of a question says. (Fitting the projection, too, or the encoder with it, was
tried and lost: questions made from sentences teach it what real questions do not have.) Texts are
read once. A step takes passages that lie near each other, since telling those apart is what
candidates of a search need. The hardest negative of a question is its own passage without the
sentence that it was made from: the subject is the same, the answer is gone.
"""

import logging
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from index.encoders.processor import fast_products
from index.training.batching import Tokens
from index.training.contrast import group_questions
from index.training.data import TrainingData, read_folder
from index.training.holdout import hold_out
from index.training.late_interaction import NEVER, TrainedHead, interactions, sentence_matches
from index.training.mixture import (
    Asked,
    ask_passage,
    ask_plain,
    choose_pairs,
    choose_questions,
)
from index.training.pipeline import joined_passages
from index.training.student import LONGEST, TextEncoder, load_bert

log = logging.getLogger(__name__)

SHARPNESS = 25.0
SAME = 0.95
READ_AT_ONCE = 32
MOST_SENTENCES = 16
_ENDS = re.compile(r"[。！？；!?]|\.(?=\s)")


@dataclass(frozen=True, slots=True)
class HeadSettings:
    """What a run may vary; the defaults made the head that is shipped."""

    dimensions: int = 96
    steps: int = 250
    rate: float = 1e-2
    joined: int = 3_500
    plain: int = 900
    passages: int = 20
    neighbours: int = 60
    gaps: int = 10
    questions: int = 70
    seed: int = 7


@dataclass(frozen=True, slots=True)
class ReadText:
    """The last states of a text's words, in half precision, and the sentence each is in."""

    states: Tensor
    sentences: Tensor


def train_head(folder: Path, model: Path, settings: HeadSettings | None = None) -> None:
    """Fit a head to the model from the folder's questions, and write it into the model's folder."""
    settings = settings or HeadSettings()
    data, _ = hold_out(read_folder(folder), settings.seed)
    asked = ask_all(data, model, settings)
    log.info("reading %d passages and their questions", len(asked))
    fitting = Fitting(asked, Reader(model), settings)
    fitting.run().save(model)


def ask_all(data: TrainingData, model: Path, settings: HeadSettings) -> list[Asked]:
    """Passages put together from prose, and those that people asked about, with questions."""
    generator = random.Random(settings.seed)
    joined = joined_passages(choose_pairs(data, settings.seed), model, settings.seed)
    generator.shuffle(joined)
    people, others = choose_questions(data, settings.seed)
    asked = [ask_passage(passage, generator, removed=0.1) for passage in joined[: settings.joined]]
    asked += [ask_plain(*one, generator, most=5) for one in group_questions(people)]
    plain = group_questions(others)[: settings.plain]
    return asked + [ask_plain(*one, generator, most=3) for one in plain]


class Reader:
    """Reads texts with the encoder, which does not change."""

    def __init__(self, model: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        self._tokens = Tokens(self._tokenizer, LONGEST, torch.device("cpu"))
        self._encoder = TextEncoder(load_bert(model)).eval()

    def read(self, texts: Sequence[str]) -> list[ReadText]:
        """The texts, in their order; those of like length are read together."""
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        found: dict[int, ReadText] = {}
        for first in range(0, len(order), READ_AT_ONCE):
            places = order[first : first + READ_AT_ONCE]
            batch = self._tokens.batch([texts[place] for place in places])
            with torch.inference_mode(), fast_products("cpu"):
                states = self._encoder.states(batch.ids, batch.mask).half()
            for row, place in enumerate(places):
                found[place] = self._cut(texts[place], states[row])
        return [found[place] for place in range(len(texts))]

    def _cut(self, text: str, states: Tensor) -> ReadText:
        offsets = self._tokenizer.encode(text).offsets[1:-1]
        # The last character of each: the first one may be the space before a word.
        places = torch.tensor([max(start, end - 1) for start, end in offsets], dtype=torch.long)
        ends = torch.tensor([match.end() for match in _ENDS.finditer(text)], dtype=torch.long)
        numbers = torch.searchsorted(ends, places, right=True).clamp(max=MOST_SENTENCES - 1)
        return ReadText(states[1 : len(offsets) + 1].clone(), numbers)


class Fitting:
    """The texts that were read, and the steps over them."""

    def __init__(self, asked: Sequence[Asked], reader: Reader, settings: HeadSettings) -> None:
        self._asked = asked
        self._settings = settings
        self._passages = reader.read([one.passage for one in asked])
        self._gaps = dict(
            zip(
                [place for place, one in enumerate(asked) if one.gap is not None],
                reader.read([one.gap for one in asked if one.gap is not None]),
                strict=True,
            )
        )
        self._questions = reader.read([text for one in asked for text in one.questions])
        self._firsts = [0, *accumulate(len(one.questions) for one in asked)]
        means = torch.stack([one.states.float().mean(0) for one in self._passages])
        self._means = nn.functional.normalize(means, dim=1)

    def run(self) -> TrainedHead:
        """Take the principal components, and fit the weights."""
        settings = self._settings
        torch.manual_seed(settings.seed)
        generator = random.Random(settings.seed)
        head = TrainedHead(self._means.shape[1], settings.dimensions)
        head.start_from(*self._states_by_language())
        head.projection.requires_grad_(False)
        optimizer = torch.optim.Adam(head.salience.parameters(), lr=settings.rate)
        falling = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, settings.steps)
        for step in range(settings.steps):
            loss = self.loss(head, self._near(generator.randrange(len(self._asked)), generator))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            optimizer.step()
            falling.step()
            if step % 50 == 0:
                log.info("head: step %d of %d, loss %.4f", step + 1, settings.steps, loss.item())
        return head

    def loss(self, head: TrainedHead, places: Sequence[int]) -> Tensor:
        """How badly the questions of these passages find theirs."""
        gaps = [place for place in places if place in self._gaps][: self._settings.gaps]
        passages = [self._passages[n] for n in places] + [self._gaps[n] for n in gaps]
        asked = [
            (column, self._firsts[place] + number, number == 0)
            for column, place in enumerate(places)
            for number in range(len(self._asked[place].questions))
        ][: self._settings.questions]
        targets = torch.tensor([column for column, _, _ in asked])
        questions = [self._questions[number] for _, number, _ in asked]
        held, held_words, sentences = _pad(passages)
        states, words, _ = _pad(questions)
        matches = sentence_matches(head.vectors(states), head.vectors(held), held_words, sentences)
        firsts = torch.tensor([is_first for _, _, is_first in asked])
        allowed = self._allowed(places, gaps, targets, firsts)
        return sum(
            (
                nn.functional.cross_entropy(
                    (SHARPNESS * scores).masked_fill(~allowed, NEVER), targets
                )
                for scores in interactions(matches, head.weights(states, words))
            ),
            start=torch.zeros(()),
        )

    def _near(self, place: int, generator: random.Random) -> list[int]:
        """A passage and some of those that are nearest to it."""
        count = min(self._settings.neighbours, len(self._asked))
        near = (self._means @ self._means[place]).topk(count).indices.tolist()
        others = [other for other in near if other != place]
        return [place, *generator.sample(others, min(self._settings.passages - 1, len(others)))]

    def _allowed(
        self, places: Sequence[int], gaps: Sequence[int], targets: Tensor, firsts: Tensor
    ) -> Tensor:
        """Which passages a question is told apart from: not from those that answer it as well."""
        means = self._means[torch.tensor(places)]
        alike = means @ means.T > SAME
        alike.fill_diagonal_(False)
        columns = torch.tensor([places.index(place) for place in gaps], dtype=torch.long)
        others = columns[None, :] != targets[:, None]
        apart = (others | firsts[:, None]) & ~alike[targets][:, columns]
        return torch.cat([~alike[targets], apart], dim=1)

    def _states_by_language(self) -> tuple[Tensor, Tensor]:
        """The states of every third passage, Chinese ones and English ones."""
        rows: dict[bool, list[Tensor]] = {True: [], False: []}
        for one, read in list(zip(self._asked, self._passages, strict=True))[::3]:
            rows[_is_chinese(one.passage)].append(read.states.float())
        both = rows[True] + rows[False]
        return torch.cat(rows[True] or both), torch.cat(rows[False] or both)


def _is_chinese(text: str) -> bool:
    return 5 * sum("\u4e00" <= character <= "\u9fff" for character in text) > len(text)


def _pad(texts: Sequence[ReadText]) -> tuple[Tensor, Tensor, Tensor]:
    """States, where there are words, and sentence numbers, filled up to the longest text."""
    width, hidden = max(1, *(len(text.states) for text in texts)), texts[0].states.shape[1]
    states = torch.zeros(len(texts), width, hidden)
    words = torch.zeros(len(texts), width)
    sentences = torch.zeros(len(texts), width, dtype=torch.long)
    for row, text in enumerate(texts):
        count = len(text.states)
        states[row, :count], words[row, :count] = text.states.float(), 1
        sentences[row, :count] = text.sentences
    return states, words, sentences

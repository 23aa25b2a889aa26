"""Second stage: questions find their passages, in every direction, without forgetting the first.

A step holds passages with a few questions each. Its passages, and a queue of those of the last
steps, are what each question must tell its own from. The loss of the first stage stays beside it
on a batch of pairs, and passages that have an English side stay near the teacher's vector of it.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from index.training.batching import plan_batches
from index.training.data import Pair, Question
from index.training.distillation import SCALE, Distillation, products
from index.training.loop import Rates, Stage
from index.training.mixture import Asked, Passage, ask_passage, ask_plain
from index.training.student import encode

PASSAGES = 24
QUEUE = 240
SAME = 0.95
TOKENS_OF_A_PAIR = 32


@dataclass(frozen=True, slots=True)
class Searches:
    """What can be asked for: passages that were put together, and people's with questions."""

    joined: Sequence[Passage]
    asked: Sequence[tuple[str, tuple[str, ...]]]
    # How often each of the first `often` that people asked about comes round; the others once.
    often: int
    rounds: int


def group_questions(questions: Sequence[Question]) -> list[tuple[str, tuple[str, ...]]]:
    """Bring together the questions of each passage, in the order of the passages."""
    grouped: dict[str, list[str]] = {}
    for row in questions:
        grouped.setdefault(row.passage, []).append(row.question)
    return [(passage, tuple(asked)) for passage, asked in grouped.items()]


def plan_searches(searches: Searches, seed: int) -> list[list[tuple[str, int]]]:
    """Make batches of places in `joined` or in `asked`, each of one kind.

    Passages of one kind are harder to tell apart than a mixture would be.
    """
    generator = random.Random(seed)
    batches: list[list[tuple[str, int]]] = []
    joined = generator.sample(range(len(searches.joined)), len(searches.joined))
    batches += _cut([("joined", place) for place in joined])
    for turn in range(searches.rounds):
        count = searches.often if turn else len(searches.asked)
        asked = generator.sample(range(count), count)
        batches += _cut([("asked", place) for place in asked])
    generator.shuffle(batches)
    return batches


def _cut(places: list[tuple[str, int]]) -> list[list[tuple[str, int]]]:
    return [places[first : first + PASSAGES] for first in range(0, len(places), PASSAGES)]


class Contrast:
    """The loss of a step of questions and passages."""

    def __init__(self, distillation: Distillation) -> None:
        self.distillation = distillation
        self.queue = torch.zeros((0, distillation.student.bert.config.hidden_size))

    def loss(self, batch: Sequence[Asked]) -> Tensor:
        """Compute the loss of passages with their questions."""
        own = self.distillation
        passages = encode(own.student, own.student_tokens, [asked.passage for asked in batch])
        questions = [text for asked in batch for text in asked.questions]
        labels = [place for place, asked in enumerate(batch) for _ in asked.questions]
        vectors = encode(own.student, own.student_tokens, questions)
        bank = torch.cat([passages, self.queue.to(passages.device)])
        targets = torch.tensor(labels, device=passages.device)
        # The queue may hold the passage itself, from an earlier turn.
        same = products(passages.detach(), bank) > SAME
        same[:, : len(passages)].fill_diagonal_(False)
        scores = (SCALE * products(vectors, bank)).masked_fill(same[targets], -1e4)
        loss = nn.functional.cross_entropy(scores, targets)
        self.queue = torch.cat([passages.detach().float(), self.queue.to(passages.device)])[:QUEUE]
        return loss + self._closeness(batch, passages)

    def _closeness(self, batch: Sequence[Asked], passages: Tensor) -> Tensor:
        """Keep passages with an English side near the teacher's vector of it."""
        places = [place for place, asked in enumerate(batch) if asked.twin is not None]
        if not places:
            return passages.new_zeros(())
        own = self.distillation
        target = own.teacher.targets([batch[place].twin or "" for place in places]).to(
            passages.device
        )
        return 1 - (passages[places] * target).sum(1).mean()


def contrast_stage(
    contrast: Contrast,
    searches: Searches,
    pairs: Sequence[Pair],
    rates: Rates,
    beside: int,
    seed: int,
) -> Stage:
    """Plan one pass; `beside` is the most pairs that are distilled at each step."""
    batches = plan_searches(searches, seed)
    lengths = contrast.distillation.student_tokens.lengths([pair.chinese for pair in pairs])
    kept_beside = plan_batches(lengths, beside * TOKENS_OF_A_PAIR, beside, seed)

    def loss(step: int) -> Tensor:
        generator = random.Random(seed * 1_000_003 + step)
        asked = [_ask(searches, kind, place, generator) for kind, place in batches[step]]
        rows = [pairs[place] for place in kept_beside[step % len(kept_beside)]]
        english, chinese = [row.english for row in rows], [row.chinese for row in rows]
        kept = contrast.distillation.loss(english, chinese, with_english=step % 2 == 0)
        return contrast.loss(asked) + kept

    def recall(memory: dict[str, Tensor]) -> None:
        contrast.queue = memory["passages"]
        contrast.distillation.queue = memory["queue"]

    def memory() -> dict[str, Tensor]:
        return {"passages": contrast.queue, "queue": contrast.distillation.queue}

    return Stage("contrast", len(batches), rates, loss, memory, recall)


def _ask(searches: Searches, kind: str, place: int, generator: random.Random) -> Asked:
    if kind == "joined":
        return ask_passage(searches.joined[place], generator)
    passage, questions = searches.asked[place]
    return ask_plain(passage, questions, generator)

"""First stage: both sides of a pair are drawn to the teacher's vector of the English side.

The teacher is frozen, so its vectors of earlier batches stay true and serve as negatives: a queue
of some thousands costs one small product and stands in for a large batch.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from index.training.batching import Tokens, plan_batches
from index.training.data import Pair
from index.training.loop import Rates, Stage
from index.training.student import TextEncoder, encode
from index.training.teachers import Teacher

SCALE = 20.0
QUEUE = 6_144
# Negatives this near to the wanted vector say the same thing and are left out.
TOO_NEAR = 0.85


class Distillation:
    """The loss of a step: closeness to the teacher, and contrast against its earlier vectors."""

    def __init__(
        self,
        student: TextEncoder,
        student_tokens: Tokens,
        teacher: Teacher,
    ) -> None:
        self.student, self.student_tokens = student, student_tokens
        self.teacher = teacher
        self.queue = torch.zeros((0, student.bert.config.hidden_size))

    def loss(self, english: Sequence[str], chinese: Sequence[str], with_english: bool) -> Tensor:
        """Compute the loss of a batch; English is encoded by the student only if asked."""
        vectors = encode(self.student, self.student_tokens, chinese)
        target = self.teacher.targets(english).to(vectors.device)
        loss = 1 - (vectors * target).sum(1).mean() + self._contrast(vectors, target)
        if with_english:
            own = encode(self.student, self.student_tokens, english)
            loss = loss + 1 - (own * target).sum(1).mean()
            loss = loss + 0.5 * (in_batch(own, vectors, target) + in_batch(vectors, own, target))
        self.queue = torch.cat([target, self.queue.to(target.device)])[:QUEUE]
        return loss

    def _contrast(self, vectors: Tensor, target: Tensor) -> Tensor:
        bank = torch.cat([target, self.queue.to(target.device)])
        scores = SCALE * products(vectors, bank)
        near = products(target, bank) > TOO_NEAR
        near[:, : len(target)].fill_diagonal_(False)
        labels = torch.arange(len(target), device=target.device)
        return 0.5 * nn.functional.cross_entropy(scores.masked_fill(near, -1e4), labels)


def in_batch(rows: Tensor, columns: Tensor, target: Tensor) -> Tensor:
    """Contrast rows with columns of the same place; texts that say the same do not compete."""
    near = products(target, target) > TOO_NEAR
    near.fill_diagonal_(False)
    labels = torch.arange(len(rows), device=rows.device)
    scores = (SCALE * products(rows, columns)).masked_fill(near, -1e4)
    return nn.functional.cross_entropy(scores, labels)


def products(rows: Tensor, columns: Tensor) -> Tensor:
    """Multiply in single precision, also under autocast: differences of scores are small."""
    with torch.autocast(rows.device.type, enabled=False):
        return rows.float() @ columns.float().T


def distillation_stage(
    distillation: Distillation, pairs: Sequence[Pair], rates: Rates, budget: int, seed: int
) -> Stage:
    """Plan one pass over the pairs, long and short ones in batches of their own."""
    lengths = distillation.student_tokens.lengths([pair.chinese for pair in pairs])
    batches = plan_batches(lengths, budget, budget // 16, seed)

    def loss(step: int) -> Tensor:
        rows = [pairs[place] for place in batches[step]]
        english, chinese = [row.english for row in rows], [row.chinese for row in rows]
        return distillation.loss(english, chinese, with_english=step % 4 == 0)

    def recall(memory: dict[str, Tensor]) -> None:
        distillation.queue = memory["queue"]

    return Stage(
        "distillation", len(batches), rates, loss, lambda: {"queue": distillation.queue}, recall
    )

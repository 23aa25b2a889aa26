"""Trains the reader: `python -m index.training reader`.

The encoder stays as it is; what is learned are low-rank changes of all its products (LoRA, Hu et
al. 2021), the mark of a second part, and a head. So the file is small, and what the encoder knows
of two languages is not lost to questions that people asked in one. A step reads some questions,
each with the sentences that answer and with others, and asks both for the right order among them
and for each one whether it answers.
"""

import hashlib
import logging
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from index.encoders.answer_verifier import join_ids
from index.encoders.base import Pair
from index.encoders.loading import fingerprint_of
from index.training.data import read_folder
from index.training.errors import StartUnfit
from index.training.holdout import hold_out
from index.training.loop import Rates, Stage, run_stage
from index.training.student import load_bert
from index.training.verifier_data import Reading, find_readings

log = logging.getLogger(__name__)

SCALE = 2.0
"""Times the changes: they start at nothing and are wanted sooner than weights move."""

CHUNK = 8
"""So many texts of like length are computed together."""

REST_IS_READ = {True: 0.9, False: 0.35}
"""How often the right passage's other sentences are among the wrong ones: a made question was cut
out of its sentence, of people's questions nobody says where else they are answered."""

CHANGED = ("query", "key", "value", "dense")


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """What a run may vary."""

    steps: int = 2_100
    rate: float = 6e-4
    rank: int = 32
    questions: int = 8
    joined: int = 1_700
    glossed: float = 0.4
    seed: int = 7


class Changed(nn.Module):
    """A product that stays, and the product of two narrow ones that is added to it."""

    def __init__(self, product: nn.Linear, rank: int) -> None:
        super().__init__()
        self.product = product
        self.down = nn.Parameter(torch.randn(rank, product.in_features))
        self.down.data /= math.sqrt(product.in_features)
        self.up = nn.Parameter(torch.zeros(product.out_features, rank))

    def forward(self, rows: Tensor) -> Tensor:
        """Give the rows times the changed weights."""
        product: Tensor = self.product(rows)
        return product + SCALE * F.linear(F.linear(rows, self.down), self.up)


class TrainedReader(nn.Module):
    """The encoder with changes, and a head that scores what it gives."""

    def __init__(self, model: Path, rank: int) -> None:
        super().__init__()
        self._fingerprint = fingerprint_of(model)
        self._tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.bert = load_bert(model)
        self.bert.requires_grad_(False)
        for module in list(self.bert.encoder.modules()):
            for name, child in list(module.named_children()):
                if name in CHANGED and isinstance(child, nn.Linear):
                    setattr(module, name, Changed(child, rank))
        size = int(self.bert.config.hidden_size)
        self.second = nn.Parameter(torch.zeros(size))
        self.head = nn.Sequential(nn.Linear(3 * size, size), nn.GELU(), nn.Linear(size, 1))

    def forward(self, pairs: Sequence[Pair]) -> Tensor:
        """Score questions with sentences; the log-odds that they answer, shape (pairs,)."""
        texts = [join_ids(self._tokenizer, *pair) for pair in pairs]
        order = sorted(range(len(texts)), key=lambda place: sum(map(len, texts[place])))
        scores: dict[int, Tensor] = {}
        for first in range(0, len(order), CHUNK):
            places = order[first : first + CHUNK]
            found = self._score([texts[place] for place in places])
            scores.update(zip(places, found, strict=True))
        return torch.stack([scores[place] for place in range(len(texts))])

    def save(self, path: Path) -> None:
        """Write what index/encoders/answer_verifier.py reads, in half precision."""
        halves = {
            name: (scale * value).detach().half().contiguous()
            for name, (value, scale) in self._learned().items()
        }
        save_file(halves, path, metadata={"encoder": self._fingerprint})

    def go_on_from(self, path: Path) -> None:
        """Take what `save` wrote.

        Raises:
            StartUnfit: it was written for another encoder or with another rank, or not by `save`.
        """
        try:
            with safe_open(path, framework="pt") as file:
                if (file.metadata() or {}).get("encoder") != self._fingerprint:
                    raise StartUnfit(path, "it reads with another encoder")
                for name, (value, scale) in self._learned().items():
                    found = file.get_tensor(name)
                    if found.shape != value.shape:
                        raise StartUnfit(path, f"{name} is of shape {tuple(found.shape)}")
                    value.data.copy_(found / scale)
        except (OSError, SafetensorError) as error:
            raise StartUnfit(path, str(error)) from error

    def _learned(self) -> dict[str, tuple[nn.Parameter, float]]:
        """Everything that is learned by its name in the file, and times what it is there."""
        learned = {"second": (self.second, 1.0)}
        learned |= {f"head.{name}": (value, 1.0) for name, value in self.head.named_parameters()}
        for name, module in self.bert.named_modules():
            if isinstance(module, Changed):
                learned |= {f"{name}.down": (module.down, 1.0), f"{name}.up": (module.up, SCALE)}
        return learned

    def _score(self, texts: Sequence[tuple[list[int], list[int]]]) -> Tensor:
        width = max(len(asked) + len(read) for asked, read in texts)
        ids = torch.zeros((len(texts), width), dtype=torch.long)
        first, second = torch.zeros(2, len(texts), width, 1)
        for row, (asked, read) in enumerate(texts):
            end = len(asked) + len(read)
            ids[row, :end] = torch.tensor([*asked, *read])
            first[row, : len(asked)] = second[row, len(asked) : end] = 1
        embedded = self.bert.embeddings.word_embeddings(ids) + second * self.second
        mask = (first + second).squeeze(-1)
        states = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state.float()
        views = [
            states[:, 0],
            (states * first).sum(1) / first.sum(1),
            states.masked_fill(second == 0, -1e4).amax(1),
        ]
        scores: Tensor = self.head(torch.cat(views, dim=-1)).squeeze(-1)
        return scores


def train_reader(
    folder: Path,
    model: Path,
    out: Path,
    work: Path,
    settings: ReaderSettings | None = None,
    start: Path | None = None,
) -> None:
    """Train a reader for the model on the folder's questions.

    Args:
        folder: the training data.
        model: the encoder's folder.
        out: the file to write.
        work: where the checkpoint is kept; the same call, made again, resumes.
        settings: what a run may vary.
        start: the file of a reader to go on from.

    Raises:
        StartUnfit: `start` is no reader of this model and rank.
    """
    settings = settings or ReaderSettings()
    torch.manual_seed(settings.seed)
    reader = TrainedReader(model, settings.rank)
    if start is not None:
        reader.go_on_from(start)
    data, _ = hold_out(read_folder(folder), settings.seed)
    readings = find_readings(data, model, settings.joined, settings.glossed, settings.seed)
    log.info("reading %d questions", len(readings))

    def loss(step: int) -> Tensor:
        generator = random.Random(settings.seed * 1_000_003 + step)
        drawn = generator.sample(readings, min(settings.questions, len(readings)))
        return loss_of(reader, drawn, generator)

    # What it starts from is part of what a checkpoint must be of.
    begun = f" from {hashlib.sha256(start.read_bytes()).hexdigest()[:8]}" if start else ""
    stage = Stage(f"reader{begun}", settings.steps, Rates(settings.rate, 0.0), loss)
    checkpoint = work / "reader.pt"
    run_stage(reader, stage, checkpoint)
    reader.save(out)
    checkpoint.unlink()


def loss_of(reader: TrainedReader, drawn: Sequence[Reading], generator: random.Random) -> Tensor:
    """The mean loss of order among the sentences of a question and of each by itself."""
    lists = [list(_found(reading, generator)) for reading in drawn]
    pairs = [
        reading.pair(found)
        for reading, several in zip(drawn, lists, strict=True)
        for found in several
    ]
    scores = reader(pairs)
    split = scores.split([len(several) for several in lists])
    order = torch.stack([-F.log_softmax(part, dim=0)[0] for part in split]).mean()
    right = torch.cat([F.one_hot(torch.tensor(0), len(several)) for several in lists]).float()
    return order + F.binary_cross_entropy_with_logits(scores, right, pos_weight=torch.tensor(2.0))


def _found(reading: Reading, generator: random.Random) -> Iterator[Sequence[str]]:
    """The sentences that answer, then some that do not."""
    yield reading.right
    yield from generator.sample(reading.others, min(2, len(reading.others)))
    if reading.rest and generator.random() < REST_IS_READ[reading.is_made]:
        near = sorted(reading.rest, key=lambda text: -_shared(text, reading.question))
        yield near[: generator.choice((1, 2, 2))]


def _shared(one: str, other: str) -> int:
    """How many pairs of neighbouring characters two texts share."""
    return len(
        {one[i : i + 2] for i in range(len(one))} & {other[i : i + 2] for i in range(len(other))}
    )

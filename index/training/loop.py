"""One training loop for every stage: rates, bfloat16 where it is fast, checkpoints, progress."""

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from index.encoders.processor import fast_products
from index.training.errors import CheckpointMismatch

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast to learn: peaks for the transformer and the embeddings, share of warming up."""

    transformer: float
    embeddings: float
    warmup: float = 0.03
    decay: float = 0.01


@dataclass(frozen=True, slots=True)
class Stage:
    """A named number of steps; `loss` computes one of them, given its number."""

    name: str
    steps: int
    rates: Rates
    loss: Callable[[int], Tensor]
    # Tensors that a stage carries from step to step, such as its queue of negatives.
    memory: Callable[[], dict[str, Tensor]] = dict
    recall: Callable[[dict[str, Tensor]], None] = lambda memory: None


def run_stage(
    model: nn.Module,
    stage: Stage,
    checkpoint: Path,
    *,
    until: int | None = None,
    save_seconds: float = 300,
    on_progress: Callable[[int], None] | None = None,
) -> None:
    """Train the model for the stage, from its checkpoint if there is one.

    Args:
        model: trained in place.
        stage: what to do.
        checkpoint: a file that is rewritten every `save_seconds` and removed by the caller.
        until: the step to stop before; the rates still fall as if all were taken.
        save_seconds: what an interrupted run may lose.
        on_progress: called after each step with its number.
    """
    optimizer = _optimizer(model, stage.rates)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _share(step, stage.steps, stage.rates.warmup)
    )
    first = _resume(model, optimizer, schedule, stage, checkpoint)
    device = next(model.parameters()).device
    model.train()
    began = saved = time.monotonic()
    average = 0.0
    last = stage.steps if until is None else min(until, stage.steps)
    for step in range(first, last):
        with fast_products(device.type):
            loss = stage.loss(step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        average = loss.item() if step == first else 0.98 * average + 0.02 * loss.item()
        now = time.monotonic()
        if step % 50 == 0 or step + 1 == last:
            left = (now - began) / (step + 1 - first) * (last - step - 1)
            log.info(
                "%s: step %d of %d, loss %.4f, %.0f s gone, %.0f s left",
                stage.name, step + 1, last, average, now - began, left,
            )  # fmt: skip
        if now - saved > save_seconds or step + 1 == last:
            _save(model, optimizer, schedule, stage, step + 1, checkpoint)
            saved = time.monotonic()
        if on_progress is not None:
            on_progress(step)
    model.eval()


def _optimizer(model: nn.Module, rates: Rates) -> torch.optim.Optimizer:
    embeddings: list[nn.Parameter] = []
    transformer: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        (embeddings if "word_embeddings" in name else transformer).append(parameter)
    groups = [
        {"params": transformer, "lr": rates.transformer, "weight_decay": rates.decay},
        {"params": embeddings, "lr": rates.embeddings, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, fused=True, betas=(0.9, 0.98))


def _share(step: int, steps: int, warmup: float) -> float:
    """Give the share of the peak rate at a step: up in a line, then down in a line to zero."""
    rising = max(1, round(steps * warmup))
    return min((step + 1) / rising, max(0.0, (steps - step) / max(1, steps - rising)))


def _settings(stage: Stage) -> str:
    text = json.dumps([stage.name, stage.steps, repr(stage.rates)])
    return hashlib.sha256(text.encode()).hexdigest()


def _save(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    schedule: Any,  # noqa: ANN401 - torch's schedulers share no public base with state_dict
    stage: Stage,
    step: int,
    path: Path,
) -> None:
    """Write beside the old checkpoint and then replace it: an interruption leaves one of them."""
    state = {
        "settings": _settings(stage),
        "step": step,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "memory": stage.memory(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    torch.save(state, fresh)
    os.replace(fresh, path)


def _resume(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    schedule: Any,  # noqa: ANN401 - as above
    stage: Stage,
    path: Path,
) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, map_location=next(model.parameters()).device, weights_only=True)
    if state["settings"] != _settings(stage):
        raise CheckpointMismatch(path)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    stage.recall(state["memory"])
    log.info("%s: going on after step %d", stage.name, state["step"])
    return int(state["step"])

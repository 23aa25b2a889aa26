"""From a folder of data to a model folder: the stages one after another, each kept when done.

Everything between lies in the work folder. A stage whose model is there is passed over, one whose
checkpoint is there goes on from it; so the same command, given again, resumes.
"""

import logging
import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from index.training.batching import Tokens
from index.training.closed_form import weighted_means
from index.training.contrast import Contrast, Searches, contrast_stage, group_questions
from index.training.data import Pair, TrainingData, read_folder
from index.training.distillation import Distillation, distillation_stage
from index.training.e5_recipe import load_teachers, prepare_e5
from index.training.evaluation import Yardstick, mean_ndcg, measure, sentence_transformer
from index.training.holdout import hold_out
from index.training.loop import Rates, Stage, run_stage
from index.training.mixture import (
    Passage,
    choose_entries,
    choose_pairs,
    choose_questions,
    is_running_prose,
    join_passages,
)
from index.training.small_e5 import SmallE5, base_file
from index.training.start import build_start
from index.training.student import (
    LONGEST,
    TextEncoder,
    between,
    load_bert,
    save_student,
    teacher_folder,
    word_embeddings,
)
from index.training.teachers import OneTeacher, Teacher

log = logging.getLogger(__name__)

STAGES = ("start", "distilled", "contrasted", "averaged")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may vary; the defaults made the model that is shipped."""

    seed: int = 7
    chinese_entries: int = 28_000
    distillation: Rates = field(default_factory=lambda: Rates(1e-4, 3e-4))
    contrast: Rates = field(default_factory=lambda: Rates(5e-5, 1.5e-4, warmup=0.04))
    # Tokens of Chinese in a batch of distillation.
    budget: int = 6_000
    joined: int = 4_000
    rounds: int = 4
    beside: int = 64
    # Share of the planned steps of distillation to take; the rates still run as for all of them.
    until: float = 0.52
    # Share of the planned steps of the second stage; its rates fall to zero over these.
    share: float = 0.66
    # Share of the second stage in the mean with an earlier one, which is better than either.
    mean: float = 0.75
    save_seconds: float = 300


# A start that knows both languages is to keep what it knows: it learns at half the rate.
E5_SETTINGS = Settings(
    distillation=Rates(6e-5, 1.5e-4), contrast=Rates(3e-5, 7.5e-5, warmup=0.04), mean=0.6
)


def train(
    folder: Path,
    out: Path,
    work: Path,
    settings: Settings | None = None,
    teacher: Path | None = None,
    device: str | None = None,
    first: Path | None = None,
) -> None:
    """Train an encoder from the folder and write the best stage of it to `out`.

    Args:
        folder: the training data.
        out: where the model goes.
        work: where stages and checkpoints are kept.
        settings: what a run may vary.
        teacher: folder of all-MiniLM-L6-v2; with `first`, the file of multilingual-e5-small.
        device: cpu or cuda.
        first: folder of an encoder trained before. With it the run starts from
            multilingual-e5-small and is taught by both; else by all-MiniLM-L6-v2 alone.
    """
    settings = settings or (Settings() if first is None else E5_SETTINGS)
    data, yardsticks = hold_out(read_folder(folder), settings.seed)
    run = Run(data, work, settings, teacher, torch.device(device or _best_device()), first)
    run.start()
    run.distil()
    run.contrast()
    run.average()
    best = max(STAGES, key=lambda stage: score(work / stage, yardsticks))
    log.info("the best stage on the held-out rows is %r", best)
    replace_folder(work / best, out)


def score(model: Path, yardsticks: list[Yardstick]) -> float:
    """Give the mean nDCG@10 of the model over all slices, and log it."""
    encode = sentence_transformer(model)
    value = mean_ndcg([row for yardstick in yardsticks for row in measure(yardstick, encode)])
    log.info("%s: nDCG@10 %.4f on held-out rows", model.name, value)
    return value


def replace_folder(source: Path, target: Path) -> None:
    """Put a copy of a folder in the place of another, by way of a sibling."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(source, fresh)
    if target.exists():
        shutil.rmtree(target)
    os.replace(fresh, target)


class Run:
    """What the trained stages share: the data they draw from and the models they load."""

    def __init__(
        self,
        data: TrainingData,
        work: Path,
        settings: Settings,
        teacher: Path | None,
        device: torch.device,
        first: Path | None = None,
    ) -> None:
        self.data, self.work, self.settings = data, work, settings
        self.teacher, self.device, self.first = teacher, device, first
        torch.manual_seed(settings.seed)
        self.pairs = choose_pairs(data, settings.seed)

    def start(self) -> None:
        """Write the model that the stages start from, unless it is there."""
        settings, folder = self.settings, self.work / STAGES[0]
        if folder.exists():
            return
        if self.first is None:
            teacher = teacher_folder(self.teacher)
            build_start(self.data, teacher, folder, settings.chinese_entries, settings.seed)
        else:
            e5 = SmallE5(self.teacher or base_file())
            prepare_e5(self.data, e5, self.first, folder, settings.seed)

    def distil(self) -> None:
        """Train the first stage, unless its model is there."""
        if (self.work / STAGES[1]).exists():
            return
        seed = self.settings.seed
        distillation = self._distillation(STAGES[0])
        joined = [Pair(one.text("en"), one.text("zh"), "joined") for one in self._joined()]
        rows = [*self.pairs, *joined, *choose_entries(self.data, seed)]
        log.info("distilling %d rows, %d of them joined", len(rows), len(joined))
        stage = distillation_stage(
            distillation, rows, self.settings.distillation, self.settings.budget, seed
        )
        self._finish(distillation, stage, STAGES[1], self.settings.until)

    def contrast(self) -> None:
        """Train the second stage, unless its model is there."""
        if (self.work / STAGES[2]).exists():
            return
        distillation = self._distillation(STAGES[1])
        seed, settings = self.settings.seed, self.settings
        people, others = choose_questions(self.data, seed)
        often, once = group_questions(people), group_questions(others)
        joined = self._joined()
        random.Random(seed).shuffle(joined)
        searches = Searches(joined[: settings.joined], [*often, *once], len(often), settings.rounds)
        beside = [pair for pair in self.pairs if is_running_prose(pair)]
        beside += choose_entries(self.data, seed)[: len(beside) // 5]
        stage = contrast_stage(
            Contrast(distillation), searches, beside, settings.contrast, settings.beside, seed
        )
        stage = replace(stage, steps=max(1, round(stage.steps * settings.share)))
        self._finish(distillation, stage, STAGES[2], 1.0)

    def average(self) -> None:
        """Write a weighted mean with the weights of the last stage, unless it is there.

        The other part is the stage before; or the start, where that knew both languages already:
        what training took from it comes back, and most of what it gave stays.
        """
        if (self.work / STAGES[3]).exists():
            return
        earlier = STAGES[1] if self.first is None else STAGES[0]
        before, after = load_bert(self.work / earlier), load_bert(self.work / STAGES[2])
        tokenizer = Tokenizer.from_file(str(self.work / STAGES[0] / "tokenizer.json"))
        mean = between(before, after, self.settings.mean)
        save_student(mean, tokenizer, self.work / STAGES[3])

    def _distillation(self, start: str) -> Distillation:
        return Distillation(*self._model(self.work / start), self._teacher())

    def _teacher(self) -> Teacher:
        if self.first is not None:
            return load_teachers(self.first, self.work)
        model, tokens = self._model(teacher_folder(self.teacher))
        return OneTeacher(model.eval(), tokens)

    def _model(self, folder: Path) -> tuple[TextEncoder, Tokens]:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        model = TextEncoder(load_bert(folder)).to(self.device)
        return model, Tokens(tokenizer, LONGEST, self.device)

    def _joined(self) -> list[Passage]:
        return joined_passages(self.pairs, self.work / STAGES[0], self.settings.seed)

    def _finish(self, trained: Distillation, stage: Stage, name: str, until: float) -> None:
        checkpoint = self.work / f"{stage.name}.pt"
        run_stage(
            trained.student,
            stage,
            checkpoint,
            until=round(stage.steps * until),
            save_seconds=self.settings.save_seconds,
        )
        tokenizer = Tokenizer.from_file(str(self.work / STAGES[0] / "tokenizer.json"))
        save_student(trained.student.bert.cpu(), tokenizer, self.work / name)
        checkpoint.unlink()


def joined_passages(pairs: Sequence[Pair], model: Path, seed: int) -> list[Passage]:
    """Join prose into passages, near rows told by the model's word embeddings."""
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    texts = [pair.english for pair in pairs]
    encoded = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    words = word_embeddings(load_bert(model))
    means = weighted_means([row.ids for row in encoded], len(words)) @ (words - words.mean(0))
    return join_passages(pairs, np.asarray(means, dtype=np.float32), seed)


def _best_device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"

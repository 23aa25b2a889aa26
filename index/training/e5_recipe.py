"""What a run from multilingual-e5-small needs before its stages: the start and both teachers.

All of it lies in the work folder when it is done: the whole model, as a teacher; the model cut to
two languages, as the start; and the targets that were fitted on both teachers' vectors.
"""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from index.encoders.loading import load_encoder
from index.training.batching import Tokens
from index.training.checkpoint_folding import fold_table
from index.training.data import Pair, TrainingData
from index.training.e5_start import cut_to_two_languages, make_e5_model, make_e5_tokenizer
from index.training.small_e5 import SmallE5
from index.training.start import MOST_PER_SOURCE
from index.training.student import LONGEST, TextEncoder, load_bert, save_student
from index.training.targets import Targets, Vectors, fit_targets
from index.training.teachers import TwoTeachers
from index.training.vocabulary import chinese_texts

TEACHER, TARGETS = "e5", "targets.npz"
FITTED_ON = 1_500
READ_AT_ONCE = 16


def prepare_e5(data: TrainingData, e5: SmallE5, first: Path, start: Path, seed: int) -> None:
    """Write the start to its folder, and beside it the teacher and the targets.

    Args:
        data: what will be trained on; its texts decide which pieces are kept.
        e5: the whole model.
        first: folder of an encoder that finds across languages.
        start: where the start goes.
        seed: decides what the targets are fitted on.
    """
    table = fold_table(chinese_texts(data, MOST_PER_SOURCE))
    every = range(len(e5.pieces))
    whole = make_e5_model(e5, every), make_e5_tokenizer(e5, every, {})
    save_student(*whole, start.parent / TEACHER)
    pairs = random.Random(seed).sample(data.pairs, min(FITTED_ON, len(data.pairs)))
    texts = [*(pair.english for pair in data.pairs), *chinese_texts(data, MOST_PER_SOURCE)]
    save_student(*cut_to_two_languages(e5, texts, table), start)
    _fit(load_teachers(first, start.parent, fitted=False), pairs, start)


def load_teachers(first: Path, work: Path, *, fitted: bool = True) -> TwoTeachers:
    """Load both teachers, with the targets unless those are still to be fitted."""
    teachers = TwoTeachers(load_encoder(str(first)), load_encoder(str(work / TEACHER)))
    if fitted:
        with np.load(work / TARGETS) as kept:
            means = kept["first"], kept["second"]
            teachers.fitted = Targets(means, kept["projection"], kept["centre"])
    return teachers


def _fit(teachers: TwoTeachers, pairs: Sequence[Pair], start: Path) -> None:
    """Fit the targets, and centre the start, whose last layer then leaves the mean out."""
    bert = load_bert(start)
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    student = TextEncoder(bert), Tokens(tokenizer, LONGEST, torch.device("cpu"))
    english = _means(*student, [pair.english for pair in pairs])
    chinese = _means(*student, [pair.chinese for pair in pairs])
    centre = (english.mean(axis=0) + chinese.mean(axis=0)) / 2
    first, second = teachers.vectors([pair.english for pair in pairs])
    targets = fit_targets(first, second, english, centre)
    with torch.no_grad():
        last = f"encoder.layer.{bert.config.num_hidden_layers - 1}.output.LayerNorm.bias"
        bert.get_parameter(last).sub_(torch.from_numpy(centre))
    np.savez(
        start.parent / TARGETS,
        first=targets.means[0],
        second=targets.means[1],
        projection=targets.projection,
        centre=targets.centre,
    )
    save_student(bert, tokenizer, start)


def _means(model: TextEncoder, tokens: Tokens, texts: Sequence[str]) -> Vectors:
    """The mean of each text's states, of whatever length."""
    found = []
    for first in range(0, len(texts), READ_AT_ONCE):
        part = texts[first : first + READ_AT_ONCE]
        batch = tokens.batch(part)
        with torch.inference_mode():
            states = model.states(batch.ids, batch.mask)
        weights = batch.mask.unsqueeze(-1).float()
        found.append(((states * weights).sum(1) / weights.sum(1).clamp(min=1))[: len(part)])
    return np.asarray(torch.cat(found).numpy(), np.float32)

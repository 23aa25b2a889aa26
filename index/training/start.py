"""The start of a run: vocabulary, tokenizer and closed-form embeddings, as a model folder."""

import json
import logging
import random
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.training.checkpoint_folding import fold_table
from index.training.closed_form import solve_embeddings
from index.training.data import TrainingData
from index.training.student import load_bert, save_student, with_vocabulary, word_embeddings
from index.training.tokenizer import SPECIALS, build_tokenizer
from index.training.vocabulary import build_vocabulary, chinese_texts

log = logging.getLogger(__name__)

MOST_PER_SOURCE = 40_000
MOST_PER_LEXICON = 150_000


def build_start(
    data: TrainingData, teacher: Path, folder: Path, chinese_entries: int, seed: int
) -> None:
    """Write the closed-form model: the teacher with a Chinese vocabulary, nothing trained yet."""
    texts = chinese_texts(data, MOST_PER_LEXICON)
    log.info("folding table from %d texts", len(texts))
    table = fold_table(texts)
    pieces: dict[str, int] = json.loads((teacher / "tokenizer.json").read_text(encoding="utf-8"))[
        "model"
    ]["vocab"]
    tokens, origins = build_vocabulary(
        sorted(pieces, key=pieces.__getitem__),
        chinese_texts(data, MOST_PER_SOURCE),
        table,
        chinese_entries,
    )
    tokenizer = build_tokenizer(tokens, table)
    bert = load_bert(teacher)
    taught = word_embeddings(bert)
    known = np.zeros((len(tokens), taught.shape[1]), dtype=np.float32)
    is_new = np.ones(len(tokens), dtype=np.bool_)
    for place, token in enumerate(tokens):
        if token in origins:
            known[place] = taught[pieces[origins[token]]]
            is_new[place] = False
    english, chinese = _aligned(data, seed)
    log.info("tokenizing %d pairs", len(english))
    embeddings = solve_embeddings(_ids(tokenizer, english), _ids(tokenizer, chinese), known, is_new)
    save_student(with_vocabulary(bert, embeddings), tokenizer, folder)


def _aligned(data: TrainingData, seed: int) -> tuple[list[str], list[str]]:
    """Give sentences and dictionary entries, at most so many of each source."""
    rows = [(pair.source, pair.english, pair.chinese) for pair in data.pairs]
    random.Random(seed).shuffle(rows)
    taken: dict[str, int] = {}
    english, chinese = [], []
    for source, left, right in rows:
        taken[source] = taken.get(source, 0) + 1
        if taken[source] <= MOST_PER_SOURCE:
            english.append(left)
            chinese.append(right)
    for entry in data.entries:
        if not entry.variants and entry.renderings:
            english.append("; ".join(entry.renderings[:4]))
            chinese.append(entry.chinese)
    return english, chinese


def _ids(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    special = set(range(len(SPECIALS)))
    return [
        [token for token in encoding.ids if token not in special]
        for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    ]

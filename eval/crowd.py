"""A large library for measuring speed: real sentences, put together anew.

The words, lengths and frequencies are those of real text, so lists and vectors are as long as
they would be; what the paragraphs say is nonsense, so nothing about quality can be read from it.
"""

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from corpus.documents import Document, Language, Source
from corpus.readers.blocks import Body, assemble_document
from corpus.sentences import split_sentences

PARAGRAPHS = 100  # in a document
# Characters of a paragraph: large enough to be a passage of its own, too small to be cut.
SIZES: Mapping[Language, tuple[int, int]] = {"zh-Hant": (140, 330), "en": (500, 1100)}


def crowd(
    texts: Mapping[Language, Sequence[str]], passages: int, seed: int = 1
) -> Iterator[Document]:
    """Documents that give `passages` passages in all, equally many for each language.

    Args:
        texts: what the sentences are taken from, by language.
        passages: how many passages; rounded down to whole documents.
        seed: the same seed gives the same library.
    """
    for language, sources in texts.items():
        chance = random.Random(f"{seed}-{language}")
        paragraphs = _paragraphs(language, _sentences(sources), chance)
        for number in range(passages // len(texts) // PARAGRAPHS):
            document_id = f"crowd-{language.lower()}-{number:04d}"
            blocks = [Body(text) for text in islice(paragraphs, PARAGRAPHS)]
            source = Source(f"{document_id}.txt", "0" * 64, "text/plain")
            yield assemble_document(document_id, language, blocks, {"title": document_id}, source)


def benchmark_texts(folder: Path) -> dict[Language, list[str]]:
    """The passages of a benchmark folder (eval/yardsticks.py), by language."""
    texts: dict[Language, list[str]] = {}
    with (folder / "passages.jsonl").open(encoding="utf-8") as file:
        for line in file:
            passage = json.loads(line)
            language: Language = "en" if passage["lang"] == "en" else "zh-Hant"
            texts.setdefault(language, []).append(passage["text"])
    return texts


def _sentences(texts: Iterable[str]) -> list[str]:
    found = [text[start:end].strip() for text in texts for start, end in split_sentences(text)]
    return [sentence for sentence in found if sentence]


def _paragraphs(
    language: Language, sentences: Sequence[str], chance: random.Random
) -> Iterator[str]:
    least, most = SIZES[language]
    gap = " " if language == "en" else ""
    fitting = [sentence for sentence in sentences if len(sentence) <= most - least]
    while True:
        size, chosen = chance.randint(least, (least + most) // 2), list[str]()
        while len(gap.join(chosen)) < size:
            chosen.append(chance.choice(fitting))
        yield gap.join(chosen)

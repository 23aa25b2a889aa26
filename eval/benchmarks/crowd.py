"""A large library for measuring speed: real sentences, put together anew.

The words, lengths and frequencies are those of real text, so lists and vectors are as long as
they would be; what the paragraphs say is nonsense, so nothing about quality can be read from it.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from corpus.documents import Document, Language, Source
from corpus.readers.blocks import Body, assemble_document
from corpus.sentences import split_sentences
from corpus.shipped import shipped_documents
from eval.collections.loading import TAGS, load_passages

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
        paragraphs = crowd_paragraphs(language, sources, f"{seed}-{language}")
        for number in range(passages // len(texts) // PARAGRAPHS):
            document_id = f"crowd-{language.lower()}-{number:04d}"
            blocks = [Body(text) for text in islice(paragraphs, PARAGRAPHS)]
            source = Source(f"{document_id}.txt", "0" * 64, "text/plain")
            yield assemble_document(document_id, language, blocks, {"title": document_id}, source)


def open_texts(folders: Sequence[Path]) -> dict[Language, list[str]]:
    """The texts of benchmark folders by language; by default the shipped ones."""
    texts: dict[Language, list[str]] = {}
    for folder in folders:
        for passage in load_passages(folder / "passages.jsonl"):
            texts.setdefault(TAGS[passage.lang], []).append(passage.text)
    if not texts:
        texts["zh-Hant"] = [document.text for document in shipped_documents()]
    return texts


def sentences_of(texts: Iterable[str], language: Language) -> list[str]:
    """The different sentences of texts that stay whole beside others, in the order of the texts.

    One that ends without a mark would swallow the next.
    """
    gap = _gap(language)
    found = {
        text[start:end].strip(): None for text in texts for start, end in split_sentences(text)
    }
    return [sentence for sentence in found if sentence and _stands_alone(sentence, gap)]


def _stands_alone(sentence: str, gap: str) -> bool:
    twice = f"{sentence}{gap}{sentence}"
    return [twice[start:end].strip() for start, end in split_sentences(twice)] == [sentence] * 2


def _gap(language: Language) -> str:
    return " " if language == "en" else ""


def crowd_paragraphs(language: Language, texts: Iterable[str], seed: str) -> Iterator[str]:
    """Paragraphs without end, each a passage in size, of sentences of the texts."""
    least, most = SIZES[language]
    gap, chance = _gap(language), random.Random(seed)
    fitting = [text for text in sentences_of(texts, language) if len(text) <= most - least]
    while True:
        size, paragraph = chance.randint(least, (least + most) // 2), ""
        while len(paragraph) < size:
            longer = (
                f"{paragraph}{gap}{chance.choice(fitting)}" if paragraph else chance.choice(fitting)
            )
            if len(longer) > most:
                break  # it has the least size already: no fitting sentence is that long
            paragraph = longer
        yield paragraph

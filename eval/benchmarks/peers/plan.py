"""The steps of measuring peers: each system by itself, and ours over HTTP besides."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

from corpus.documents import Language
from eval.benchmarks.crowd import crowd_paragraphs, open_texts
from eval.benchmarks.figures import Figure
from eval.benchmarks.peers.conversation import Conversation, talking
from eval.benchmarks.peers.environments import OURS, environment, python_of
from eval.benchmarks.peers.measuring import measure_peer, measure_quality
from eval.benchmarks.peers.over_http import measure_over_http
from eval.collections.loading import PassageLine, load_yardstick

MOST_QUESTIONS = 300  # in measuring time; more would only make the slow ones slower
LANGUAGES: Sequence[tuple[Language, str]] = (("zh-Hant", "zh"), ("en", "en"))

Step = tuple[str, Callable[[], Iterable[Figure]]]


def peer_steps(
    names: Sequence[str],
    kinds: Sequence[str],
    texts: Path,
    filler: Path,
    passages: int,
    seconds: float,
    anew: bool,
) -> Iterator[Step]:
    """Name and measurement of each step; environments are made when a step begins."""
    yardstick = load_yardstick(texts)
    more = fill(filler, passages)

    size = len(yardstick.passages) + len(more)

    def quality(name: str) -> Iterator[Figure]:
        return of_system(name, measure_quality(_starter(name, anew), yardstick))

    def speed(name: str) -> Iterator[Figure]:
        found = measure_peer(_starter(name, anew), yardstick, more, MOST_QUESTIONS, seconds)
        return of_system(name, found)

    def over_http() -> Iterator[Figure]:
        found = measure_over_http(yardstick, more, MOST_QUESTIONS, seconds)
        return of_system(f"{OURS} over HTTP", found)

    for name in names:
        if "quality" in kinds:
            yield f"quality {yardstick.name}, {name}", partial(quality, name)
        if "speed" in kinds:
            yield f"speed {size}, {name}", partial(speed, name)
    if "speed" in kinds and OURS in names:
        yield f"speed {size}, {OURS} over HTTP", over_http


def fill(folder: Path, passages: int) -> list[PassageLine]:
    """So many recombined passages, half in each language that the folder has."""
    texts = open_texts([folder])
    lines = []
    for language, lang in LANGUAGES:
        if language in texts and passages:
            made = crowd_paragraphs(language, texts[language], f"filler-{lang}")
            lines += [
                PassageLine.model_validate(
                    {"passage_id": f"filler-{lang}-{number}", "lang": lang, "text": next(made)}
                )
                for number in range(passages // len(texts))
            ]
    return lines


def of_system(name: str, figures: Iterable[Figure]) -> Iterator[Figure]:
    """The same figures, told apart by the system that they are of."""
    return (replace(figure, at={"system": name, **figure.at}) for figure in figures)


def _starter(name: str, anew: bool) -> Callable[[], AbstractContextManager[Conversation]]:
    command = [str(python_of(name, anew)), "-m", f"eval.benchmarks.peers.with_{name}"]
    return lambda: talking(name, command, environment())

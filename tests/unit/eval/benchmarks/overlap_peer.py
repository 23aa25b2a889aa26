"""A peer's program for tests: finds passages by the words they have in common with the question."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

from eval.benchmarks.peers.protocol import serve


class Overlap:
    """Loads whatever it is told to, but for models that tell it to fail."""

    def load(self, model: str) -> None:
        print("loading")  # noqa: T201 (what a library prints must not mix with the answers)
        if model == "broken":
            raise ValueError("broken weights")
        if model == "deadly":
            os._exit(3)
        if model == "endless":
            time.sleep(600)

    def index(self, passages: Mapping[str, str], keep: Path) -> None:
        (keep / "overlap.json").write_text(json.dumps(passages), encoding="utf-8")

    def open(self, keep: Path) -> None:
        passages = json.loads((keep / "overlap.json").read_text(encoding="utf-8"))
        self._words = {name: set(text.split()) for name, text in passages.items()}

    def ask(self, question: str, top: int) -> list[str]:
        asked = set(question.split())
        common = {name: len(words & asked) for name, words in self._words.items()}
        ranked = sorted(common, key=lambda name: -common[name])
        return [name for name in ranked if common[name]][:top]


if __name__ == "__main__":
    serve(Overlap())

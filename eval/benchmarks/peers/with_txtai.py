"""txtai: `Embeddings(hybrid=True, content=True)`, as its documentation sets it up."""

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from txtai import Embeddings

from eval.benchmarks.peers.protocol import serve


class Txtai:
    """BM25 beside vectors, their normalised scores added half and half.

    Its searches share a cursor of SQLite, which fails where two threads use it at once; whoever
    asks from several needs a lock, as here.
    """

    def __init__(self) -> None:
        self._one_at_a_time = Lock()

    def load(self, model: str) -> None:
        """Make an empty index around the encoder, and encode a word to load it."""
        self._found = Embeddings(
            path=model, method="sentence-transformers", hybrid=True, content=True
        )
        self._found.transform("word")

    def index(self, passages: Mapping[str, str], keep: Path) -> None:
        """Index and save."""
        self._found.index((name, text, None) for name, text in passages.items())
        self._found.save(str(keep / "txtai"))

    def open(self, keep: Path) -> None:
        """Load what was saved."""
        self._found.load(str(keep / "txtai"))

    def ask(self, question: str, top: int) -> list[str]:
        """Ask; the passages' texts come along, as a reader would need them."""
        with self._one_at_a_time:
            return [str(hit["id"]) for hit in self._found.search(question, top)]


if __name__ == "__main__":
    serve(Txtai())

"""Wenju in process: the library, the index and the answerer that the service is built from."""

from collections.abc import Mapping
from pathlib import Path

from corpus.documents import Language, Source
from corpus.languages import detect_language
from corpus.readers.blocks import Body, assemble_document
from corpus.store.library import Library
from eval.benchmarks.peers.protocol import serve
from index.indexing import build_index
from service.answering import Answerer
from service.settings import Settings
from service.wiring import build_answerer, encoder_of, engine_of


class Wenju:
    """Every passage is a document of its own, with its id for a title."""

    def load(self, model: str) -> None:
        """Load the encoder; passages are shown however unsure they are, as the others do."""
        self._settings = Settings(encoder=model, weak_threshold=0.0)
        encoder_of(self._settings).encode_queries(["word"])

    def index(self, passages: Mapping[str, str], keep: Path) -> None:
        """Put documents and build the index."""
        settings = self._at(keep)
        library = Library(settings.home)
        for number, (name, text) in enumerate(passages.items()):
            source = Source(f"{number}.txt", "0" * 64, "text/plain")
            language: Language = "en" if detect_language(text).language == "en" else "zh-Hant"
            blocks = [Body(text)]
            library.put(assemble_document(f"p{number}", language, blocks, {"title": name}, source))
        build_index(engine_of(settings), library.documents(), encoder_of(settings))

    def open(self, keep: Path) -> None:
        """Open the index."""
        settings = self._at(keep)
        self._answerer: Answerer = build_answerer(settings, Library(settings.home))

    def ask(self, question: str, top: int) -> list[str]:
        """Answer with evidence and citations; a text of several passages counts once."""
        found = self._answerer.ask(question, 2 * top).passages
        return list(dict.fromkeys(passage.title for passage in found))[:top]

    def _at(self, keep: Path) -> Settings:
        return self._settings.model_copy(update={"home": keep / "wenju"})


if __name__ == "__main__":
    serve(Wenju())

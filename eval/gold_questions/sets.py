"""The sets of gold questions that come with Wenju, and the library that each is asked of.

Each is asked of a library made for it alone, in a folder of its own: what somebody added to
theirs must not move the figures.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.readers.dispatch import read_bytes
from corpus.records import find_sidecar, read_sidecar
from corpus.store.library import Library
from eval.gold_questions.loading import SHIPPED
from service.answering import Answerer
from service.library.adding import Adder, Wish
from service.library.file_discovery import find_files
from service.settings import Settings
from service.wiring import adder_of, build_answerer, encoder_of, ensure_index, open_library

TEXTS = SHIPPED / "library" / "texts"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Questions, and what they are asked of: the shipped texts and those of a folder.

    `mixed` says that search is to be compared with its parts.
    """

    name: str
    folder: Path
    texts: Path | None
    mixed: bool = False


SETS: Mapping[str, GoldSet] = {
    one.name: one
    for one in (
        GoldSet("thesis", SHIPPED, None),
        GoldSet("library", SHIPPED / "library", TEXTS, mixed=True),
        GoldSet("unanswerable", SHIPPED / "unanswerable", TEXTS),
        GoldSet("follow-ups", SHIPPED / "follow-ups", TEXTS),
        GoldSet("works", SHIPPED / "works", TEXTS),
    )
}


class Libraries:
    """The libraries of some sets, each made when it is first asked for."""

    def __init__(self, settings: Settings, home: Path, progress: Progress) -> None:
        self._settings = settings
        self._home = home
        self._progress = progress
        self._opened: dict[Path | None, tuple[Answerer, Library]] = {}

    def of(self, texts: Path | None) -> tuple[Answerer, Library]:
        """The answerer that people get, over the shipped texts and those of a folder."""
        if texts not in self._opened:
            home = self._home / ("shipped" if texts is None else texts.parent.name)
            settings = self._settings.model_copy(update={"home": home})
            library = open_library(settings)
            if texts is not None:
                add_texts(texts, adder_of(settings, library))
            self._opened[texts] = open_answerer(settings, library, self._progress)
        return self._opened[texts]


@contextmanager
def open_libraries(settings: Settings, progress: Progress) -> Iterator[Libraries]:
    """Libraries in a folder that is gone afterwards, so that each run reads every text anew."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="wenju-eval-")))
        yield Libraries(settings, home, progress)


def open_answerer(
    settings: Settings, library: Library, progress: Progress
) -> tuple[Answerer, Library]:
    """The answerer that people get, with the index built if need be."""
    ensure_index(settings, encoder_of(settings), progress=progress)
    return build_answerer(settings, library), library


def add_texts(texts: Path, adder: Adder) -> None:
    """Add every text of a folder, under the name of its file, with the record beside it."""
    for path in (found.path for found in find_files([str(texts)])):
        content = path.read_bytes()
        sidecar = find_sidecar(path)
        wish = Wish(document_id=path.stem, record=read_sidecar(sidecar) if sidecar else {})
        adder.store(adder.draft(content, path.name, read_bytes(content, path.name), wish))

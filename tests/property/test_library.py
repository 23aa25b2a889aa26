"""Add, replace, put an older one again, remove: in any order, the library is a dictionary."""

import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from corpus.documents import Document, Source
from corpus.errors import UnknownDocument
from corpus.maintenance.checking import check_library
from corpus.readers.blocks import Body, assemble_document
from corpus.store.library import Library

IDS = st.sampled_from(["a", "b", "a-b", "z9"])
WORDS = st.sampled_from(["甲。", "乙。😀", "words", "ＡＢ 1"])
TITLES = st.sampled_from(["題", "Title"])
TAGS = st.none() | st.lists(st.sampled_from(["史", "x"]), max_size=2)


def made(document_id: str, words: str, title: str) -> tuple[Document, bytes]:
    original = words.encode()
    source = Source("made-up.txt", sha256(original).hexdigest(), "text/plain")
    return assemble_document(document_id, "en", [Body(words)], {"title": title}, source), original


class LibraryMachine(RuleBasedStateMachine):
    """The model: by id, the versions in the order they came, the current one, the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="wenju-")
        self.home = Path(self.folder.name)
        self.library = Library(self.home)
        self.versions: dict[str, dict[str, Document]] = {}
        self.current: dict[str, str] = {}
        self.tags: dict[str, tuple[str, ...]] = {}

    def teardown(self) -> None:
        assert check_library(self.home) == []
        self.library.close()
        self.folder.cleanup()

    @rule(
        document_id=IDS, words=WORDS, title=TITLES, tags=TAGS, with_original=st.booleans()
    )  # fmt: skip
    def put(
        self, document_id: str, words: str, title: str, tags: list[str] | None, with_original: bool
    ) -> None:
        document, original = made(document_id, words, title)
        before = self.seen(document_id)
        outcome = self.library.put(document, original if with_original else None, tags)
        self.versions.setdefault(document_id, {})[document.version] = document
        self.current[document_id] = document.version
        if tags is not None:
            self.tags[document_id] = tuple(sorted(set(tags)))
        if before is None:
            assert outcome == "added"
        elif before != self.seen(document_id):
            assert outcome == "replaced"

    @rule(document_id=IDS, words=WORDS, title=TITLES)
    def put_twice(self, document_id: str, words: str, title: str) -> None:
        self.put(document_id, words, title, None, True)
        document, original = made(document_id, words, title)
        assert self.library.put(document, original) == "unchanged"
        assert self.library.original(document_id)[1] == original

    @rule(document_id=IDS)
    def remove(self, document_id: str) -> None:
        if document_id in self.current:
            self.library.remove(document_id)
            for kept in (self.versions, self.current, self.tags):
                kept.pop(document_id, None)
        else:
            with pytest.raises(UnknownDocument):
                self.library.remove(document_id)

    @precondition(lambda self: self.current)
    @rule()
    def open_again(self) -> None:
        self.library.close()
        self.library = Library(self.home)

    @invariant()
    def is_the_model(self) -> None:
        assert self.library.current_versions() == dict(sorted(self.current.items()))
        assert list(self.library.documents()) == [
            self.versions[document_id][version]
            for document_id, version in sorted(self.current.items())
        ]
        for head in self.library.heads():
            versions = self.versions[head.document_id]
            assert head.tags == self.tags.get(head.document_id, ())
            assert self.library.versions(head.document_id) == list(versions)
            assert head.title == versions[head.version].title
            for version, document in versions.items():
                assert self.library.get(head.document_id, version) == document

    def seen(self, document_id: str) -> object:
        """All that the model has of a document."""
        if document_id not in self.current:
            return None
        return (
            dict(self.versions[document_id]),
            self.current[document_id],
            self.tags.get(document_id, ()),
        )


TestLibrary = LibraryMachine.TestCase
TestLibrary.settings = settings(max_examples=25, stateful_step_count=20)

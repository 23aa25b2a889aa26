"""Errors of the service, and the one table that says how HTTP shows every error.

WenjuError
└── ServiceError
    ├── BadQuestion
    │   ├── QuestionEmpty
    │   ├── QuestionTooLong
    │   ├── QuestionUnreadable
    │   └── TopKOutOfRange
    ├── DraftTooLong            there is too much to verify at once
    ├── BodyTooLarge
    ├── HostNotAllowed          the service is called by a name that is not its own
    ├── BadChat
    │   ├── UnknownModel
    │   ├── NoQuestion          the user said nothing
    │   └── ContentNotText      a picture, a sound
    ├── IndexUnavailable
    ├── Overloaded
    ├── ClientGone              the client closed its connection before its turn came
    ├── PortTaken
    ├── Exposed                 everybody could change the library
    ├── AccessRefused
    │   ├── Unauthorized        a key is needed
    │   ├── Forbidden           the key has not the right
    │   ├── OutsideCollections  the key's collections are others
    │   └── TooManyRequests     the key's rate
    ├── KeysInvalid             HOME/keys.json
    ├── UnknownKey
    ├── KeyRefused              a right or a rate that is none
    ├── ChangeRefused
    │   ├── ReadOnly            WENJU_READ_ONLY
    │   └── CrossOrigin         a page of another site asked for it
    ├── NothingNamed            no document was named
    ├── FileRefused             named on the command line, and not read
    ├── ZoteroUnreachable       a local Zotero does not answer, or does not allow it
    ├── OneFileOneId            an id was given for several files
    ├── FilenameInvalid         of an upload
    ├── UploadInvalid           a form or a JSON body that is no document
    ├── AlreadyThere            the same content, under another id
    └── JobNotCancellable
"""

from collections.abc import Iterable
from pathlib import Path

from corpus.errors import WenjuError

_SHOWN = 120


class ServiceError(WenjuError):
    """A request or the service's surroundings are not as they must be."""


class BadQuestion(ServiceError):
    """The question cannot be searched for as it is."""


class QuestionEmpty(BadQuestion):
    """Nothing but white space was asked."""

    def __init__(self) -> None:
        super().__init__("the question is empty; write one in Chinese or English")


class QuestionTooLong(BadQuestion):
    """The question is longer than the service reads."""

    def __init__(self, length: int, limit: int) -> None:
        self.details = {"length": length, "limit": limit}
        super().__init__(
            f"the question has {length} characters; the limit is {limit}: ask for one thing at a "
            "time, or raise WENJU_MAX_QUESTION_CHARS"
        )


class QuestionUnreadable(BadQuestion):
    """The question holds control characters, so it is no text that a person wrote."""

    def __init__(self, position: int, character: str) -> None:
        self.details = {"position": position, "character": f"U+{ord(character):04X}"}
        super().__init__(
            f"the question holds {self.details['character']}, which is no readable character, at "
            f"position {position}; send plain text in UTF-8"
        )


class TopKOutOfRange(BadQuestion):
    """More or fewer passages were asked for than an answer can have."""

    def __init__(self, top_k: int, limit: int) -> None:
        self.details = {"top_k": top_k, "limit": limit}
        super().__init__(f"top_k is {top_k}; it must be from 1 to {limit}")


class DraftTooLong(ServiceError):
    """A draft is longer, or quotes more, than is verified at once."""

    def __init__(self, number: int, what: str, limit: int) -> None:
        self.details = {"number": number, "limit": limit}
        super().__init__(
            f"the draft has {number} {what}; at most {limit} are verified at once: verify it in "
            "parts, such as chapters"
        )


class BodyTooLarge(ServiceError):
    """The request's body is larger than the service reads."""

    def __init__(self, limit: int) -> None:
        self.details = {"limit": limit}
        super().__init__(f"the request body is larger than {limit} bytes; send a shorter one")


class HostNotAllowed(ServiceError):
    """The request calls the service by a name that it does not answer to."""

    def __init__(self, host: str) -> None:
        self.details = {"host": host[:_SHOWN]}
        super().__init__(
            f"this service does not answer to the host {host[:_SHOWN]!r}; call it localhost or "
            "127.0.0.1, or add the name to WENJU_ALLOWED_HOSTS"
        )


class PortTaken(ServiceError):
    """The service cannot listen where it was told to."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(
            f"cannot listen on port {port} of {host} ({why}); stop the program that has it, or set "
            "WENJU_PORT (0 takes a free port) or WENJU_HOST"
        )


class Exposed(ServiceError):
    """The settings would let everybody who reaches the port change the library."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"WENJU_READ_ONLY=false on {host!r} would let everybody who reaches the port change "
            "the library; set WENJU_ADMIN_TOKEN to a secret of at least 16 characters, or leave "
            "WENJU_READ_ONLY out"
        )


class Overloaded(ServiceError):
    """More questions came at once than the service lets wait."""

    def __init__(self, limit: int, retry_after: int) -> None:
        self.retry_after = retry_after
        self.details = {"limit": limit, "retry_after": retry_after}
        super().__init__(
            f"{limit} questions are being answered or wait already, as many as this service "
            f"takes; ask again in {retry_after} s, or raise WENJU_MAX_WAITING"
        )


class ClientGone(ServiceError):
    """The client closed its connection; nothing was done for it."""

    def __init__(self) -> None:
        super().__init__("the client closed its connection before it was answered")


class BadChat(ServiceError):
    """A request for a completion cannot be answered as it is."""


class UnknownModel(BadChat):
    """No model has this name, or its tag has no documents."""

    def __init__(self, model: str) -> None:
        super().__init__(
            f"there is no model {model[:_SHOWN]!r}; use 'wenju', or one that GET /v1/models lists"
        )


class NoQuestion(BadChat):
    """No message of the user holds a question."""

    def __init__(self) -> None:
        super().__init__("no message with the role 'user' has a text; send the question in one")


class ContentNotText(BadChat):
    """The question has a part that is no text."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"a part of the message is of type {kind[:_SHOWN]!r}; only text is read: add a file to "
            "the library instead, and ask in words"
        )


class IndexUnavailable(ServiceError):
    """The service runs, but has no index that it may serve."""

    def __init__(self, why: str) -> None:
        super().__init__(f"questions cannot be answered now: {why}")


class AccessRefused(ServiceError):
    """This request may not do or see this."""


class Unauthorized(AccessRefused):
    """A key is needed, and this request has none or one that is not known."""

    def __init__(self, right: str | None = None) -> None:
        what = f"this needs a key with the right {right!r}" if right else "the key is not known"
        super().__init__(
            f"{what}; send the header 'Authorization: Bearer KEY' with a key that `wenju key add` "
            "made, or with WENJU_ADMIN_TOKEN"
        )


class Forbidden(AccessRefused):
    """The key has not the right."""

    def __init__(self, right: str, key_id: str) -> None:
        super().__init__(
            f"key {key_id} has not the right {right!r}; ask who runs the service for another key"
        )


class OutsideCollections(AccessRefused):
    """A document would not be in a collection of the key's, or is another's."""

    def __init__(self, collections: Iterable[str]) -> None:
        super().__init__(
            "this key adds and replaces documents of its own collections only; give one of these "
            f"as a tag, and an id that is free: {', '.join(sorted(collections))}"
        )


class TooManyRequests(AccessRefused):
    """The key was used more often than it may be."""

    def __init__(self, rate: str, retry_after: int) -> None:
        self.retry_after = retry_after
        self.details = {"rate": rate, "retry_after": retry_after}
        super().__init__(f"this key may be used {rate}; come again in {retry_after} s")


class KeysInvalid(ServiceError):
    """The file of keys is not as it was written."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} cannot be read ({why}); nobody is let in by a key until it is mended, or "
            "removed and its keys made anew with `wenju key add`"
        )


class KeyRefused(ServiceError):
    """A key cannot be made as it was asked for."""


class UnknownKey(ServiceError):
    """There is no key of this id."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"there is no key {key_id[:_SHOWN]!r}; `wenju key list` shows them")


class ChangeRefused(ServiceError):
    """This request may not change the library."""


class ReadOnly(ChangeRefused):
    """The service was started to be read only."""

    def __init__(self) -> None:
        super().__init__(
            "this service is read only; to change its library, start it without WENJU_READ_ONLY, "
            "and with WENJU_ADMIN_TOKEN where others than its own machine can reach it"
        )


class CrossOrigin(ChangeRefused):
    """A page of another site sent this request through somebody's browser."""

    def __init__(self, origin: str, host: str) -> None:
        super().__init__(
            f"the request comes from a page of {origin[:100]!r}, and only pages of {host[:100]!r} "
            "may change this library; send it from no page at all, or from this service's own"
        )


class NothingNamed(ServiceError):
    """A command that works on documents was given none."""

    def __init__(self, otherwise: str = "give ids (`wenju list` shows them), or --all") -> None:
        super().__init__(f"no document is named; {otherwise}")


class FileRefused(ServiceError):
    """A file that was named is not read; the others are."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path!r}: {why}")


class ZoteroUnreachable(ServiceError):
    """The Zotero of this machine cannot be read."""

    def __init__(self, port: int, why: str) -> None:
        super().__init__(
            f"Zotero cannot be read on 127.0.0.1:{port} ({why}); start Zotero 7 or later, and in "
            "its settings, under Advanced, allow other applications on this computer to "
            "communicate with it"
        )


class OneFileOneId(ServiceError):
    """An id was given, and there is not just one file that could have it."""

    def __init__(self, document_id: str, files: int) -> None:
        super().__init__(
            f"--id {document_id} names one document, but the paths give {files} files; "
            "name one file, or leave --id out"
        )


class FilenameInvalid(ServiceError):
    """The name of an uploaded file is missing, or is a path."""

    def __init__(self, filename: str) -> None:
        super().__init__(
            f"the file name {filename[:100]!r} cannot be taken; send the plain name of the file, "
            "with its ending and without folders, such as 'report.pdf'"
        )


class UploadInvalid(ServiceError):
    """What was sent is neither a form with a file nor the JSON of a document."""


class AlreadyThere(ServiceError):
    """A document with the same content is in the library under another id."""

    def __init__(self, asked: str, there: str) -> None:
        self.details = {"document_id": there}
        super().__init__(
            f"this file is in the library already, as {there!r}; add it with again=true to store "
            f"it as {asked!r} as well"
        )


class JobNotCancellable(ServiceError):
    """The job has ended, or what it stores is stored."""

    def __init__(self, job_id: str, state: str) -> None:
        self.details = {"state": state}
        super().__init__(
            f"job {job_id!r} is {state!r} and cannot be cancelled; to take a document back, "
            "DELETE /v1/documents/{id}"
        )

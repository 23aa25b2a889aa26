"""Errors of the service, and the one table that says how HTTP shows every error.

WenjuError
└── ServiceError
    ├── BadQuestion
    │   ├── QuestionEmpty
    │   ├── QuestionTooLong
    │   ├── QuestionUnreadable
    │   └── TopKOutOfRange
    ├── BodyTooLarge
    ├── IndexUnavailable
    ├── Overloaded
    └── PortTaken
"""

from corpus.errors import WenjuError


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


class BodyTooLarge(ServiceError):
    """The request's body is larger than the service reads."""

    def __init__(self, limit: int) -> None:
        self.details = {"limit": limit}
        super().__init__(f"the request body is larger than {limit} bytes; send a shorter one")


class PortTaken(ServiceError):
    """The service cannot listen where it was told to."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(
            f"cannot listen on port {port} of {host} ({why}); stop the program that has it, or set "
            "WENJU_PORT (0 takes a free port) or WENJU_HOST"
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


class IndexUnavailable(ServiceError):
    """The service runs, but has no index that it may serve."""

    def __init__(self, why: str) -> None:
        super().__init__(f"questions cannot be answered now: {why}")

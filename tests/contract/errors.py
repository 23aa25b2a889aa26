"""The one shape of every error, checked in one place."""

from typing import Any, Protocol


class Response(Protocol):
    @property
    def status_code(self) -> int: ...

    def json(self) -> dict[str, Any]: ...


OWN = "http://localhost"
"""What the service is called by its tests; it answers to names of this machine alone."""


def check_error(response: Response, status: int, code: str) -> dict[str, Any]:
    """The error's body, once status, code and shape are as they must be."""
    assert response.status_code == status, response.json()
    body = response.json()
    assert set(body) == {"error", "request_id"}
    error: dict[str, Any] = body["error"]
    assert set(error) == {"code", "message", "details"}
    assert error["code"] == code
    assert len(error["message"]) > 15
    assert isinstance(error["details"], dict)
    assert body["request_id"]
    return error

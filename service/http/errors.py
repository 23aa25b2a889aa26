"""How HTTP shows every error: one table, one shape.

    {"error": {"code": "question_too_long", "message": "…", "details": {…}}, "request_id": "…"}

Codes are stable; messages may improve. docs/errors.md lists them, and a test keeps it complete.
"""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from corpus.errors import WenjuError
from service import errors
from service.error_codes import INTERNAL, status_and_code

logger = logging.getLogger(__name__)


HTTP_CODES: Mapping[int, str] = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}

INVALID = "invalid_request"


def install_error_handlers(app: FastAPI) -> None:
    """Give every error of `app` the one shape."""
    app.add_exception_handler(WenjuError, _wenju_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(ClientDisconnect, _client_left)


def error_response(
    request: Request, status: int, code: str, message: str, details: Mapping[str, Any] | None = None
) -> JSONResponse:
    """An error in the one shape, with the request's id."""
    body = {
        "error": {"code": code, "message": message, "details": dict(details or {})},
        "request_id": getattr(request.state, "request_id", ""),
    }
    return JSONResponse(body, status_code=status)


def respond_with(request: Request, error: WenjuError) -> JSONResponse:
    """One of our errors, as the table has it."""
    status, code = status_and_code(error)
    details = getattr(error, "details", None)
    response = error_response(request, status, code, str(error), details)
    if isinstance(error, errors.Overloaded | errors.TooManyRequests):
        # It is in the requests' log already; more would make a busy service busier.
        response.headers["Retry-After"] = str(error.retry_after)
    elif status >= 500:
        logger.error("%s: %s", code, error)
    if status == 401:
        response.headers["www-authenticate"] = "Bearer"
    return response


async def _wenju_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, WenjuError)
    return respond_with(request, error)


async def _invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = [
        {"field": ".".join(str(part) for part in item["loc"]), "problem": item["msg"]}
        for item in error.errors()
    ]
    first = problems[0]
    message = f"{first['field']}: {first['problem']}; see /docs for what this address takes"
    return error_response(request, 422, INVALID, message, {"problems": problems})


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    # What is raised while the body is read comes wrapped.
    if isinstance(error.__cause__, WenjuError):
        return respond_with(request, error.__cause__)
    code = HTTP_CODES.get(error.status_code, f"http_{error.status_code}")
    message = f"{request.method} {request.url.path}: {error.detail}; see /docs for what there is"
    response = error_response(request, error.status_code, code, message)
    response.headers.update(error.headers or {})
    return response


async def _client_left(request: Request, _: Exception) -> JSONResponse:
    """An upload that was broken off: nobody reads the answer, but the log has what it was."""
    return respond_with(request, errors.ClientGone())


def respond_unforeseen(request: Request, error: Exception) -> JSONResponse:
    """What nobody foresaw; service/http/middleware.py catches it, around everything else."""
    logger.error("unforeseen error", exc_info=error)
    return error_response(
        request, 500, INTERNAL, "something went wrong here; the log has this request's id"
    )

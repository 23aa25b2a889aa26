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

from corpus import errors as corpus_errors
from corpus.errors import WenjuError
from index.errors import SearchIndexError
from service import errors
from service.citing.citations import UnknownStyle

logger = logging.getLogger(__name__)

# The nearest class in an error's ancestry decides.
TABLE: Mapping[type[WenjuError], tuple[int, str]] = {
    errors.QuestionEmpty: (422, "question_empty"),
    errors.QuestionTooLong: (422, "question_too_long"),
    errors.QuestionUnreadable: (422, "question_unreadable"),
    errors.TopKOutOfRange: (422, "top_k_out_of_range"),
    errors.BodyTooLarge: (413, "body_too_large"),
    errors.HostNotAllowed: (421, "host_not_allowed"),
    errors.ReadOnly: (403, "read_only"),
    errors.CrossOrigin: (403, "cross_origin"),
    errors.Unauthorized: (401, "unauthorized"),
    errors.FileRefused: (422, "file_refused"),
    errors.OneFileOneId: (422, "one_file_one_id"),
    errors.FilenameInvalid: (422, "filename_invalid"),
    errors.UploadInvalid: (422, "upload_invalid"),
    errors.AlreadyThere: (409, "already_there"),
    errors.JobNotCancellable: (409, "job_not_cancellable"),
    errors.IndexUnavailable: (503, "index_unavailable"),
    errors.Overloaded: (503, "overloaded"),
    SearchIndexError: (503, "index_unavailable"),
    corpus_errors.UnknownDocument: (404, "unknown_document"),
    corpus_errors.UnknownVersion: (404, "unknown_version"),
    corpus_errors.RecordInvalid: (422, "record_invalid"),
    corpus_errors.FileEmpty: (422, "file_empty"),
    corpus_errors.FormatUnknown: (422, "format_unknown"),
    corpus_errors.FormatNotRead: (422, "format_not_read"),
    corpus_errors.EncodingUnclear: (422, "encoding_unclear"),
    corpus_errors.FileEncrypted: (422, "file_encrypted"),
    corpus_errors.FileDamaged: (422, "file_damaged"),
    corpus_errors.FileTooLarge: (422, "file_too_large"),
    corpus_errors.ArchiveUnsafe: (422, "archive_unsafe"),
    corpus_errors.FileScanned: (422, "file_scanned"),
    corpus_errors.FileNotRegular: (422, "file_not_regular"),
    corpus_errors.ReadingTookTooLong: (422, "reading_took_too_long"),
    corpus_errors.ReadingTookTooMuchMemory: (422, "reading_took_too_much_memory"),
    corpus_errors.ReaderCrashed: (422, "reader_crashed"),
    corpus_errors.TextNotReadable: (422, "text_not_readable"),
    corpus_errors.UnknownJob: (404, "unknown_job"),
    corpus_errors.OriginalMissing: (404, "original_missing"),
    corpus_errors.LibraryLocked: (503, "library_locked"),
    corpus_errors.LibraryNotWritable: (503, "library_not_writable"),
    corpus_errors.DocumentFileCorrupt: (500, "library_damaged"),
    corpus_errors.MalformedAddress: (422, "malformed_address"),
    corpus_errors.AddressOutOfRange: (404, "address_out_of_range"),
    UnknownStyle: (422, "unknown_style"),
    WenjuError: (500, "internal_error"),
}

HTTP_CODES: Mapping[int, str] = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}

INVALID = "invalid_request"
INTERNAL = "internal_error"


def install_error_handlers(app: FastAPI) -> None:
    """Give every error of `app` the one shape."""
    app.add_exception_handler(WenjuError, _wenju_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unforeseen)


def error_response(
    request: Request, status: int, code: str, message: str, details: Mapping[str, Any] | None = None
) -> JSONResponse:
    """An error in the one shape, with the request's id."""
    body = {
        "error": {"code": code, "message": message, "details": dict(details or {})},
        "request_id": getattr(request.state, "request_id", ""),
    }
    return JSONResponse(body, status_code=status)


def status_and_code(error: WenjuError) -> tuple[int, str]:
    """What the table says of an error, by its nearest listed ancestor."""
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)


def respond_with(request: Request, error: WenjuError) -> JSONResponse:
    """One of our errors, as the table has it."""
    status, code = status_and_code(error)
    details = getattr(error, "details", None)
    response = error_response(request, status, code, str(error), details)
    if isinstance(error, errors.Overloaded):
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


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    logger.error("unforeseen error", exc_info=error)
    return error_response(
        request, 500, INTERNAL, "something went wrong here; the log has this request's id"
    )

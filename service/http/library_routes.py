"""The HTTP interface to change the library: documents come and go by jobs.

A change answers 202 with its job as soon as it cannot be lost any more; the job reads, stores and
indexes (service/jobs/jobs.py). Who may change is checked before a byte of the body is read
(service/http/library_routes.py).
"""

from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from corpus.documents import check_document_id
from service.access.scoped import ScopedJobs
from service.errors import AlreadyThere, CrossOrigin, ReadOnly
from service.http.library_schemas import (
    JobList,
    JobModel,
    PreviewModel,
    ResultModel,
    inlined_schema,
)
from service.http.routes import PROBLEMS, VersionQuery
from service.http.schemas import ErrorModel
from service.http.state import access_of, jobs_of, library_of, settings_of
from service.http.uploads import FORM_TYPE, JSON_TYPE, receive_upload
from service.jobs.changes import Upload
from service.library.adding import preview
from service.library.json_blocks import DocumentBody


def may_change(request: Request) -> None:
    """Let the request through if it may change the library.

    Raises:
        ReadOnly: nobody may.
        CrossOrigin: a page of another site sent it. A page of this service has the host of the
            request in its origin; a program that is no browser sends no origin.
        Unauthorized, Forbidden: it has no key with the right to write.
    """
    settings = settings_of(request)
    if settings.refuses_changes:
        raise ReadOnly()
    origin = request.headers.get("origin")
    if origin not in settings.trusted_origins:
        _check_origin(origin, request.headers.get("host", ""))
    access_of(request).require("write")


def _check_origin(origin: str | None, host: str) -> None:
    # The scheme is not compared: behind a proxy that speaks TLS it is another one here.
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        raise CrossOrigin(origin, host)


REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorModel, "description": "A key is needed."},
    403: {
        "model": ErrorModel,
        "description": "Read only, not this key's, or sent by a page of another site.",
    },
    409: {"model": ErrorModel, "description": "It is there under another id, or has ended."},
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": ResultModel | PreviewModel, "description": "Unchanged; or a dry run's preview."},
    202: {"model": JobModel, "description": "On the disk, and on its way."},
}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "record": {"type": "string", "description": "CSL-JSON."},
                        "tags": {"type": "array", "items": {"type": "string"}},
                        "language": {"enum": ["zh-Hant", "zh-Hans", "en"]},
                    },
                }
            },
            JSON_TYPE: {"schema": inlined_schema(DocumentBody)},
        },
    }
}

router = APIRouter(responses=PROBLEMS | REFUSALS)
CHANGE = [Depends(may_change)]

DryRun = Annotated[bool, Query(description="Read and preview; store nothing.")]
Again = Annotated[
    bool, Query(description="Store it even if the same file is there under another id.")
]


@router.put(
    "/v1/documents/{document_id}", tags=["library"], dependencies=CHANGE, responses=ANSWERS,
    openapi_extra=BODY,
)  # fmt: skip
async def put_document(
    request: Request, document_id: str, dry_run: DryRun = False, again: Again = False
) -> Response:
    """Add a document under this id, or replace the one that has it; its versions stay.

    A form with a file (at most `WENJU_MAX_UPLOAD_BYTES`, 200 MiB), or JSON (16 MiB).
    """
    return await _receive(request, document_id, dry_run, again)


@router.post(
    "/v1/documents", tags=["library"], dependencies=CHANGE, responses=ANSWERS, openapi_extra=BODY
)
async def post_document(
    request: Request, dry_run: DryRun = False, again: Again = False
) -> Response:
    """Add a document under an id that is made of its title; the job says which."""
    return await _receive(request, None, dry_run, again)


@router.delete(
    "/v1/documents/{document_id}", tags=["library"], dependencies=CHANGE, status_code=202,
    response_model=JobModel,
)  # fmt: skip
def delete_document(request: Request, document_id: str, response: Response) -> dict[str, Any]:
    """Remove a document with all its versions; their addresses stop resolving."""
    job = jobs_of(request).submit_removal(document_id)
    response.headers["location"] = job["url"]
    return job


@router.get("/v1/documents/{document_id}/original", tags=["documents"])
def get_original(request: Request, document_id: str, version: VersionQuery = None) -> Response:
    """The file that the document was read from, byte for byte; a browser saves it."""
    source, content = library_of(request).original(document_id, version)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(source.filename, safe='')}",
        # A document is data: whatever it is, nothing in it runs under this address.
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(content, media_type=source.media_type, headers=headers)


@router.get("/v1/jobs", response_model=JobList, tags=["library"])
def list_jobs(request: Request) -> dict[str, Any]:
    """The last jobs, newest first."""
    return {"jobs": jobs_of(request).list()}


@router.get("/v1/jobs/{job_id}", response_model=JobModel, tags=["library"])
def get_job(request: Request, job_id: str) -> dict[str, Any]:
    """How far a job is."""
    return jobs_of(request).get(job_id)


@router.delete("/v1/jobs/{job_id}", response_model=JobModel, tags=["library"], dependencies=CHANGE)
def cancel_job(request: Request, job_id: str) -> dict[str, Any]:
    """Cancel a job whose document is not stored yet."""
    return jobs_of(request).cancel(job_id)


async def _receive(
    request: Request, document_id: str | None, dry_run: bool, again: bool
) -> Response:
    if document_id is not None:
        check_document_id(document_id)
    jobs = jobs_of(request)
    upload = await receive_upload(request, jobs.incoming, document_id, again)
    if dry_run:
        # One at a time: whoever waits for the reader must not keep threads from the others.
        limiter: CapacityLimiter = request.app.state.previews
        shown = await to_thread.run_sync(_preview, jobs, upload, limiter=limiter)
        return JSONResponse(shown)
    return await run_in_threadpool(_submit, jobs, upload)


def _preview(jobs: ScopedJobs, upload: Upload) -> dict[str, Any]:
    try:
        return asdict(preview(jobs.draft(upload)))
    finally:
        jobs.incoming.remove(upload.kept.name)


def _submit(jobs: ScopedJobs, upload: Upload) -> Response:
    known = jobs.known(upload)
    if known is None:
        job = jobs.submit(upload)
        return JSONResponse(job, 202, {"Location": job["url"]})
    jobs.incoming.remove(upload.kept.name)
    wanted = upload.wish.document_id
    if wanted is not None and wanted != known.document_id:
        raise AlreadyThere(wanted, known.document_id)
    result = {
        "document_id": known.document_id, "version": known.version, "outcome": "unchanged",
        "warnings": [],
    }  # fmt: skip
    return JSONResponse(result)

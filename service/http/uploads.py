"""Documents that come over HTTP: a form with a file, or JSON; kept on the disk as they came.

The body goes from the socket to a temporary file and from there to `incoming/`; the JSON of a
document is held in memory, which is why it is limited more tightly (service/http/middleware.py).
"""

import io
import json
from typing import Any, TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from corpus.errors import LibraryNotWritable
from corpus.records import check_record, read_sidecar
from service.errors import UploadInvalid
from service.http.library_schemas import FormFields
from service.jobs.changes import Upload
from service.jobs.incoming import Incoming
from service.library.adding import Wish
from service.library.json_blocks import DocumentBody
from service.library.naming import check_tags, check_upload_name

Model = TypeVar("Model", bound=BaseModel)

JSON_TYPE = "application/json"
FORM_TYPE = "multipart/form-data"
_MOST_FIELDS = 60
_LARGEST_FIELD = 256 * 1024


async def receive_upload(
    request: Request, incoming: Incoming, document_id: str | None, again: bool
) -> Upload:
    """Read the body of a request that adds a document.

    Raises:
        UploadInvalid, FilenameInvalid, RecordInvalid: what was sent cannot be taken.
        BodyTooLarge, LibraryNotWritable: there is no room for it.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == FORM_TYPE:
            limits: dict[str, Any] = {"max_files": 1, "max_fields": _MOST_FIELDS}
            async with request.form(**limits, max_part_size=_LARGEST_FIELD) as form:
                return await _from_form(form, incoming, document_id, again)
        if kind == JSON_TYPE:
            return await _from_json(await request.body(), incoming, document_id, again)
    except OSError as error:  # the temporary folder is full
        raise LibraryNotWritable(incoming.folder, error.strerror or str(error)) from error
    raise UploadInvalid(
        f"the body is of type {kind or 'none'!r}; send {FORM_TYPE} with a part 'file', or "
        f"{JSON_TYPE} with 'text' or 'blocks'"
    )


async def _from_form(
    form: FormData, incoming: Incoming, document_id: str | None, again: bool
) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise UploadInvalid(
            "the form has no file; send the document as the part 'file', for example with "
            "curl -F file=@report.pdf"
        )
    filename = check_upload_name(file.filename)
    given: dict[str, Any] = {key: form[key] for key in form if key not in ("file", "tags")}
    if "tags" in form:
        given["tags"] = form.getlist("tags")
    fields = _checked(FormFields, given)
    wish = Wish(
        document_id=document_id,
        record=read_sidecar(fields.record.encode("utf-8", "replace")),
        tags=None if fields.tags is None else check_tags(fields.tags),
        language=fields.language,
        again=again,
    )
    return Upload(await run_in_threadpool(incoming.keep, file.file), filename, wish)


async def _from_json(
    body: bytes, incoming: Incoming, document_id: str | None, again: bool
) -> Upload:
    document = read_json_body(body, DocumentBody)
    if (document.text is None) == (document.blocks is None):
        raise UploadInvalid("send either 'text' or 'blocks' in the JSON of a document, one of them")
    wish = Wish(
        document_id=document_id,
        record=check_record(document.record),
        tags=None if document.tags is None else check_tags(document.tags),
        language=document.language,
        again=again,
    )
    if document.text is not None:
        kept = await run_in_threadpool(incoming.keep, io.BytesIO(document.text.encode()))
        return Upload(kept, f"{document_id or 'text'}.txt", wish)
    # Kept without record and tags: the same blocks are the same content whatever is said of them.
    blocks = document.model_dump_json(include={"blocks"}, exclude_none=True).encode()
    return Upload(await run_in_threadpool(incoming.keep, io.BytesIO(blocks)), None, wish)


def read_json_body(body: bytes, model: type[Model]) -> Model:
    """A JSON body as its model has it; raises `UploadInvalid`."""
    try:
        return _checked(model, _loads(body))
    except (ValueError, RecursionError) as error:
        raise UploadInvalid(f"the body is not JSON ({error}); send it in UTF-8") from error


def _loads(body: bytes) -> object:
    r"""What a JSON body holds; half a surrogate pair (`"\ud800"`) is JSON and is no text."""
    value: object = json.loads(body)
    json.dumps(value, ensure_ascii=False).encode()
    return value


def _checked(model: type[Model], given: Any) -> Model:  # noqa: ANN401  # what was sent
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "body"
        raise UploadInvalid(f"{field}: {first['msg']}; see /docs for what is taken") from error

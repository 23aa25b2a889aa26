"""`POST /v1/verify`: a draft's quotations, compared with the texts that the request may see."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile

from service.errors import UploadInvalid
from service.http.routes import PROBLEMS
from service.http.schemas import VerifiedDraft
from service.http.state import answerer_of, library_of, pool_of, settings_of
from service.http.uploads import FORM_TYPE, JSON_TYPE, read_json_body
from service.library.naming import check_upload_name
from service.verifying.reading import Draft, read_draft
from service.verifying.results import as_json
from service.verifying.verifier import Verifier

router = APIRouter(responses=PROBLEMS)


class DraftBody(BaseModel):
    """A draft as text."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(description="The draft.")]
    format: Literal["markdown", "text"] = "markdown"


BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON_TYPE: {"schema": DraftBody.model_json_schema()},
            FORM_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}


@router.post("/v1/verify", response_model=VerifiedDraft, tags=["quotations"], openapi_extra=BODY)
async def verify(request: Request) -> dict[str, Any]:
    """Say of every quotation of a draft whether it stands in the library as it is quoted.

    The draft is JSON (`text`, and `format`: `markdown` or `text`) or a form with the part `file`
    (Markdown, DOCX, plain text). At most 1,000 quotations and a million characters at once.
    """
    draft = await _receive(request)
    library, answerer = library_of(request), answerer_of(request)

    def work() -> dict[str, Any]:
        read = draft if isinstance(draft, Draft) else read_draft(*draft)
        verifier = Verifier(library, answerer.look_up, settings_of(request).base_url)
        return as_json([verifier.verify(each) for each in read.quotations()])

    result = await pool_of(request).run(work, request.is_disconnected)
    return {"request_id": request.state.request_id, **result}


async def _receive(request: Request) -> Draft | tuple[bytes, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == FORM_TYPE:
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise UploadInvalid("the form has no file; send the draft as the part 'file'")
            return await file.read(), check_upload_name(file.filename)
    if kind != JSON_TYPE:
        raise UploadInvalid(
            f"the body is of type {kind or 'none'!r}; send the draft as {FORM_TYPE} with a part "
            f"'file', or as {JSON_TYPE} with 'text'"
        )
    body = read_json_body(await request.body(), DraftBody)
    return Draft(body.text, body.format == "markdown")

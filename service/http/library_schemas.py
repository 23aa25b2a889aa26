"""What comes in and goes out over HTTP when the library is changed."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from corpus.documents import Language
from service.http.schemas import Body, ErrorBody


class FormFields(Body):
    """The fields of a form beside the file; `record` is CSL-JSON as text."""

    record: str = "{}"
    tags: list[str] | None = None
    language: Language | None = None


class PreviewModel(BaseModel):
    """What a file holds and how it would be cited; nothing was stored."""

    document_id: str
    version: str
    title: str
    language: str
    encoding: str | None
    media_type: str
    characters: int
    sections: int
    paragraphs: int
    passages: int
    warnings: list[str]
    record: dict[str, Any]
    gb_t_7714: str
    apa: str


class ResultModel(BaseModel):
    """What became of a document."""

    document_id: str
    version: str | None = None
    outcome: Literal["added", "unchanged", "replaced", "removed"]
    warnings: list[str] = Field(default_factory=list)


class JobModel(BaseModel):
    """A change on its way.

    `result` is there as soon as the change is durable; with `state` `done` it is searched, too.
    `done` and `total` count within `stage`; `note` says what a job that waits is waiting for.
    """

    job_id: str
    kind: Literal["add", "remove", "index"]
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    stage: str | None = None
    done: int = 0
    total: int = 0
    note: str | None = None
    document_id: str | None = None
    result: ResultModel | None = None
    error: ErrorBody | None = None
    created: str
    updated: str
    url: str


class JobList(BaseModel):
    """The last jobs, newest first."""

    jobs: list[JobModel]


def inlined_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON schema with each part in its place: OpenAPI has no `$defs` to refer to."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})

    def inline(node: Any) -> Any:  # noqa: ANN401  # any part of a schema
        if isinstance(node, list):
            return [inline(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return inline(parts[node["$ref"].rpartition("/")[2]])
        return {key: inline(each) for key, each in node.items() if key != "discriminator"}

    inlined: dict[str, Any] = inline(schema)
    return inlined

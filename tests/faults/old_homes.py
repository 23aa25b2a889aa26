"""Homes as they lay before there was a database."""

import hashlib
import json
from pathlib import Path

from pydantic import TypeAdapter

from corpus.documents import Document


def write_old(home: Path, versions: list[Document], current: Document | None) -> None:
    """A document as the library without a database wrote it."""
    for version in versions:
        folder = home / "documents" / version.document_id
        folder.mkdir(parents=True, exist_ok=True)
        content = TypeAdapter(Document).dump_json(version).decode()
        stored = {"sha256": hashlib.sha256(content.encode()).hexdigest(), "document": content}
        (folder / f"{version.version}.json").write_text(json.dumps(stored), encoding="utf-8")
    if current is not None:
        listed = {"current": current.version, "versions": [each.version for each in versions]}
        (folder / "current").write_text(json.dumps(listed), encoding="utf-8")

"""What is known of one document, but for its text."""

from typing import Any

from corpus.store.library import Library
from service.citing.citations import render_reference


def facts_of(library: Library, document_id: str) -> dict[str, Any]:
    """Names and values for people and programs; raises `UnknownDocument`."""
    head = library.head(document_id)
    document = library.get(document_id)
    return {
        "document_id": document_id,
        "title": head.title,
        "language": head.language,
        "version": head.version,
        "versions": library.versions(document_id),
        "added": head.added,
        "tags": list(head.tags),
        "characters": head.characters,
        "paragraphs": len(document.paragraphs),
        "sections": [" › ".join(section.path) for section in document.sections],
        "file": head.source.filename,
        "media_type": head.source.media_type,
        "sha256": head.source.sha256,
        "gb_t_7714": render_reference(document.record, "gb-t-7714-2015", document.language),
        "apa": render_reference(document.record, "apa-7", document.language),
        "record": dict(document.record),
    }

"""The works of a Zotero on this machine, through its own interface on its loopback port.

Only read, and only from this machine: Zotero answers there to programs that its settings allow
(Settings → Advanced → "Allow other applications on this computer to communicate with Zotero").
"""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from corpus.errors import RecordInvalid
from corpus.records import check_record
from service.errors import FileRefused, ZoteroUnreachable
from service.library.file_discovery import Found

_ITEMS = "/api/users/0/items?format=json&include=data,csljson&limit={limit}&start={start}"
_FILE = "/api/users/0/items/{key}/file"
_A_TIME = 100
_SECONDS = 30
_MOST_BYTES = 64 * 1024 * 1024
_ITEM = (("key", str), ("data", dict))
READ = frozenset(
    (
        "application/pdf", "application/epub+zip", "text/html", "text/plain", "text/markdown",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/xhtml+xml",
    )
)  # fmt: skip


def find_zotero_files(port: int) -> Iterator[Found]:
    """The attached files that can be read, each with its work's record, and works without any.

    Raises:
        ZoteroUnreachable: Zotero does not run, does not allow it, or is something else.
    """
    items = list(_items(port))
    works = {item["key"]: item for item in items if _kind(item) not in ("attachment", "note")}
    having: set[str] = set()
    for item in items:
        if _kind(item) != "attachment" or item["data"].get("contentType") not in READ:
            continue
        parent = str(item["data"].get("parentItem") or "")
        having.add(parent)
        yield _attachment(item, works.get(parent), port)
    for key, work in works.items():
        if key not in having and _kind(work) != "annotation":
            title = str(work["data"].get("title") or key)
            yield Found(Path(f"zotero: {title[:80]}"), without_file=True)


def _attachment(item: Mapping[str, Any], work: Mapping[str, Any] | None, port: int) -> Found:
    key = str(item["key"])
    name = Path(f"zotero: {str(item['data'].get('title') or key)[:80]}")
    try:
        record = _record(work) if work is not None else {}
        path = _path(key, port)
    except RecordInvalid as error:
        return Found(name, refused=FileRefused(str(name), str(error)))
    if path is None:
        why = "Zotero has not got the file on this machine; open it there once"
        return Found(name, refused=FileRefused(str(name), why))
    library = item.get("library", {})
    return Found(path, record=record, origin=f"zotero:{library.get('id', 0)}/{key}")


def _record(work: Mapping[str, Any]) -> dict[str, Any]:
    given = work.get("csljson")
    record = (
        {key: value for key, value in given.items() if key != "id"}
        if isinstance(given, dict)
        else {}
    )
    return check_record(record, f"the work {work['key']} of Zotero")


def _kind(item: Mapping[str, Any]) -> str:
    return str(item["data"].get("itemType"))


def _items(port: int) -> Iterator[dict[str, Any]]:
    start, seen = 0, set[str]()
    while True:
        _, _, body = _get(port, _ITEMS.format(limit=_A_TIME, start=start))
        try:
            page = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise ZoteroUnreachable(port, "what answers is not Zotero") from error
        if not isinstance(page, list) or not all(map(_is_item, page)):
            raise ZoteroUnreachable(port, "what answers is not Zotero")
        new = [item for item in page if item["key"] not in seen]
        seen.update(item["key"] for item in new)
        yield from new
        start += len(page)
        if len(page) < _A_TIME or not new:
            return


def _is_item(item: object) -> bool:
    return isinstance(item, dict) and all(isinstance(item.get(key), kind) for key, kind in _ITEM)


def _path(key: str, port: int) -> Path | None:
    """Where Zotero keeps a file: it answers with the file's own URL."""
    if not key.isalnum():
        return None
    status, location, _ = _get(port, _FILE.format(key=key), missing=True)
    url = urlsplit(location)
    return (
        Path(unquote(url.path)) if status in (301, 302, 303, 307) and url.scheme == "file" else None
    )


def _get(port: int, path: str, missing: bool = False) -> tuple[int, str, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", path, headers={"Zotero-API-Version": "3"})
        response = connection.getresponse()
        body = response.read(_MOST_BYTES + 1)
        location = response.getheader("Location") or ""
    except (OSError, HTTPException) as error:
        raise ZoteroUnreachable(port, str(error) or type(error).__name__) from error
    finally:
        connection.close()
    if response.status == 403:
        raise ZoteroUnreachable(port, "it does not allow it")
    if len(body) > _MOST_BYTES or (response.status >= 400 and not missing):
        raise ZoteroUnreachable(port, f"it answers with {response.status}")
    return response.status, location, body

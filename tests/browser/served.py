"""A real server for the browser tests: the shipped text and a few that try the page's patience."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from corpus.documents import Document, Language, Source
from corpus.readers.blocks import Body, Heading, assemble_document
from service.http.app import create_app
from service.settings import Settings
from service.wiring import ensure_index, open_library
from tests.steady import PATIENCE

THESIS = "nsc-thesis-ch6"
HOSTILE = "hostile"
REVISED = "revised"
NOTES = "notes"

HOSTILE_TITLE = "<script>document.title='taken'</script>量子豆腐<img src=x onerror=alert(1)>"
MARKUP = (
    "量子豆腐的製法是先冷卻。<script>document.title='taken'</script>"
    "<img src=x onerror=\"document.title='taken'\"><a href=\"javascript:document.title='taken'\">點</a>"
    "</p></article><style>body{display:none}</style>量子豆腐不可加熱。"
)
BIDI = "量子豆腐的價格是\u202e5678\u202c元，\u2067隔離\u2069之後不變。"
LONG_WORD = "quantumtofu" * 200
# One sentence: as hard to show as can be, and one passage only, so that it is soon encoded.
LONG_PARAGRAPH = "，".join(f"豆花的第{n}次實驗沒有結果" for n in range(3600)) + "。"


def start_text(
    document_id: str, language: Language, title: str, *blocks: Body | Heading
) -> Document:
    return assemble_document(
        document_id,
        language,
        blocks,
        {"id": document_id, "type": "report", "title": title, "language": language},
        Source(f"{document_id}.txt", "0" * 64, "text/plain"),
    )


def texts() -> list[Document]:
    """In the order they are stored: the second `revised` makes the first an older version."""
    return [
        start_text(
            HOSTILE,
            "zh-Hant",
            HOSTILE_TITLE,
            Heading("<b>第一章</b> 製法", 1),
            Body(MARKUP),
            Body(BIDI),
            Body(LONG_WORD),
            Body(LONG_PARAGRAPH),
        ),
        start_text(
            REVISED,
            "en",
            "Notes on ferries",
            Body("The ferry leaves at noon."),
            Body("It is slow."),
        ),
        start_text(
            REVISED,
            "en",
            "Notes on ferries",
            Body("The ferry leaves at dawn."),
            Body("It is slow."),
        ),
        start_text(
            NOTES,
            "en",
            "Notes on lighthouses",
            Heading("1 Keepers", 1),
            Body("The keeper of the lighthouse trims the lamp at dusk, and writes the log."),
            Body("In winter the keeper is relieved every third week, weather permitting."),
            Heading("2 Lamps", 1),
            Body("The lamp burned whale oil until 1860; after that it burned kerosene."),
        ),
    ]


def prepare(home: Path) -> Settings:
    """Settings of a home whose library has the texts, with its index built."""
    settings = Settings(home=home, _env_file=None)
    library = open_library(settings)
    for text in texts():
        library.put(text)
    ensure_index(settings)
    return settings


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """Run an application on a free port; gives its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server of the browser tests did not start; see the log above")
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE)


def application(home: Path) -> FastAPI:
    return create_app(prepare(home))

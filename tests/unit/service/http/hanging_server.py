"""`python -m tests.unit.service.http.hanging_server`: a server whose every request hangs."""

import socket
import time

from fastapi import FastAPI

from service.http.connections import ConnectionLimits
from service.http.server import run_server


def main() -> None:
    app = FastAPI()

    @app.get("/")
    def hang() -> None:
        time.sleep(600)

    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)  # noqa: T201  # the test reads it
    run_server(app, listener, ConnectionLimits())


if __name__ == "__main__":
    main()

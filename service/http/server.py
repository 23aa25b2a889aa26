"""The server process: uvicorn, kept to the limits of connections, that ends when it is told to."""

import os
import resource
import socket
import threading
from types import FrameType

import uvicorn
from fastapi import FastAPI

from service.http.connections import ConnectionLimits, protocol_with

GRACE_SECONDS = 5
"""How long running requests may go on after SIGTERM."""
END_SECONDS = 8.0
"""When the process ends whatever hangs; what was acknowledged is on the disk by then."""


class Server(uvicorn.Server):
    """uvicorn's server, whose end nothing can hold up: neither an upload nor a hung thread."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end at the first signal, within 8 s; end at once at the second."""
        if self.should_exit:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)
        ending = threading.Timer(END_SECONDS, os._exit, (128 + sig,))
        ending.daemon = True
        ending.start()


def run_server(app: FastAPI, listener: socket.socket, limits: ConnectionLimits) -> bool:
    """Serve until a signal comes; whether the application could start."""
    _raise_open_files()
    config = uvicorn.Config(
        app,
        http=protocol_with(limits),
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config)
    server.run(sockets=[listener])
    return server.started


def _raise_open_files() -> None:
    """A connection is an open file, and many systems allow a process 1,024 unless it asks."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 65_536
    if soft != resource.RLIM_INFINITY and soft < min(wanted, 65_536):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, 65_536), hard))

"""By which names requests may call the service: a defence against DNS rebinding.

A page of another site can have its own name lead to 127.0.0.1 all of a sudden; then its requests
come from the same origin as far as a browser can tell, and it may read what they are answered.
But the name stays in their header `Host`. So a service that listens for this machine alone answers
to names of this machine alone, and to those of `WENJU_ALLOWED_HOSTS`. One that listens elsewhere
is called by names that it cannot know: there the setting restricts, and without it none is refused.
"""

import ipaddress
import re

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import HostNotAllowed
from service.http.errors import respond_with
from service.settings import Settings

_HOST = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(?::\d*)?")


class HostMiddleware:
    """Refuses a request by another name before anything of it is looked at."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        listed = [name for name in (settings.allowed_hosts or "").split(",") if name.strip()]
        self._allowed = frozenset(map(name_of, listed))
        self._restricts = bool(listed) or is_loopback(name_of(settings.host))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it is refused."""
        if scope["type"] == "http" and self._restricts:
            request = Request(scope)
            host = request.headers.get("host", "")
            name = name_of(host)
            if name not in self._allowed and not is_loopback(name):
                await respond_with(request, HostNotAllowed(host))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def name_of(host: str) -> str:
    """The name or address in a `Host`, in small letters, without port and brackets.

    Empty where it is none: `name_of("[::1]:8000") == "::1"`.
    """
    host = host.strip()
    with_port = _HOST.fullmatch(host)
    # An address of IPv6 without brackets is no `Host`, but people write it into settings.
    name = with_port["name"] if with_port else host if _address(host) else ""
    return name.strip("[]").removesuffix(".").lower()


def is_loopback(name: str) -> bool:
    """Whether only this machine is called so."""
    address = _address(name)
    return name == "localhost" or (address is not None and address.is_loopback)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None

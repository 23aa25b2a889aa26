"""Names that a service is called by, as they stand in `Host` and in settings."""

import ipaddress
import re

_HOST = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(?::\d*)?")


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

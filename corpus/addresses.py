"""Passage addresses: `document_id@version:start-end`, a place in a text and not in an index."""

import re
from dataclasses import dataclass

from corpus.errors import MalformedAddress

# Eighteen digits are more than any text has; without a limit, int() would refuse some inputs.
_SHAPE = re.compile(
    r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)@(?P<version>[0-9a-f]{12})"
    r":(?P<start>0|[1-9][0-9]{0,17})-(?P<end>[1-9][0-9]{0,17})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Address:
    """A span of one version of a document; `str()` gives the written form."""

    document_id: str
    version: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.document_id}@{self.version}:{self.start}-{self.end}"


def parse_address(address: str) -> Address:
    """Read an address as written.

    parse_address("nsc-thesis-ch6@3f2a9c1b7d04:1045-1321")
    -> Address("nsc-thesis-ch6", "3f2a9c1b7d04", 1045, 1321)
    """
    match = _SHAPE.fullmatch(address)
    if match is None or int(match["start"]) >= int(match["end"]):
        raise MalformedAddress(address)
    return Address(match["id"], match["version"], int(match["start"]), int(match["end"]))

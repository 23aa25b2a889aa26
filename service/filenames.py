"""Names of files as they are kept and shown: one plain component, whatever was sent.

A name is only ever shown and given back; nothing is stored under it. It still must not carry a
path into an export, nor turn the line around that it is printed in.
"""

import re
import unicodedata

from service.errors import FilenameInvalid

_LONGEST_BYTES = 200
_SEPARATORS = re.compile(r"[/\\]")
# Controls, halves of surrogate pairs, and marks that turn the direction of writing; the other
# format characters stay, because scripts and emoji are written with them.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_BROKEN = re.compile("[\ud800-\udfff]")


def check_upload_name(filename: str | None) -> str:
    """The name of an uploaded file, cleaned.

    Raises:
        FilenameInvalid: it is missing, or it is a path: no browser and no curl sends one.
    """
    given = filename or ""
    if _SEPARATORS.search(given) or "\x00" in given or given.strip(" .") == "":
        raise FilenameInvalid(given)
    return clean_filename(given)


def clean_filename(filename: str) -> str:
    """A name that can be shown and exported: the last component, without hidden characters.

    >>> clean_filename("../../etc/passwd")
    'passwd'
    """
    last = _SEPARATORS.split(filename)[-1]
    visible = _HIDDEN.sub("", _BROKEN.sub("\ufffd", unicodedata.normalize("NFC", last)))
    return _shortened(visible.strip().lstrip(".")) or "document"


def _shortened(name: str) -> str:
    """At most so many bytes in UTF-8, with the ending kept."""
    if len(name.encode()) <= _LONGEST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    tail = f"{dot}{ending}" if ending else ""
    kept = stem.encode()[: _LONGEST_BYTES - len(tail.encode())].decode("utf-8", "ignore")
    return kept + tail

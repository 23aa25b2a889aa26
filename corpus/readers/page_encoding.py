"""The encoding of a web page, which names it in its first lines, rightly or not."""

import re

from corpus.readers.decoding import Decoded, decode_as, decode_text

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_LOOKED_AT = 4096
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def decode_page(content: bytes) -> tuple[Decoded, str | None]:
    """The text of a page, and the encoding that it names wrongly, if it does."""
    start = content[:_LOOKED_AT]
    named = _XML_ENCODING.search(start) or _CHARSET.search(start)
    if named is None or content.startswith(_BOMS):
        return decode_text(content), None
    label = named[1].decode("ascii", "replace")
    decoded = decode_as(content, label)
    return (decoded, None) if decoded else (decode_text(content), label)

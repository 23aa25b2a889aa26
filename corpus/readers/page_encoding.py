"""The encoding of a web page, which names it in its first lines, rightly or not."""

import re

from corpus.errors import EncodingUnclear
from corpus.readers.plain.decoding import Decoded, decode_as, decode_text

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_LOOKED_AT = 4096
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def decode_page(content: bytes) -> tuple[Decoded, str | None]:
    """The text of a page, and the encoding that it names wrongly, if it does.

    What the bytes clearly are counts before the name: a page in UTF-8 or Big5 that calls itself
    GB2312 is valid as that, too, and would be read as nonsense.
    """
    start = content[:_LOOKED_AT]
    match = _XML_ENCODING.search(start) or _CHARSET.search(start)
    if match is None or content.startswith(_BOMS):
        return decode_text(content), None
    label = match[1].decode("ascii", "replace")
    named = decode_as(content, label)
    try:
        found = decode_text(content)
    except EncodingUnclear:
        if named is None:
            raise
        return named, None
    return found, None if named is not None and named.text == found.text else label

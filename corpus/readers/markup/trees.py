"""Markup parsed without risk: nothing is fetched, no entity is expanded, no tree is endless."""

import re
from html.entities import html5

from lxml import etree

from corpus.errors import FileDamaged

Element = etree._Element  # its only public name

_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})


def parse_xml(content: bytes, kind: str) -> Element:
    """The root of an XML file; `kind` names the file in messages.

    What the file writes as an entity of its own, or of another file, is left out; the named
    characters of HTML, such as `&nbsp;`, are read.

    Raises:
        FileDamaged: it is no well-formed XML, or nests deeper than any text does.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: Element | None = etree.fromstring(_NAMED.sub(_character, content), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileDamaged(kind, str(error)) from error
    if root is None:
        raise FileDamaged(kind, "it holds no element")
    etree.strip_elements(root, etree.Entity, with_tail=False)
    return root


def parse_html(text: str, kind: str = "web page") -> Element:
    """The root of an HTML page; as in a browser, broken markup is mended.

    Raises:
        FileDamaged: nothing of it can be read, or not all, because it nests too deep.
    """
    # As bytes in an encoding that we name: what the page says of its own encoding is settled.
    # Pages never close their tags and nest 300 deep; HTML has no entities that could grow.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    content = text.replace("\0", "").encode("utf-8", "replace")
    try:
        root: Element | None = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileDamaged(kind, str(error)) from error
    for problem in parser.error_log:
        # At its limit the parser stops without an error, and the rest would be missing.
        if problem.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise FileDamaged(kind, problem.message)
    if root is None:
        raise FileDamaged(kind, "it holds no element")
    return root


def local_name(element: Element) -> str:
    """The tag without its namespace, in small letters; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace or prefix, such as `type` for `epub:type`."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].rpartition(":")[2] == name:
            return str(value)
    return ""


def _character(reference: re.Match[bytes]) -> bytes:
    """A named character of HTML as a number, which XML knows, too; anything else as it was."""
    name = reference[1].decode("ascii")
    characters = "" if name in _XML_OWN else html5.get(f"{name};", "")
    return "".join(f"&#{ord(one)};" for one in characters).encode() or reference[0]

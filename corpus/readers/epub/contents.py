"""What an EPUB lists: the titles of its chapters, and where its printed pages begin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from corpus.readers.archives import Archive, resolve
from corpus.readers.markup.roles import clean_label
from corpus.readers.markup.trees import Element, attribute, local_name, parse_xml

_KIND = "EPUB"
_LONGEST_LABEL = 12


@dataclass(slots=True)
class Contents:
    """Titles by file, and labels of printed pages by `file#id`."""

    titles: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)


def read_contents(
    archive: Archive, opf: str, manifest: Mapping[str, Element], package: Element
) -> Contents:
    """The lists of the navigation page (EPUB 3) and of the NCX (EPUB 2), the former first."""
    contents = Contents()
    navigation = [i for i in manifest.values() if "nav" in i.get("properties", "").split()]
    ncx = [i for i in manifest.values() if i.get("media-type") == "application/x-dtbncx+xml"]
    for item in (*navigation, *ncx):
        name = resolve(opf, unquote(item.get("href", "")))
        if name not in archive:
            continue
        root = parse_xml(archive.read(name), _KIND)
        entries = _navigation_entries(root) if item in navigation else _ncx_entries(root)
        for kind, target, label in entries:
            _take(contents, kind, _resolved(name, target), " ".join(label.split()))
    return contents


def _take(contents: Contents, kind: str, target: str, label: str) -> None:
    file, _, fragment = target.partition("#")
    number = clean_label(label)
    if kind == "page-list" and fragment and 0 < len(number) <= _LONGEST_LABEL:
        contents.pages.setdefault(target, number)
    elif kind == "toc" and label:
        contents.titles.setdefault(file, label)


def _resolved(name: str, target: str) -> str:
    file, mark, fragment = target.partition("#")
    return f"{resolve(name, unquote(file)) if file else name}{mark}{fragment}"


def _navigation_entries(root: Element) -> Iterator[tuple[str, str, str]]:
    """Kind of list, target and label of each entry in the `nav` elements."""
    for nav in root.iter():
        if local_name(nav) != "nav":
            continue
        for link in nav.iter():
            if local_name(link) == "a" and link.get("href"):
                yield attribute(nav, "type"), link.get("href", ""), _text(link)


def _ncx_entries(root: Element) -> Iterator[tuple[str, str, str]]:
    for point in root.iter():
        kind = {"navpoint": "toc", "pagetarget": "page-list"}.get(local_name(point))
        if kind is None:
            continue
        label = next((_text(one) for one in point if local_name(one) == "navlabel"), "")
        target = next((one.get("src", "") for one in point if local_name(one) == "content"), "")
        yield kind, target, label


def _text(element: Element) -> str:
    return "".join(map(str, element.itertext()))

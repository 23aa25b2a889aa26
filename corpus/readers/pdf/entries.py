"""Lists whose entries are a paragraph each: bibliographies, and what else hangs or is numbered.

An entry begins with its number in brackets, or its first line stands out to the left of the
others. Where both layouts are seen in a section, the one that the ends of sentences agree with
counts: a paragraph's first line is indented after a sentence has ended, that of an entry is not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from corpus.readers.pdf.lines import Piece
from corpus.readers.pdf.typesetting import ends_sentence, is_indented

_NUMBERED = re.compile(r"[\[\uff3b【\u3014](\d{1,3})[\]\uff3d】\u3015]")
_COUNTED = re.compile(r"(\d{1,3})[.\uff0e)）]\s?")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_REFERENCES = re.compile(
    r"(?i:[\divx.\s]*(?:references?(?: cited)?|bibliography|works cited|literature(?: cited)?"
    r"|notes and references|sources))"
    r"|[\d一二三四五六七八九十、.\s]*(?:主要|徵引|征引)?(?:參考|参考|引用|徵引|征引)\s?"
    r"(?:文獻|文献|書目|书目|資料|资料)"
)
_FEWEST = 2
_FEWEST_HANGING = 3
_FULL = 2.0  # em that a full line is short of its column
_MOST_LINES = 12  # of an entry, on average

Starts = dict[int, bool]  # position of a line: whether it begins an entry or goes on in one


def find_entries(
    lines: Sequence[Piece], headings: Mapping[int, tuple[int, int]]
) -> tuple[Starts, set[int]]:
    """The lines of lists, and which of these are of a bibliography."""
    starts: Starts = {}
    bibliography: set[int] = set()
    for heading, section in _sections(lines, headings):
        named = _REFERENCES.fullmatch(heading) is not None
        found = _numbered(lines, section, named) or _hanging(lines, section)
        starts |= found
        if found and (named or _has_years(lines, found)):
            bibliography |= set(found)
    return starts, bibliography


def _sections(
    lines: Sequence[Piece], headings: Mapping[int, tuple[int, int]]
) -> Iterator[tuple[str, range]]:
    """What stands between two headings, with the text of the first; a lone title is one, too."""
    begin, heading = 0, ""
    titles = {
        position: 1
        for position, line in enumerate(lines)
        if position not in headings and len(line.text) < 30 and _REFERENCES.fullmatch(line.text)
    }
    counts = titles | {position: count for position, (count, _) in headings.items()}
    for position in sorted(counts):
        if position > begin:
            yield heading, range(begin, position)
        begin = position + counts[position]
        heading = " ".join(line.text for line in lines[position:begin])
    yield heading, range(begin, len(lines))


def _numbered(lines: Sequence[Piece], section: range, named: bool) -> Starts:
    """Entries that begin with numbers which count on."""
    pattern = re.compile(f"{_NUMBERED.pattern}|{_COUNTED.pattern}") if named else _NUMBERED
    begins: list[int] = []
    last: int | None = None
    for position in section:
        match = None if lines[position].cells else pattern.match(lines[position].text)
        number = next((int(group) for group in match.groups() if group), None) if match else None
        if number is not None and (last is None or last < number <= last + 2):
            begins.append(position)
            last = number
    if len(begins) < _FEWEST or section.stop - begins[0] > _MOST_LINES * len(begins):
        return {}
    ended = sum(position == section.start or _may_end(lines[position - 1]) for position in begins)
    if ended < 0.8 * len(begins):
        return {}
    size = lines[begins[0]].size
    found: Starts = {}
    for position in range(begins[0], section.stop):
        if lines[position].cells or abs(lines[position].size - size) > 0.1 * size:
            break
        found[position] = position in begins
    return found


def _may_end(line: Piece) -> bool:
    return ends_sentence(line) or line.text[-1:].isdigit() or not _is_full(line)


def _hanging(lines: Sequence[Piece], section: range) -> Starts:
    """Entries whose first line stands out to the left."""
    hangs = indents = 0
    for n, after in pairwise(section):
        line, following = lines[n], lines[after]
        if line.cells or following.cells or line.page != following.page:
            continue
        out, inner = not is_indented(line), is_indented(following)
        ends = ends_sentence(line) or not _is_full(line)
        if out and inner:
            hangs += not ends
            indents += ends
        elif not out and not inner:
            hangs += ends
            indents += not ends
    if hangs < _FEWEST_HANGING or hangs <= 3 * indents:
        return {}
    return {n: not is_indented(lines[n]) for n in section if not lines[n].cells}


def _is_full(line: Piece) -> bool:
    return line.column[1] - line.right < _FULL * line.size


def _has_years(lines: Sequence[Piece], starts: Starts) -> bool:
    """Whether most entries name a year, as those of a bibliography do."""
    entries: list[str] = []
    for position in sorted(starts):
        if starts[position] or not entries:
            entries.append("")
        entries[-1] += lines[position].text
    dated = sum(_YEAR.search(entry) is not None for entry in entries)
    return len(entries) >= _FEWEST_HANGING and dated >= 0.7 * len(entries)

# ruff: noqa: ANN401  (citeproc-py has no types: what it hands over is Any)
"""What citeproc-py 0.11 does otherwise than CSL 1.0.2 says, put right for the styles we use.

Each function names the section of the specification and what went wrong in print without it.
`apply` puts them in once, when the first citation is rendered; tests/unit/service/citing/golden/
shows their effect, and a correction that a later citeproc-py makes itself can go.
"""

import re
from collections.abc import Callable
from typing import Any

import citeproc
from citeproc import model, string
from citeproc.source import CitationItem, VariableError

from corpus.csl_markup import SIGNS
from service.citing import capitals, citeproc_names
from service.citing.citeproc_state import INSTITUTION, Rendering
from service.citing.csl_records import PAGES

# Of CSL 1.0.2; citeproc-py knows those of 1.0.1 and lost, say, the name of a conference.
NAMES_OF_1_0_2 = (
    "chair compiler contributor curator director editor_translator executive_producer guest host "
    "narrator organizer performer producer reviewed_author script_writer series_creator"
).split()
VARIABLES_OF_1_0_2 = (
    "division event_title part_number part_title printing printing_number reviewed_genre "
    "reviewed_title scale supplement_number volume_title"
).split()
AFTER_A_STOP = re.compile(r"([?!？！。])[,.]”")
FULL_STOPS = "。！？"
_CITED = "what is cited"  # no name of a variable
# Variables that the processor makes itself: being empty, they do not empty their group.
GENERATED = ("year-suffix", "citation-number", "first-reference-note-number")
# Private-use signs that go through rendering and are taken out at its end by `clean`.
NO_SPACE_BEFORE, HYPHEN = "\ue001", "\ue002"


def apply() -> None:
    """Replace the methods below; called once, before the first style is loaded."""
    citeproc.NAMES.extend(NAMES_OF_1_0_2)
    citeproc.VARIABLES.extend([*NAMES_OF_1_0_2, *VARIABLES_OF_1_0_2])
    model.Group.process = _group
    model.Substitute.add_to_repressed_list = _note_substituted
    model.Substitute.render = _substitute
    for printed in (model.Text, model.Number, model.Date, model.Names):
        _watch_variables(printed)
    citeproc_names.apply()
    model.TextCased.case = _case
    model.Text._variable = _text_variable
    model.to_ordinal = _to_ordinal
    model.normalize_seam = string.normalize_seam = _normalize_seam
    element = model.CitationStylesElement
    element.get_macro = _remembered(element.get_macro, element.get_root)
    element.get_term = _remembered(element.get_term, element.get_root)
    element.xpath_search = _remembered(element.xpath_search, lambda own: own)
    CitationItem.reference = property(_reference)


def _group(self: Any, item: Any, context: Any = None, delimiter: str = "", **kwargs: Any) -> Any:
    """cs:group: left out only if variables were called and all were empty.

    citeproc-py counts the variables of branches that were not taken, and lost `[J]`, `[D]`.
    """
    output = []
    Rendering.groups.append([False, False])
    try:
        for child in self.iterchildren():
            try:
                if isinstance(child, model.Choose):
                    inner = self.get("delimiter", "")
                    text = child.render(item, context=context, delimiter=inner, **kwargs)
                else:
                    text = child.render(item, context=context, **kwargs)
            except VariableError:
                continue
            if text is not None and str(text) != "":
                output.append(text)
    finally:
        called, present = Rendering.groups.pop()
    if called and Rendering.groups:
        _note_call(present and bool(output))
    if not output or (called and not present):
        raise VariableError
    return self.join(output)


def _note_call(present: bool) -> None:
    if Rendering.groups:
        Rendering.groups[-1][0] = True
        Rendering.groups[-1][1] |= present


def _watch_variables(element: Any) -> None:
    """Let groups and substitutes know which variables were called, and which were there."""
    original = element.render

    def render(self: Any, item: Any, *args: Any, **kwargs: Any) -> Any:
        variable = self.get("variable")
        if variable in (None, *GENERATED) or not hasattr(item, "reference"):
            return original(self, item, *args, **kwargs)
        if element is not model.Names and variable in Rendering.substituted:
            _note_call(False)
            raise VariableError
        try:
            text = original(self, item, *args, **kwargs)
        except VariableError:
            _note_call(False)
            raise
        present = text is not None and str(text) != ""
        _note_call(present)
        if present and Rendering.substituting:
            given = variable.split()
            Rendering.substituting[-1].update(
                name for name in given if len(given) == 1 or name in item.reference
            )
        return text

    element.render = render


def _substitute(self: Any, item: Any, context: Any = None, **kwargs: Any) -> Any:
    """cs:substitute: what stands in for the names is not printed a second time.

    citeproc-py forgets variables that a macro prints: APA gave an unsigned title twice.
    """
    missing = self.getparent()
    for child in self.getchildren():
        Rendering.missing.append(missing)
        Rendering.substituting.append(set())
        try:
            if isinstance(child, model.Names) and child.name is None:
                kwargs["names_context"] = missing
            text = child.render(item, context=context, **kwargs)
        except VariableError:
            text = None
        finally:
            kwargs.pop("names_context", None)
            variables = Rendering.substituting.pop()
            Rendering.missing.pop()
        if text:
            Rendering.substituted |= variables
            return text
    return None


def _note_substituted(self: Any, child: Any, context: Any) -> None:
    """Replaced by `_substitute`, which knows the variables and not only the tag."""


def clean(text: str) -> str:
    """Take the signs out again."""
    text = text.replace(" " + NO_SPACE_BEFORE, "")
    return text.replace(NO_SPACE_BEFORE, "").replace(INSTITUTION, "").replace(HYPHEN, "-")


_text_variable_original = model.Text._variable


def _text_variable(self: Any, item: Any, context: Any) -> Any:
    """page-range-format: shortens the pages of a locator too, `103–4` in Chicago."""
    if self.get("variable") == "locator" and PAGES.fullmatch(item.locator.identifier):
        return self._process(item.locator.identifier, "page")
    return _text_variable_original(self, item, context)


_case_original = model.TextCased.case


def _case(self: Any, text: Any, language: str | None = None) -> Any:
    """text-case: title case is that of capitals.py; labels are cased too (`(Ed.)`).

    Signs of markup are no letters: the word behind them gets the capital.
    """
    wanted = self.get("text-case")
    if not text or wanted not in ("title", "capitalize-first"):
        return _case_original(self, text, language)
    if wanted == "title" and (isinstance(self, model.Label) or language == "en"):
        return string.String(capitals.title_case(str(text)))
    if wanted == "title":
        return text
    return string.String(capitals.capitalize_first(str(text)))


_to_ordinal_original = model.to_ordinal


def _to_ordinal(number: int, context: Any) -> str:
    """Ordinals end as the output language says, also where it says "with nothing"."""
    language = context.get_root().locales[0].get("{http://www.w3.org/XML/1998/namespace}lang", "")
    if language.startswith("zh"):
        return str(number)
    ordinal: str = _to_ordinal_original(number, context)
    return ordinal


def _normalize_seam(left: Any, other: Any) -> Any:
    """Between two pieces no mark, and no space, stands twice, whatever is in italics.

    Chinese stops count as well: a title that ends in ？ takes no 。 after it.
    """
    before, after = SIGNS.sub("", str(left)), str(other)
    if not before or not after:
        return other
    last, first = before[-1], after[0]
    doubled = last == first and first in string.SEAM_PUNCTUATION | {" "}
    if doubled or (first == "。" and last in FULL_STOPS):
        return string._strip_first_char(other)
    return other


def _remembered(find: Callable[..., Any], whose: Callable[[Any], Any]) -> Callable[..., Any]:
    """Look the same thing up once: each look-up walks the whole style file, or an element of it.

    `whose` says what a look-up of an element depends on: its style, or the element itself.
    """

    def found(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        key = (find, whose(self), name, args, tuple(kwargs.items()))
        if key not in Rendering.remembered:
            Rendering.remembered[key] = find(self, name, *args, **kwargs)
        return Rendering.remembered[key]

    return found


def _reference(self: Any) -> Any:
    """What is cited, looked up once for a citation and not once for each of its variables."""
    if _CITED not in self:
        self[_CITED] = self.bibliography.source[self.key]
    return self[_CITED]


def with_punctuation_in_quotes(text: str, locale: str) -> str:
    """`punctuation-in-quote`: American English puts a comma or stop before the closing quote."""
    if not locale.startswith("en"):
        return text
    for mark in ",.":
        text = text.replace(f"”{mark}", f"{mark}”").replace(f"’”{mark}", f"{mark}’”")
    return AFTER_A_STOP.sub(r"\1”", text)

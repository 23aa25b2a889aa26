"""Formulas in MathML and in Office's own markup (OMML) as one line of text that says the same.

The form is that of Unicode's plain-text mathematics (UTN 28), as far as people write it anyhow:
x², a_(ij), (a+b)/c, √(x), ∑_(i=1)^n. What takes a space on the page takes one here only around
relations.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from corpus.readers.markup.scripts import exponent, lower_text
from corpus.readers.markup.trees import Element, attribute, local_name

_DEEPEST = 80
_ACCENTS = {
    **dict.fromkeys("^\u02c6\u0302", "\u0302"),  # hat
    **dict.fromkeys("~\u02dc\u0303", "\u0303"),  # tilde
    **dict.fromkeys("\u00af\u203e\u0304\u0305_", "\u0304"),  # bar
    **dict.fromkeys(".\u02d9\u0307", "\u0307"),  # dot
    **dict.fromkeys("\u00a8\u0308", "\u0308"),  # two dots
    **dict.fromkeys("\u2192\u20d7", "\u20d7"),  # arrow
}
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_INVISIBLE = str.maketrans({"\u2061": " ", "\u2062": "", "\u2063": "", "\u2064": "", "\u200b": ""})
_SPACED = re.compile(r" *([=≠≈≡≤≥<>∝→⇒⇔↔∈∉⊂⊆]|:=) *")
_SIMPLE = re.compile(r"[-−]?[\w.,′'∞°%]+|\([^()]*\)")
_LEFT_OUT = frozenset(
    "annotation annotation-xml mphantom maligngroup malignmark rpr ctrlpr fpr radpr narypr dpr "
    "ssuppr ssubpr ssubsuppr sprepr funcpr limlowpr limupppr accpr barpr groupchrpr mpr mrpr "
    "eqarrpr boxpr borderboxpr phantpr omathparapr none mprescripts del".split()
)


def formula_text(element: Element) -> str:
    """A `math`, `oMath` or `oMathPara` element as text.

    formula_text(<math><msup><mi>x</mi><mn>2</mn></msup></math>) -> "x²"
    """
    if local_name(element) == "omathpara":
        lines = (formula_text(one) for one in element if local_name(one) == "omath")
        return " ".join(filter(None, lines))
    text = _SPACED.sub(r" \1 ", _linear(element, 0).translate(_INVISIBLE))
    return " ".join(text.split()) or element.get("alttext", "").strip()


def _linear(element: Element, depth: int) -> str:
    tag = local_name(element)
    if tag in _LEFT_OUT or not tag:
        return ""
    if depth > _DEEPEST:
        return "".join(map(str, element.itertext()))
    if tag in _TOKENS:
        return "".join(map(str, element.itertext())).strip() or " " * (tag == "mspace")
    if tag == "t":
        return element.text or ""
    parts = _Parts(element, depth + 1)
    form = _FORMS.get(tag)
    if form is None:
        return "".join(parts)
    return form(parts) if len(parts) or tag in _MAY_BE_EMPTY else ""


class _Parts:
    """What is in an element: by place, as MathML tells its parts, or by name, as OMML does."""

    def __init__(self, element: Element, depth: int) -> None:
        self.element = element
        self._depth = depth
        self._children = [one for one in element if local_name(one) not in _LEFT_OUT]

    def __iter__(self) -> Iterator[str]:
        return (_linear(one, self._depth) for one in self._children)

    def __len__(self) -> int:
        return len(self._children)

    def at(self, place: int) -> str:
        """The part at a place; empty where there is none."""
        inside = place < len(self._children)
        return _linear(self._children[place], self._depth) if inside else ""

    def named(self, name: str) -> str:
        """The first part of this name; empty where there is none."""
        return next(iter(self.all_named(name)), "")

    def all_named(self, name: str) -> list[str]:
        """All parts of this name."""
        return [_linear(one, self._depth) for one in self._children if local_name(one) == name]

    def sign(self, properties: str, name: str, usual: str) -> str:
        """A sign that OMML keeps in the properties; a value that is empty means none."""
        for one in self.element:
            if local_name(one) == properties:
                for value in one:
                    if local_name(value) == name:
                        return attribute(value, "val")
        return usual


def _grouped(text: str) -> str:
    bare = text.strip()
    return bare if _SIMPLE.fullmatch(bare) else f"({bare})"


def _fraction(above: str, below: str, *, has_bar: bool = True) -> str:
    """A fraction; one above the other without a bar is no quotient: a binomial coefficient."""
    if not has_bar:
        return f"binom({above.strip()}, {below.strip()})"
    return f"{_grouped(above)}/{_grouped(below)}"


def _mathml_fraction(parts: _Parts) -> str:
    thickness = parts.element.get("linethickness", "")
    has_bar = re.fullmatch(r"0+(?:\.0+)?\D*", thickness) is None
    return _fraction(parts.at(0), parts.at(1), has_bar=has_bar)


def _office_fraction(parts: _Parts) -> str:
    has_bar = parts.sign("fpr", "type", "bar").lower() != "nobar"
    return _fraction(parts.named("num"), parts.named("den"), has_bar=has_bar)


def _root(inside: str, degree: str) -> str:
    sign = _ROOTS.get(degree.strip())
    return f"{sign or exponent(degree) + '√'}({inside.strip()})"


def _scripts(base: str, below: str, above: str) -> str:
    base = (
        base if len(base.strip()) <= 1 or _SIMPLE.fullmatch(base.strip()) else f"({base.strip()})"
    )
    return f"{base}{lower_text(below.strip())}{exponent(above.strip())}"


def _limits(base: str, below: str, above: str) -> str:
    """A large operator, or a word such as lim, with what stands below and above it."""
    marks = f"_{_grouped(below)}" * bool(below.strip()) + f"^{_grouped(above)}" * bool(
        above.strip()
    )
    return f"{base.strip()}{marks} " if marks else base


def _over(base: str, above: str) -> str:
    accent = _ACCENTS.get(above.strip())
    if accent and len(base.strip()) == 1:
        return base.strip() + accent
    return _limits(base, "", above)


def _multiscripts(parts: _Parts) -> str:
    """MathML's scripts on both sides: a base, pairs behind it, a mark, pairs before it."""
    behind, before = "", ""
    items = [(local_name(one), _linear(one, 1)) for one in parts.element]
    prescripts = False
    column: list[str] = []
    for name, text in items[1:]:
        if name == "mprescripts":
            prescripts = True
            continue
        column.append(text)
        if len(column) == 2:
            marks = lower_text(column[0]) + exponent(column[1])
            before, behind = (before + marks, behind) if prescripts else (before, behind + marks)
            column = []
    return before + (items[0][1] if items else "") + behind


def _delimited(parts: _Parts) -> str:
    opening, closing = parts.sign("dpr", "begchr", "("), parts.sign("dpr", "endchr", ")")
    return opening + parts.sign("dpr", "sepchr", "|").join(parts.all_named("e")) + closing


def _fenced(parts: _Parts) -> str:
    opening, closing = parts.element.get("open", "("), parts.element.get("close", ")")
    return opening + parts.element.get("separators", ",")[:1].join(parts) + closing


def _nary(parts: _Parts) -> str:
    sign = parts.sign("narypr", "chr", "∫")
    return _limits(sign, parts.named("sub"), parts.named("sup")) + parts.named("e")


_TOKENS = frozenset("mi mn mo mtext ms mspace".split())
_MAY_BE_EMPTY = frozenset(("mfenced", "d"))
_FORMS: Mapping[str, Callable[[_Parts], str]] = {
    "semantics": lambda parts: parts.at(0),
    "mfrac": _mathml_fraction,
    "msqrt": lambda parts: _root("".join(parts), ""),
    "mroot": lambda parts: _root(parts.at(0), parts.at(1)),
    "msup": lambda parts: _scripts(parts.at(0), "", parts.at(1)),
    "msub": lambda parts: _scripts(parts.at(0), parts.at(1), ""),
    "msubsup": lambda parts: _scripts(parts.at(0), parts.at(1), parts.at(2)),
    "munder": lambda parts: _limits(parts.at(0), parts.at(1), ""),
    "mover": lambda parts: _over(parts.at(0), parts.at(1)),
    "munderover": lambda parts: _limits(parts.at(0), parts.at(1), parts.at(2)),
    "mmultiscripts": _multiscripts,
    "mfenced": _fenced,
    "mtable": lambda parts: f"[{'; '.join(parts)}]",
    "mtr": ", ".join,
    "f": _office_fraction,
    "ssup": lambda parts: _scripts(parts.named("e"), "", parts.named("sup")),
    "ssub": lambda parts: _scripts(parts.named("e"), parts.named("sub"), ""),
    "ssubsup": lambda parts: _scripts(parts.named("e"), parts.named("sub"), parts.named("sup")),
    "spre": lambda parts: _scripts("", parts.named("sub"), parts.named("sup")) + parts.named("e"),
    "rad": lambda parts: _root(parts.named("e"), parts.named("deg")),
    "nary": _nary,
    "d": _delimited,
    "m": lambda parts: f"[{'; '.join(parts.all_named('mr'))}]",
    "mr": ", ".join,
    "eqarr": "; ".join,
    "func": lambda parts: f" {parts.named('fname').strip()} {parts.named('e').strip()}",
    "limlow": lambda parts: _limits(parts.named("e"), parts.named("lim"), ""),
    "limupp": lambda parts: _limits(parts.named("e"), "", parts.named("lim")),
    "acc": lambda parts: _over(parts.named("e"), parts.sign("accpr", "chr", "^")),
    "bar": lambda parts: _over(parts.named("e"), "¯"),
}

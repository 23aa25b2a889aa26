"""The tables of a run, as words; the terminal and the document draw them (eval/report)."""

from collections.abc import Iterable, Sequence

from eval.benchmarks.figures import BUDGETS, At, Figure, change
from eval.benchmarks.results import Results
from eval.report.cells import Table

_JUDGED = {"aim": "✔✔", "must": "✔", "missed": "✘"}
_PEERS = {
    "wenju": "Wenju, in process",
    "wenju over HTTP": "Wenju, over HTTP",
    "txtai": "txtai",
    "haystack": "Haystack",
    "llamaindex": "LlamaIndex",
}


def all_tables(results: Results, before: Results | None) -> list[Table]:
    """Every table that has rows, in reading order."""
    figures = results.all()
    tables = [
        budget_table(figures),
        size_table(figures),
        stage_table(figures),
        crowd_table(figures),
        indexing_table(figures),
        quality_table(figures),
        peer_table(figures),
    ]
    if before is not None:
        tables.append(comparison_table(before, results))
    return [table for table in tables if table.rows]


def budget_table(figures: Sequence[Figure]) -> Table:
    """What was measured of what is asked for."""
    rows = []
    for figure in figures:
        budget = BUDGETS.get(figure.key)
        if budget is not None:
            limits = (f"{budget.must:g}", f"{budget.aim:g}")
            rows.append(
                (_described(figure), _shown(figure), *limits, _JUDGED[budget.judge(figure)])
            )
    note = "✔✔ keeps the aim, ✔ what must be, ✘ neither."
    return Table("Budgets of two cores", note, ("what", "measured", "must", "aim", ""), tuple(rows))


def size_table(figures: Sequence[Figure]) -> Table:
    """One client, by size of the library."""
    names = ["ask p50", "ask p95", "ask p99", "start to ready", "start to first answer"]
    names += [
        "memory",
        "memory of its own",
        "add until searchable",
        "indexing by the shortcut",
        "on disk",
    ]
    rows = _grid(figures, names, "passages", {"clients": 1})
    recalls = sorted({(f.name, f.at["pool"]) for f in figures if f.name.startswith("recall@")})
    for name, pool in recalls:
        rows += _grid(figures, [name], "passages", {"pool": pool}, f"{name}, {pool}")
    sizes = [_count(size) for size in _values(figures, "passages", "ask p50")]
    note = (
        "Over HTTP, one client, from a process of its own. Memory is resident, its own and what "
        "is mapped from files; starts find the files in the system's cache."
    )
    return Table("By size of the library (passages)", note, ("what", *sizes), tuple(rows))


def stage_table(figures: Sequence[Figure]) -> Table:
    """Where the time of a question goes."""
    rows = []
    for stage in _values(figures, "stage", "stage p50"):
        for name in ("stage p50", "stage p95"):
            label = f"{stage}, {name.split()[1]}"
            rows += _grid(figures, [name], "passages", {"stage": stage}, label)
    sizes = [_count(size) for size in _values(figures, "passages", "stage p50")]
    note = "As the answers say; `http` is the rest that the client sees: HTTP, JSON, its own work."
    return Table("A question by stage", note, ("stage", *sizes), tuple(rows))


def crowd_table(figures: Sequence[Figure]) -> Table:
    """Several clients at once."""
    names = ["answers", "rejected", "crowded ask p50", "crowded ask p95"]
    names += ["processor time of the service", "processor time of the clients"]
    rows = []
    for size in _values(figures, "passages", "answers"):
        for name in names:
            label = f"{_count(size)}: {name}"
            rows += _grid(figures, [name], "clients", {"passages": size}, label)
    counts = [str(count) for count in _values(figures, "clients", "answers")]
    note = "Processor time is per answer. Service and clients share the machine's cores."
    return Table("Clients at once", note, ("passages", *counts), tuple(rows))


def indexing_table(figures: Sequence[Figure]) -> Table:
    """Passages a second, stage by stage."""
    rows = [
        (str(figure.at["stage"]), _shown(figure)) for figure in figures if figure.name == "indexing"
    ]
    counted = [_count(round(f.value)) for f in figures if f.name == "indexed passages"]
    note = f"{''.join(counted)} passages of the texts, each once, with the embedded encoder."
    return Table("Indexing by stage", note, ("stage", "rate"), tuple(rows))


def quality_table(figures: Sequence[Figure]) -> Table:
    """nDCG@10 of every system, by language of question and passages."""
    found = [figure for figure in figures if figure.name == "nDCG@10"]
    slices = list(dict.fromkeys((f.at["questions"], f.at["passages"]) for f in found))
    rows = []
    for system in _values(found, "system", "nDCG@10"):
        of = {(f.at["questions"], f.at["passages"]): f for f in found if f.at["system"] == system}
        cells = [f"{of[one].value:.3f}" if one in of else "" for one in slices]
        rows.append((_PEERS.get(str(system), str(system)), *cells))
    header = ("system", *(f"{asked} → {passages}" for asked, passages in slices))
    note = "Same texts, encoder and questions; `both`: passages of both languages in one index."
    return Table("Others beside it: nDCG@10", note, header, tuple(rows))


def peer_table(figures: Sequence[Figure]) -> Table:
    """Time and memory of every system."""
    found = [figure for figure in figures if "system" in figure.at and figure.name != "nDCG@10"]
    kinds = list(dict.fromkeys((f.at.get("passages"), f.name, f.at.get("threads")) for f in found))
    systems = _values(found, "system")
    rows = []
    for passages, name, threads in kinds:
        of = {
            f.at["system"]: f
            for f in found
            if (f.at.get("passages"), f.name, f.at.get("threads")) == (passages, name, threads)
        }
        cells = [_shown(of[system]) if system in of else "" for system in systems]
        at_once = f", {threads} at once" if threads else ""
        rows.append((f"{_count(passages)}: {name.removeprefix('peer ')}{at_once}", *cells))
    header = ("passages: what", *(_PEERS.get(str(system), str(system)) for system in systems))
    note = "In process each by its own programming interface, and Wenju over HTTP besides."
    return Table("Others beside it: time and memory", note, header, tuple(rows))


def comparison_table(before: Results, now: Results) -> Table:
    """Each figure that was measured both times, and how many times the earlier one it is."""
    earlier = {figure.key: figure for figure in before.all()}
    rows = []
    for figure in now.all():
        known = earlier.get(figure.key)
        if known is not None:
            ratio, verdict = change(known, figure)
            rows.append(
                (_described(figure), _shown(known), _shown(figure), f"{ratio:.2f}", verdict)
            )
    note = f"Before: {before.date}, commit {before.versions['commit']}. Within 5 % is alike."
    header = ("what", "before", "now", "ratio", "")
    return Table("Compared with the last run", note, header, tuple(rows))


def _grid(
    figures: Iterable[Figure],
    names: Sequence[str],
    column: str,
    among: At,
    label: str | None = None,
) -> list[tuple[str, ...]]:
    """A row a name, a column a value of `column`; names that were not measured have no row."""
    members = [figure for figure in figures if column in figure.at and "system" not in figure.at]
    columns = _values(members, column, "answers" if column == "clients" else "ask p50")
    rows = []
    for name in names:
        of = {f.at[column]: f for f in members if f.name == name and _is_among(f, among)}
        if of:
            cells = [_shown(of[value]) if value in of else "" for value in columns]
            rows.append((label or name, *cells))
    return rows


def _is_among(figure: Figure, among: At) -> bool:
    """Whether a figure was taken so; what it does not say does not speak against it."""
    return all(figure.at.get(part, value) == value for part, value in among.items())


def _values(figures: Iterable[Figure], part: str, name: str | None = None) -> list[str | int]:
    """The circumstances under which something was measured; numbers in ascending order."""
    found = dict.fromkeys(f.at[part] for f in figures if part in f.at and name in (None, f.name))
    return sorted(found, key=lambda value: value if isinstance(value, int) else 0)


def _described(figure: Figure) -> str:
    at = ", ".join(
        f"{_count(value)} {name}" if isinstance(value, int) else f"{name} {value}"
        for name, value in figure.at.items()
    )
    return f"{figure.name} ({at})" if at else figure.name


def _shown(figure: Figure) -> str:
    digits = 0 if abs(figure.value) >= 100 else 1 if abs(figure.value) >= 10 else 2
    if not figure.unit:
        digits = 3
    return f"{figure.value:,.{digits}f} {figure.unit}".strip()


def _count(value: str | int | None) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value or "")

"""The tables of what must hold, and of what changed: promises, parts, baseline."""

from collections.abc import Sequence

from eval.gate.changes import Change
from eval.gate.figures import Figures
from eval.gate.gate import Verdict
from eval.gold_questions.parts import ENCODER, HYBRID, RRF, part_figures
from eval.gold_questions.running import GoldRun
from eval.report.cells import Table, number, percent


def promises_table(figures: Figures) -> Table:
    """What was compared with the source, and how alike twins are answered."""
    promises = figures.promises
    broken = str(len(promises.violations))
    twins = {"written": figures.written_twins, "converted": figures.converted_twins}
    rows = [
        ("citations compared with the source",
         f"{promises.passages} passages, {promises.evidence} evidence spans, "
         f"{promises.quotes} quotes"),
        ("broken invariants", broken),
        *(
            (f"script twins, {name}: same first passage / overlap at 5",
             f"{percent(twin.same_first)} / {percent(twin.overlap_at_5)} of {twin.pairs}")
            for name, twin in twins.items()
        ),
    ]  # fmt: skip
    return Table(
        "Promises",
        "Converted twins are the Traditional questions in Simplified characters; "
        "written ones are as a reader on the mainland asks.",
        ("promise", "measured"),
        tuple(rows),
        words=2,
    )


def parts_table(run: GoldRun) -> Table:
    """What search finds beside its parts, and how often the wrong language comes first."""
    rows = [
        (f.slice, f.measure, str(f.questions),
         *(number(f.values[method]) for method in (HYBRID, ENCODER, RRF)), f.floor or "")
        for f in part_figures(run.parts)
    ]  # fmt: skip
    own = [one.own_language for one in run.asked if one.own_language is not None]
    wrong = f"{100 * own.count(False) / len(own):.1f} %" if own else "–"
    return Table(
        "Beside its parts",
        "In the same language search must find at least what reciprocal rank fusion of BM25 and "
        "encoder finds, over all at least what the encoder finds, whatever the status. The first "
        f"passage is in another language than question and answer for {wrong}.",
        ("slice", "measure", "n", "search", "encoder", "RRF", "at least"),
        tuple(rows),
        words=2,
    )


def comparison_table(verdict: Verdict) -> Table:
    """Every gated comparison with the baseline."""
    rows = [
        (c.slice, c.measure, str(c.questions), f"{c.before:.3f}", f"{c.after:.3f}",
         f"{c.after - c.before:+.3f}", f"{c.p_drop:.3f}", "FELL" if c.is_regression else "")
        for c in verdict.comparisons
    ]  # fmt: skip
    return Table(
        "Against the baseline",
        "p: how likely a drop this large is by chance (paired randomisation, one-sided).",
        ("slice", "measure", "n", "before", "after", "change", "p", "verdict"),
        tuple(rows),
        words=2,
    )


def change_table(title: str, changes: Sequence[Change]) -> Table:
    """Questions that are answered better or worse than before."""
    rows = [(c.question_id, c.language, c.before, c.after) for c in changes]
    return Table(
        f"{title}: {len(rows)}",
        "Against the baseline, question by question.",
        ("question", "language", "before", "after"),
        tuple(rows),
        words=4,
    )

"""The tables of a report, as words; the terminal, Markdown and the page draw them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.gate.figures import Estimate, Figures, Slice
from eval.gate.gate import Change, Verdict
from eval.gold_questions.parts import ENCODER, HYBRID, RRF, part_figures
from eval.gold_questions.running import Asked, GoldRun


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report shows; `name` is of the set, `made` says when and by which command."""

    name: str
    run: GoldRun
    figures: Figures
    verdict: Verdict
    compared_with: str | None
    made: str


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table: the first `words` columns are words, the others figures."""

    title: str
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


def headline(report: Report) -> str:
    """The verdict in one line."""
    if not report.verdict.passed:
        return f"{report.name}: FAILED, {len(report.verdict.reasons)} reasons"
    compared = "" if report.compared_with else " (nothing to compare with)"
    return f"{report.name}: passed{compared}"


def facts(report: Report) -> list[tuple[str, str]]:
    """What was measured, on what, when."""
    figures = report.figures
    return [
        ("questions", f"{figures.answerable} answerable, {figures.unanswerable} not"),
        ("split", figures.split),
        ("index version", figures.index_version),
        ("compared with", report.compared_with or "nothing"),
        ("ask, p50 / p95", f"{figures.p50_ms:.1f} / {figures.p95_ms:.1f} ms"),
        ("made", report.made),
    ]


def all_tables(report: Report) -> list[Table]:
    """Every table that has rows, in reading order."""
    tables = [
        finding_table(report.figures),
        quoting_table(report.figures),
        refusing_table(report.figures),
        status_table(report.figures),
        promises_table(report.figures),
        parts_table(report.run),
        comparison_table(report.verdict),
        change_table("Lost", report.verdict.lost),
        change_table("Won", report.verdict.won),
    ]
    return [table for table in tables if table.rows]


def finding_table(figures: Figures) -> Table:
    """How often and how high the answer is found."""
    return Table(
        "Finding the answer",
        "Answerable questions, question language → passage language; 95 % bootstrap intervals. "
        "A refused question counts as not found.",
        ("slice", "n", "nDCG@10", "95 %", "R@1", "95 %", "R@5", "R@10", "RR@10"),
        tuple(_finding_row(one) for one in figures.slices if one.finding.questions),
    )


def _finding_row(one: Slice) -> tuple[str, ...]:
    measures = one.finding.measures
    return (
        one.name,
        str(one.finding.questions),
        _number(measures["nDCG@10"].value),
        _interval(measures["nDCG@10"]),
        _number(measures["R@1"].value),
        _interval(measures["R@1"]),
        *(_number(measures[name].value) for name in ("R@5", "R@10", "RR@10")),
    )


def quoting_table(figures: Figures) -> Table:
    """How often the sentence that answers is quoted, from its own place."""
    return Table(
        "Quoting and citing it",
        "Answerable questions: the first passage quotes the sentence that answers; its citation "
        "names the place of that sentence. Of first: of those whose first passage has the answer. "
        "Marked: how much of a first passage is marked.",
        ("slice", "sentence", "locator", "sentence of first", "locator of first", "marked"),
        tuple(_quoting_row(one) for one in figures.slices if one.quoting.sentence is not None),
    )


def _quoting_row(one: Slice) -> tuple[str, ...]:
    quoting = one.quoting
    return (
        one.name,
        _number(quoting.sentence),
        _number(quoting.locator),
        _number(quoting.sentence_of_first),
        _number(quoting.locator_of_first),
        _percent(quoting.marked),
    )


def refusing_table(figures: Figures) -> Table:
    """How well answerable questions are told from others."""
    return Table(
        "Knowing when there is no answer",
        "AUROC and answered right: higher is better; all others: lower. FA@95: false answers at "
        "95 % coverage. False answers: unanswerable, called answered. False refusals: answerable, "
        "called no_answer; at hand: with the answer among the related passages. Answered right: "
        "of all called answered, those whose first passage answers.",
        (
            "slice",
            "AUROC",
            "AURC",
            "FA@95",
            "false answers",
            "false refusals",
            "at hand",
            "answered right",
        ),
        tuple(_refusing_row(one) for one in figures.slices),
    )


def _refusing_row(one: Slice) -> tuple[str, ...]:
    refusing = one.refusing
    return (
        one.name,
        _number(refusing.auroc),
        _number(refusing.aurc),
        _percent(refusing.false_answers_at_95),
        _percent(refusing.false_answers),
        _percent(refusing.false_refusals),
        _percent(refusing.refused_at_hand),
        _percent(refusing.answered_right),
    )


def status_table(figures: Figures) -> Table:
    """Status counts by slice and kind of question."""
    rows = [
        (one.name, kind, *(str(counts[status]) for status in ("answered", "weak", "no_answer")))
        for one in figures.slices
        for kind, counts in one.refusing.statuses.items()
        if sum(counts.values())
    ]
    return Table(
        "Statuses",
        "Unanswerable questions are near the subject of the text, or far from it; or general "
        "knowledge (trivia), an invented attribute, or a false premise.",
        ("slice", "questions", "answered", "weak", "no_answer"),
        tuple(rows),
        words=2,
    )


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
             f"{_percent(twin.same_first)} / {_percent(twin.overlap_at_5)} of {twin.pairs}")
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
         *(_number(f.values[method]) for method in (HYBRID, ENCODER, RRF)), f.floor or "")
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


def describe_asked(asked: Asked) -> str:
    """What came back for one question, in two or three words."""
    if not asked.question.answerable:
        return asked.status
    if asked.status == "no_answer":
        return "no_answer"
    place = f"rank {asked.answer_rank}" if asked.answer_rank else "not found"
    return place if asked.status == "answered" else f"{place}, weak"


def missed(run: GoldRun) -> Iterator[Asked]:
    """Questions that were decided wrongly, or whose answer is not among the first five."""
    for one in run.asked:
        found = one.answer_rank is not None and one.answer_rank <= 5
        if not one.decided_right or (one.question.answerable and not found):
            yield one


def _interval(estimate: Estimate) -> str:
    return f"{estimate.low:.2f}–{estimate.high:.2f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"

"""The tables of what was measured: finding, quoting, refusing."""

from eval.gate.figures import Estimate, Figures, Slice
from eval.report.cells import Table, number, percent


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
        number(measures["nDCG@10"].value),
        _interval(measures["nDCG@10"]),
        number(measures["R@1"].value),
        _interval(measures["R@1"]),
        *(number(measures[name].value) for name in ("R@5", "R@10", "RR@10")),
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
        number(quoting.sentence),
        number(quoting.locator),
        number(quoting.sentence_of_first),
        number(quoting.locator_of_first),
        percent(quoting.marked),
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
        number(refusing.auroc),
        number(refusing.aurc),
        percent(refusing.false_answers_at_95),
        percent(refusing.false_answers),
        percent(refusing.false_refusals),
        percent(refusing.refused_at_hand),
        percent(refusing.answered_right),
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


def _interval(estimate: Estimate) -> str:
    return f"{estimate.low:.2f}–{estimate.high:.2f}"

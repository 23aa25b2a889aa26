"""Reports for programs: every figure, every question, the verdict."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from eval.gold_questions.judging import Asked
from eval.gold_questions.parts import part_figures
from eval.report.tables import Report


def write_json(reports: Sequence[Report]) -> str:
    """All reports as one JSON object, by the names of their sets; missing figures are null."""
    fields = {
        "passed": all(report.verdict.passed for report in reports),
        "sets": {report.name: _fields(report) for report in reports},
    }
    return json.dumps(fields, ensure_ascii=False, indent=1)


def _fields(report: Report) -> dict[str, Any]:  # Any: JSON of several types
    return {
        "passed": report.verdict.passed,
        "reasons": report.verdict.reasons,
        "compared_with": report.compared_with,
        "made": report.made,
        "figures": asdict(report.figures),
        "parts": [asdict(one) for one in part_figures(report.run.parts)],
        "comparisons": [asdict(one) for one in report.verdict.comparisons],
        "won": [asdict(one) for one in report.verdict.won],
        "lost": [asdict(one) for one in report.verdict.lost],
        "questions": [_describe(one) for one in report.run.asked],
    }


def _describe(asked: Asked) -> dict[str, Any]:  # Any: JSON of several types
    return {
        "question_id": asked.question.question_id,
        "language": asked.language,
        "kind": asked.question.kind,
        "answerable": asked.question.answerable,
        "status": asked.status,
        "confidence": asked.confidence,
        "answer_rank": asked.answer_rank,
        "related_rank": asked.related_rank,
        "addresses": asked.addresses,
        "own_language": asked.own_language,
        "quoted": asdict(asked.quoted) if asked.quoted else None,
        "milliseconds": round(asked.milliseconds, 2),
    }

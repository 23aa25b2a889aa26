"""A report for programs: every figure, every question, the verdict."""

import json
from dataclasses import asdict
from typing import Any

from eval.gold_questions.running import Asked
from eval.report.tables import Report


def write_json(report: Report) -> str:
    """The whole report as one JSON object; missing figures are null."""
    fields = {
        "passed": report.verdict.passed,
        "reasons": report.verdict.reasons,
        "compared_with": report.compared_with,
        "made": report.made,
        "figures": asdict(report.figures),
        "comparisons": [asdict(one) for one in report.verdict.comparisons],
        "won": [asdict(one) for one in report.verdict.won],
        "lost": [asdict(one) for one in report.verdict.lost],
        "questions": [_describe(one) for one in report.run.asked],
    }
    return json.dumps(fields, ensure_ascii=False, indent=1)


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
        "milliseconds": round(asked.milliseconds, 2),
    }

"""Results of runs: one small JSON file a day and kind of machine, in `results/`.

A file grows while a run goes on, step by step, so that a run that is broken off goes on where it
was. Steps that were measured with another commit are measured again.
"""

import datetime
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.benchmarks.figures import Figure
from eval.benchmarks.machine import machine, machine_slug, others_busy, versions
from eval.errors import ResultsInvalid

FOLDER = Path(__file__).parent / "results"
SHORTCUT = (
    "Vectors of the passages of libraries of a given size are the normalised means of the "
    "vectors of their sentences; questions are encoded for real."
)


@dataclass(slots=True)
class Results:
    """One run; `steps` says of each step with what it was made, and how busy others were."""

    path: Path
    date: str
    machine: Mapping[str, Any]
    versions: Mapping[str, str]
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: dict[str, list[Figure]] = field(default_factory=dict)

    def has(self, step: str, options: Mapping[str, Any]) -> bool:
        """Whether a step was measured with the code of now and these options."""
        known = self.steps.get(step, {})
        return (known.get("commit"), known.get("options")) == (self.versions["commit"], options)

    def add(
        self, step: str, options: Mapping[str, Any], measure: Callable[[], Iterable[Figure]]
    ) -> None:
        """Measure a step, keep its figures in place of earlier ones, and write the file."""
        busy = others_busy()
        self.figures[step] = list(measure())
        self.steps[step] = {
            "commit": self.versions["commit"],
            "options": dict(options),
            "others_busy": busy,
        }
        self.save()

    def all(self) -> list[Figure]:
        """Every figure."""
        return [figure for figures in self.figures.values() for figure in figures]

    def save(self) -> None:
        """Write the file beside its place and rename it."""
        content = {
            "date": self.date,
            "machine": self.machine,
            "versions": self.versions,
            "shortcut": SHORTCUT,
            "steps": {
                step: {**facts, "figures": [_fields(figure) for figure in self.figures[step]]}
                for step, facts in self.steps.items()
            },
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".part")
        beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
        os.replace(beside, self.path)


def open_results(folder: Path = FOLDER, fresh: bool = False) -> Results:
    """The results of today on this kind of machine, to go on with, or new ones."""
    today = datetime.date.today().isoformat()
    path = folder / f"{today}-{machine_slug()}.json"
    results = Results(path, today, machine(), versions())
    if path.is_file() and not fresh:
        before = load_results(path)
        results.steps, results.figures = before.steps, before.figures
    return results


def load_results(path: Path) -> Results:
    """Read a file of results.

    Raises:
        ResultsInvalid: it is not one.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        steps = {step: dict(facts) for step, facts in read["steps"].items()}
        figures = {
            step: [Figure(**fields) for fields in facts.pop("figures")]
            for step, facts in steps.items()
        }
        return Results(path, read["date"], read["machine"], read["versions"], steps, figures)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResultsInvalid(path, f"{type(error).__name__}: {error}") from error


def results_before(results: Results) -> Results | None:
    """The last results of the same kind of machine from an earlier day."""
    kind = results.path.name.removeprefix(results.date)
    earlier = sorted(
        path for path in results.path.parent.glob(f"*{kind}") if path.name < results.path.name
    )
    return load_results(earlier[-1]) if earlier else None


def latest_results(folder: Path = FOLDER) -> Results | None:
    """The newest results, of whatever machine."""
    found = sorted(folder.glob("*.json"))
    return load_results(found[-1]) if found else None


def _fields(figure: Figure) -> dict[str, Any]:
    value = float(f"{figure.value:.5g}")
    return {"name": figure.name, "value": value, "unit": figure.unit, "at": dict(figure.at)}

"""Line charts as small SVG files: no library, readable in the light and in the dark.

Every point has its value as text, so that nothing is told by colour or place alone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from eval.benchmarks.figures import Figure

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 590, 44, 304
TICKS = 5
MOST_LINES = 4  # as many as there are colours


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over shared columns; `lines` has, by label, a value by column."""

    title: str
    across: str
    columns: Sequence[str]
    lines: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    points: Sequence[tuple[float, float, str]]

    @property
    def end(self) -> tuple[float, float]:
        return self.points[-1][0], self.points[-1][1]


def latency_chart(figures: Sequence[Figure]) -> Chart:
    """One client's median and 95th percentile by the size of the library."""
    found = {
        name: {f.at["passages"]: f.value for f in figures if f.name == f"ask {name}"}
        for name in ("p95", "p50")
    }
    sizes = sorted({int(size) for values in found.values() for size in values})
    lines = {
        name: {f"{int(size):,}": value for size, value in values.items()}
        for name, values in found.items()
        if values
    }
    columns = [f"{size:,}" for size in sizes]
    return Chart("A question, one client, milliseconds", "passages in the library", columns, lines)


def throughput_chart(figures: Sequence[Figure]) -> Chart:
    """Answers a second by clients, a line for each size."""
    found = [f for f in figures if f.name == "answers"]
    sizes = sorted({int(f.at["passages"]) for f in found})[:MOST_LINES]
    lines = {
        f"{size:,} passages": {
            str(f.at["clients"]): f.value for f in found if f.at["passages"] == size
        }
        for size in sizes
    }
    columns = [str(count) for count in sorted({int(f.at["clients"]) for f in found})]
    return Chart("Answers a second", "clients at once", columns, lines)


def draw(chart: Chart) -> str:
    """The chart as an SVG document."""
    highest = _round_up(max((v for line in chart.lines.values() for v in line.values()), default=1))
    step = (RIGHT - LEFT) / max(1, len(chart.columns))
    places = {name: LEFT + step * (n + 0.5) for n, name in enumerate(chart.columns)}

    def height_of(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / highest, 1)

    ticks = [highest * n / TICKS for n in range(TICKS + 1)]
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = files("eval.benchmarks").joinpath("plot.svg.jinja").read_text(encoding="utf-8")
    return (
        environment.from_string(source).render(
            chart=chart,
            width=WIDTH,
            height=HEIGHT,
            left=LEFT,
            right=RIGHT,
            bottom=BOTTOM,
            ticks=[(height_of(tick), f"{tick:,.4g}") for tick in ticks],
            columns=[(round(x, 1), name) for name, x in places.items()],
            lines=[
                _Line(
                    label,
                    [
                        (round(places[name], 1), height_of(values[name]), _short(values[name]))
                        for name in chart.columns
                        if name in values
                    ],
                )
                for label, values in chart.lines.items()
                if values
            ],
        )
        + "\n"
    )


def _round_up(value: float) -> float:
    """The next of 1, 2, 5, 10, 20 …, so that the ticks are round."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(power * times for times in (1, 2, 5, 10) if power * times >= value)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"

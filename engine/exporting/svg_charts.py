"""Plain charts as SVG: curves over epochs, and figures with their intervals beside each other.

Colours are classes: a page that holds the charts gives them its own, light or dark; `standalone` gives the
light ones to a chart that is to be a file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 150, 12, 34
ROW, NAMES = 26, 170
COLOURS = 6

STYLE = """
svg text { font: 12px Inter, system-ui, sans-serif; fill: var(--muted); }
svg .name { fill: var(--text); } svg .grid { stroke: var(--line); } svg .level { stroke-dasharray: 5 4; }
svg .line { fill: none; stroke-width: 2; } svg .interval { stroke-width: 2; stroke-linecap: round; }
""" + "".join(
    f"svg .s{n} {{ stroke: var(--s{n}); }} svg .f{n} {{ fill: var(--s{n}); }}\n" for n in range(COLOURS)
)
LIGHT = (
    "--text: #1d1d28; --muted: #5b6472; --line: #8884; "
    "--s0: #4b57d6; --s1: #b4541a; --s2: #1f7a4d; --s3: #9b3a8e; --s4: #7a6a14; --s5: #5b6472;"
)
DARK = (
    "--text: #eceef4; --muted: #9ba3b1; --line: #8884; "
    "--s0: #98a2ff; --s1: #f0a070; --s2: #70cf9c; --s3: #e394d8; --s4: #d8c65c; --s5: #9ba3b1;"
)


@dataclass(frozen=True)
class Curve:
    """Points (x, y) with a name; a level is one value, drawn across the chart.

    `colour` is the number of its colour, where the same should have the same in several charts.
    """

    name: str
    points: Sequence[tuple[float, float]] = ()
    level: float | None = None
    colour: int | None = None


@dataclass(frozen=True)
class Estimate:
    """A value with its interval, where it has one; `own` is the row that the others are held beside."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    own: bool = False


def curves(title: str, lines: Sequence[Curve], told: Callable[[float], str]) -> str:
    """Curves of epochs over each other; empty where there is nothing to draw."""
    lines = [line for line in lines if line.level is not None or line.points]
    points = [point for line in lines for point in line.points if math.isfinite(point[1])]
    if not points:
        return ""
    xs = [x for x, _ in points]
    ys = [y for _, y in points] + [line.level for line in lines if line.level is not None]
    across = _Scale(min(xs), max(xs), LEFT, WIDTH - RIGHT)
    room = (max(ys) - min(ys)) / 20
    up = _Scale(min(ys) - room, max(ys) + room, HEIGHT - BOTTOM, TOP)
    parts = [*_grid(up, told), *_x_axis(across, "epoch")]
    ends: list[tuple[float, str, int]] = []
    for number, line in enumerate(lines):
        colour = (number if line.colour is None else line.colour) % COLOURS
        if line.level is not None:
            y = up(line.level)
            parts.append(f'<path class="line level s{colour}" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
            ends.append((y, line.name, colour))
            continue
        drawn = [(across(x), up(y)) for x, y in line.points if math.isfinite(y)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in drawn)
        parts.append(f'<path class="line s{colour}" d="M{path}"/>')
        if len(drawn) <= 40:
            parts += [f'<circle class="f{colour}" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in drawn]
        ends.append((drawn[-1][1], line.name, colour))
    return _svg(title, HEIGHT, [*parts, *_names(ends)])


def estimates(title: str, rows: Sequence[Estimate], told: Callable[[float], str]) -> str:
    """Values with their intervals, one below the other, from zero; empty where there are none."""
    if not rows:
        return ""
    height = TOP + ROW * len(rows) + BOTTOM
    across = _Scale(0.0, max(row.high or row.value for row in rows), NAMES, WIDTH - 70)
    parts = []
    for tick in across.ticks():
        x = across(tick)
        parts.append(f'<path class="grid" d="M{x:.1f} {TOP}V{height - BOTTOM}"/>')
        parts.append(f'<text x="{x:.1f}" y="{height - 14}" text-anchor="middle">{escape(told(tick))}</text>')
    for number, row in enumerate(rows):
        y, colour = TOP + ROW * (number + 0.5), 0 if row.own else COLOURS - 1
        x = across(row.value)
        parts.append(
            f'<text class="name" x="{NAMES - 12}" y="{y + 4}" text-anchor="end"'
            f"{' font-weight=600' if row.own else ''}>{escape(_short(row.name, 24))}</text>"
        )
        if row.low is not None and row.high is not None:
            ends = f"M{across(row.low):.1f} {y}H{across(row.high):.1f}"
            parts.append(f'<path class="interval s{colour}" d="{ends}"/>')
        parts.append(f'<circle class="f{colour}" cx="{x:.1f}" cy="{y}" r="4.5"/>')
        parts.append(f'<text class="name" x="{WIDTH - 60}" y="{y + 4}">{escape(told(row.value))}</text>')
    return _svg(title, height, parts).replace("font-weight=600", 'font-weight="600"')


def standalone(svg: str) -> str:
    """A chart as a file of its own, on white."""
    style = f"<style>svg {{ {LIGHT} background: #fff; }} {STYLE}</style>"
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + svg.replace(">", f">{style}", 1) + "\n"


class _Scale:
    """From values to places, with room at the ends of a range that is a point."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        if high <= low:
            low, high = low - abs(low) / 2 - 0.5 * (low == 0), high + abs(high) / 2 + 0.5 * (high == 0)
        self.low, self.high, self._start, self._end = low, high, start, end

    def __call__(self, value: float) -> float:
        return self._start + (value - self.low) / (self.high - self.low) * (self._end - self._start)

    def ticks(self, about: int = 5) -> list[float]:
        """Round values within the range."""
        raw = (self.high - self.low) / about
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
        first = math.ceil(self.low / step - 1e-9)
        return [step * n for n in range(first, math.floor(self.high / step + 1e-9) + 1)]


def _grid(up: _Scale, told: Callable[[float], str]) -> Iterator[str]:
    for tick in up.ticks():
        y = up(tick)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(told(tick))}</text>'


def _x_axis(across: _Scale, title: str) -> Iterator[str]:
    for tick in across.ticks(6):
        if tick == int(tick):
            x = across(tick)
            yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{tick:.0f}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 3}" text-anchor="middle">{escape(title)}</text>'


def _names(ends: Sequence[tuple[float, str, int]]) -> Iterator[str]:
    """The names beside the ends of their lines, moved apart where they would lie on each other."""
    at = -math.inf
    for y, name, colour in sorted(ends):
        at = max(y + 4, at + 14)
        x = WIDTH - RIGHT + 10
        yield f'<circle class="f{colour}" cx="{x}" cy="{at - 4:.1f}" r="3.5"/>'
        yield f'<text class="name" x="{x + 9}" y="{at:.1f}">{escape(_short(name, 20))}</text>'


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )

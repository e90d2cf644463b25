"""The figures of the runs beside each other: metrics, groups of examples, cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, duration
from areal_gui.pages.runs.comparison.contents import ComparedRun, Contents
from areal_gui.pages.runs.comparison.sheet import Cell, Sheet
from areal_gui.pages.runs.figures import ALL, GROUPS
from areal_gui.pages.runs.run_lines import status_text
from areal_gui.pages.train.estimate import Estimate, estimate
from areal_gui.pages.train.live_texts import device_text
from engine.evaluation.slice_names import slice_title

METRICS = tuple(f"{name}@{k}" for k in (20, 10, 50) for name in ("ndcg", "hr", "mrr"))
UNKNOWN = "–"

Ends = Mapping[str, Mapping[str, tuple[float, float, float]]]
"""Name of the run -> metric -> value and the ends of its interval."""


@dataclass(frozen=True)
class View:
    """What is looked at.

    Attributes:
        left_out: why a run is not compared, by its number.
        ends: metrics with intervals as they come out of the ranks, once they are there.
    """

    contents: Contents = field(default_factory=Contents)
    metric: str = "ndcg@20"
    split: str = "test"
    baseline: int | None = None
    left_out: Mapping[int, str] = field(default_factory=dict)
    ends: Ends = field(default_factory=dict)

    @property
    def compared(self) -> list[ComparedRun]:
        """The runs that nothing speaks against."""
        return [run for run in self.contents.runs if run.id not in self.left_out]

    def estimate(self, run: ComparedRun, metric: str, slice_: str = ALL) -> Estimate:
        """A metric with its interval, as stored with the test, or as found in the ranks."""
        stored = estimate(run.figures(self.split, slice_), metric)
        if slice_ == ALL and stored.low is None and (found := self.ends.get(run.name, {}).get(metric)):
            value, low, high = found
            return Estimate(value, low, high) if low == low else Estimate(value)
        return stored


def metric_sheet(view: View) -> Sheet:
    """A row for each run: every metric, the chosen one first, and what is to be said of the run."""
    metrics = [view.metric, *(name for name in METRICS if name != view.metric)]
    best = {metric: _largest(view, metric) for metric in metrics}
    rows = [
        (_note(view, run), *(_metric_cell(view, run, metric, best[metric]) for metric in metrics))
        for run in view.contents.runs
    ]
    columns = (Cell(_tr("Note")), *(Cell(f"{metric.upper()}, %") for metric in metrics))
    if not any(row[0].text for row in rows):
        rows, columns = [row[1:] for row in rows], columns[1:]
    numbers = frozenset(n for n, column in enumerate(columns) if column.text.endswith("%"))
    return Sheet(_tr("Run"), columns, _titles(view), tuple(rows), numbers)


def slice_sheet(view: View) -> Sheet:
    """A row for each group of examples, a column for each run."""
    runs = view.contents.runs
    groups = [group for group in GROUPS if any(run.figures(view.split, group) for run in runs)]
    rows = []
    for group in groups:
        best = _largest(view, view.metric, group)
        rows.append(
            (
                Cell(_examples(view, group)),
                *(_metric_cell(view, run, view.metric, best, group) for run in runs),
            )
        )
    titles = tuple(Cell(slice_title(group)) for group in groups)
    columns = (Cell(_tr("Examples")), *_titles(view))
    return Sheet(_tr("Group"), columns, titles, tuple(rows), frozenset(range(len(columns))))


@dataclass(frozen=True)
class Cost:
    """One kind of cost: less is better."""

    name: str
    title: str
    text: Callable[[float], str]
    of: Callable[[ComparedRun], float | None]


def costs() -> tuple[Cost, ...]:
    """What a run costs, in the order of the table."""
    return (
        Cost("seconds", _tr("Training time"), duration, _training_seconds),
        Cost("parameters", _tr("Parameters"), count, _parameters),
        Cost("ms", _tr("ms per row"), lambda value: f"{value:,.3g}", _ms_per_row),
        Cost("best", _tr("Best epoch"), count, _best_epoch),
    )


def cost_sheet(view: View) -> Sheet:
    """A row for each run: its quality, and what that costs."""
    kinds, best = costs(), _largest(view, view.metric)
    least = {kind.name: _smallest(view, kind) for kind in kinds}
    rows = []
    for run in view.contents.runs:
        found = [(kind, kind.of(run)) for kind in kinds]
        rows.append(
            (
                _metric_cell(view, run, view.metric, best),
                *(_cost_cell(view, run, kind, value, least[kind.name]) for kind, value in found),
                Cell(count(run.row.epoch)),
                Cell(device_text(run.row.device)),
            )
        )
    heads = [f"{view.metric.upper()}, %", *(kind.title for kind in kinds), _tr("Epochs"), _tr("Device")]
    columns = tuple(map(Cell, heads))
    return Sheet(_tr("Run"), columns, _titles(view), tuple(rows), frozenset(range(len(heads))))


def _titles(view: View) -> tuple[Cell, ...]:
    return tuple(
        Cell(run.name, quiet=run.id in view.left_out, tip=view.left_out.get(run.id, ""), place=run.place)
        for run in view.contents.runs
    )


def _metric_cell(view: View, run: ComparedRun, metric: str, best: float | None, slice_: str = ALL) -> Cell:
    found, out = view.estimate(run, metric, slice_), run.id in view.left_out
    is_best = not out and found.value is not None and found.value == best
    return Cell(
        found.text, best=is_best, quiet=out, tip=view.left_out.get(run.id, found.text), value=found.value
    )


def _cost_cell(view: View, run: ComparedRun, kind: Cost, value: float | None, least: float | None) -> Cell:
    text = UNKNOWN if value is None else kind.text(value)
    out = run.id in view.left_out
    is_least = kind.name != "best" and not out and value is not None and value == least
    return Cell(text, best=is_least, quiet=out, value=value)


def _note(view: View, run: ComparedRun) -> Cell:
    reason = view.left_out.get(run.id)
    if reason:
        return Cell(_tr("Not comparable: {}").format(reason), quiet=True, tip=reason)
    if run.id == view.baseline:
        return Cell(_tr("Baseline"))
    if run.row.status == "finished":
        return Cell("")
    return Cell(status_text(run.row.status), tip=run.row.error or "")


def _largest(view: View, metric: str, slice_: str = ALL) -> float | None:
    """The best value among the compared runs; none where it is not better than any other."""
    values = [view.estimate(run, metric, slice_).value for run in view.compared]
    return _extreme(max, values)


def _smallest(view: View, kind: Cost) -> float | None:
    return _extreme(min, [kind.of(run) for run in view.compared])


def _extreme(of: Callable[[list[float]], float], values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return of(known) if len(set(known)) > 1 else None


def _examples(view: View, group: str) -> str:
    """How many examples a group has; a range where the runs were not judged on the same ones."""
    found = {run.figures(view.split, group).get("rows") for run in view.contents.runs}
    numbers: Sequence[float] = sorted(number for number in found if number is not None)
    if not numbers:
        return UNKNOWN
    return count(numbers[0]) if len(numbers) == 1 else f"{count(numbers[0])} – {count(numbers[-1])}"


def _figure(run: ComparedRun, name: str) -> float | None:
    return run.figures("test").get(name, run.figures("val").get(name))


def _training_seconds(run: ComparedRun) -> float | None:
    stored = _figure(run, "training_seconds")
    return stored if stored is not None or not len(run.seconds) else float(run.seconds.y[-1])


def _parameters(run: ComparedRun) -> float | None:
    return None if run.row.parameters is None else float(run.row.parameters)


def _ms_per_row(run: ComparedRun) -> float | None:
    return _figure(run, "ms_per_row")


def _best_epoch(run: ComparedRun) -> float | None:
    return None if run.row.best_epoch is None else float(run.row.best_epoch)


def _tr(text: str) -> str:
    return QCoreApplication.translate("comparison", text)

"""Table 2 as it is shown and saved: a line for each row, and what each column says of it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.evaluation.slice_names import SLICES
from engine.events import CancelToken, Progress
from engine.models.subjects import MODEL, subject_title
from engine.store.runs import FINAL, get_run, metrics
from engine.studies.plan import Table2Plan
from engine.studies.quotations import HEADS, SOURCE, TABLE2, QuotedRow
from engine.studies.results import Figure, ResultRow, StudyResult, result
from engine.studies.table2.cells import entry_named
from engine.studies.table2.differences import Against, Tested, compared_with_best
from engine.studies.table2.words import chosen_for_scripts, chosen_text
from engine.workspace import Workspace

TESTED = ("hr@20", "ndcg@20")
"""The metrics of the paper's table."""
PUBLISHED = ("published", "paper")
"""Presets that the paper's figures stand beside."""

GROUPED_BY = "ndcg@20"
"""What is told of groups of examples."""

COSTS = ("parameters", "training_seconds", "samples_per_second", "ms_per_row")

BEST = "best"
"""Where its p would stand."""
MEASURED, COST, QUOTED = "Measured here, test", "Cost", f"Quoted from {SOURCE}, Table 2: not measured here"

Groups = dict[str, float]


@dataclass(frozen=True)
class Line:
    """One row of the table.

    Attributes:
        script_name: of the model or the reference row, on the command line and in the store.
        state: of a row that is not whole yet, in words; "" else.
        settings: what the tuning chose, in words; `script_settings` as the command line takes it.
        seeds, of: how many of its trainings have finished, and how many there are.
        each_seed: the seeds of those that have finished, in the order of `Figure.each`; `runs` their runs.
        validation: `GROUPED_BY` on validation, by which the best row is chosen.
        figures: of the test; of a reference row without intervals and costs.
        against: how it stands against the best row, by metric; empty for that row itself.
        groups: group of examples -> NDCG@20.
        quoted: what the paper has for this model.
    """

    label: str
    script_name: str = ""
    is_reference: bool = False
    is_best: bool = False
    state: str = ""
    settings: str = ""
    script_settings: str = ""
    seeds: int = 0
    of: int = 0
    each_seed: tuple[int, ...] = ()
    runs: tuple[int, ...] = ()
    validation: Figure | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    against: Mapping[str, Against] = field(default_factory=dict)
    groups: Groups = field(default_factory=dict)
    quoted: QuotedRow | None = None

    @property
    def title(self) -> str:
        """What people call it; the label of a reference row is its name in scripts."""
        return subject_title(self.label) if self.is_reference else self.label

    @property
    def is_partial(self) -> bool:
        """Whether its figures are of some of its seeds only."""
        return 0 < self.seeds < self.of


@dataclass(frozen=True)
class Table2:
    """The whole table of one study. `policy`: whether items of the history are ranked, in every row."""

    result: StudyResult
    lines: tuple[Line, ...]
    policy: str = ""

    @property
    def dataset(self) -> str:
        return self.result.study.dataset_name

    @property
    def plan(self) -> Table2Plan:
        assert isinstance(self.result.plan, Table2Plan)
        return self.result.plan

    @property
    def highest(self) -> dict[str, str]:
        """Metric -> the whole row of a model with the highest mean on test; of equal ones the first."""
        whole = [line for line in self.lines if line.seeds and line.seeds == line.of]
        return {
            metric: max(there, key=lambda line: line.figures[metric].mean).label
            for metric in TESTED
            if (there := [line for line in whole if metric in line.figures])
        }

    @property
    def groups(self) -> list[str]:
        """The groups of examples that some line has figures of, in their order."""
        there = {name for line in self.lines for name in line.groups}
        return [name for name in SLICES if name in there]


@dataclass(frozen=True)
class Column:
    """A column: the group it stands in, its head, and its text in a line."""

    group: str
    head: str
    text: Callable[[Line], str]
    number: bool = True


def assemble(workspace: Workspace, study_id: int, cancel: CancelToken) -> Generator[Progress, None, Table2]:
    """The table as far as it is, with its tests.

    Raises:
        Cancelled: it was given up.
        NotFound: there is no such study.
    """
    found = result(workspace, study_id)
    tested = yield from compared_with_best(workspace, found, TESTED, cancel)
    policies = {get_run(workspace.store, run).policy for row in found.rows for run in row.runs}
    policy = policies.pop() if len(policies) == 1 else ""
    return Table2(found, tuple(lines_of(workspace, found, tested)), policy)


def lines_of(workspace: Workspace, found: StudyResult, tested: Tested) -> list[Line]:
    """The lines, models first; the figures of the reference rows are those of one run."""
    lines = [_line(workspace, found, place, tested) for place in range(len(found.rows))]
    one = next((row.runs[:1] for row in found.rows if row.runs), ())
    for name, values in found.references.get("test", {}).items():
        on_validation = found.references.get("val", {}).get(name, {}).get(GROUPED_BY)
        lines.append(
            Line(
                label=name,
                script_name=name,
                is_reference=True,
                validation=None if on_validation is None else Figure(on_validation),
                figures={metric: Figure(value) for metric, value in values.items()},
                against=_of(tested, name),
                groups=_groups(workspace, one, name),
            )
        )
    return lines


def _line(workspace: Workspace, found: StudyResult, place: int, tested: Tested) -> Line:
    """The line of a model."""
    assert isinstance(found.plan, Table2Plan)
    row = found.rows[place]
    return Line(
        label=row.label,
        script_name=entry_named(found.plan, row.label).base.method,
        is_best=place == found.best,
        state="" if row.trained == row.of else _state(row),
        settings=chosen_text(row.changes) if row.to_try else "",
        script_settings=chosen_for_scripts(row.changes) if row.to_try else "",
        seeds=row.trained,
        of=row.of,
        each_seed=tuple(get_run(workspace.store, run).seed for run in row.runs),
        runs=row.runs,
        validation=row.figure("val", GROUPED_BY),
        figures=row.figures.get("test", {}),
        against=_of(tested, row.label),
        groups=_groups(workspace, row.runs, MODEL),
        quoted=_quoted_for(found.plan, row.label),
    )


def columns() -> list[Column]:
    """All columns, those of the quotation apart at the end."""
    found = [
        Column("", "Model", lambda line: line.title + (f" ({line.state})" if line.state else ""), False),
        Column("", "Chosen on validation", lambda line: line.settings, False),
        Column("", "Seeds", lambda line: str(line.seeds) if line.seeds else ""),
        Column("Validation", f"{GROUPED_BY.upper()}, val %", _validation),
    ]
    for metric in TESTED:
        found += _of_metric(metric)
    heads = ("Parameters", "Training, s", "Samples/s", "ms per row")
    found += [_cost(name, head) for name, head in zip(COSTS, heads, strict=True)]
    return found + [_quoted(place, head) for place, head in enumerate(HEADS)]


def points(fraction: float) -> str:
    """A fraction in percent."""
    return f"{100 * fraction:.2f}"


def _validation(line: Line) -> str:
    return "" if line.validation is None else points(line.validation.mean)


def _of_metric(metric: str) -> list[Column]:
    name = metric.upper()

    def value(line: Line) -> str:
        figure = line.figures.get(metric)
        return "" if figure is None else points(figure.mean)

    def interval(line: Line) -> str:
        figure = line.figures.get(metric)
        if figure is None or math.isnan(figure.low):
            return ""
        return f"{points(figure.low)} to {points(figure.high)}"

    def p(line: Line) -> str:
        found = line.against.get(metric)
        return BEST if line.is_best else "" if found is None else found.text

    return [
        Column(MEASURED, f"{name}, %", value),
        Column(MEASURED, f"{name}, 95%", interval),
        Column(MEASURED, f"{name}, p", p),
    ]


def _quoted_for(plan: Table2Plan, label: str) -> QuotedRow | None:
    """What the paper has of a row: of several of one model it belongs to that which is as published."""
    entry = entry_named(plan, label)
    same = [each for each in plan.entries if each.base.method == entry.base.method]
    published = [each for each in same if each.preset in PUBLISHED]
    return TABLE2.get(entry.base.method) if entry is (published or same)[0] else None


def _quoted(place: int, head: str) -> Column:
    return Column(QUOTED, head, lambda line: "" if line.quoted is None else line.quoted.texts[place])


def _cost(name: str, head: str) -> Column:
    form = "{:.3f}" if name == "ms_per_row" else "{:,.0f}"

    def text(line: Line) -> str:
        figure = line.figures.get(name)
        trained = name == "ms_per_row" or not line.is_reference
        return form.format(figure.mean) if figure is not None and trained else ""

    return Column(COST, head, text)


def _of(tested: Tested, row: str) -> dict[str, Against]:
    return {metric: rows[row] for metric, rows in tested.items() if row in rows}


def _groups(workspace: Workspace, runs: Sequence[int], subject: str) -> Groups:
    """The mean over the runs, for every group of examples."""
    values: dict[str, list[float]] = {}
    for run in runs:
        for metric in metrics(workspace.store, run, subject=subject, split="test"):
            if metric.step == FINAL and metric.name == GROUPED_BY:
                values.setdefault(metric.slice, []).append(metric.value)
    return {name: statistics.fmean(each) for name, each in values.items()}


def _state(row: ResultRow) -> str:
    if row.tried < row.to_try:
        return f"tuning, {row.tried} of {row.to_try}"
    seeds = f"{row.trained} of {row.of} seeds"
    return f"failed, {seeds}" if row.state == "failed" else seeds

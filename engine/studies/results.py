"""What a study has shown so far, from the store: a row for each variant, or for each trial of a search."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.evaluation.figures import HIGH, LOW
from engine.evaluation.significance import CONFIDENCE
from engine.evaluation.student import two_sided_quantile
from engine.models.subjects import MODEL, REFERENCE_TITLES
from engine.store.runs import FINAL, Metric, RunRow, metrics, runs_of_study
from engine.store.studies import StudyRow, epoch_metrics, final_metrics, get_study, study_queue
from engine.studies.lifecycle import entry_cells
from engine.studies.plan import Plan, SearchPlan, SweepPlan, Table2Plan, plan_of
from engine.studies.table2.cells import EntryCells
from engine.studies.variants import DRAWN, Cell, State, cells, label, setting_of, trial_state
from engine.training.settings import Value
from engine.workspace import Workspace

SPLITS = ("val", "test")

Splits = dict[str, dict[str, "Figure"]]


@dataclass(frozen=True)
class Figure:
    """A figure of a variant.

    Attributes:
        mean: over the seeds; `each` the value of every seed.
        low, high: ends of a 95% interval; nan where there is none. With several seeds Student's t over them,
            with one the bootstrap over test sequences that the run kept.
    """

    mean: float
    low: float = math.nan
    high: float = math.nan
    each: tuple[float, ...] = ()


@dataclass(frozen=True)
class ResultRow:
    """One row of the table.

    Attributes:
        changes: what it changes, in the order of the plan.
        state: of its trainings together: finished once all seeds are.
        trained, of: how many of its trainings have finished, and how many there are.
        figures: split -> metric or cost -> figure; empty before the first has finished.
        reason: why the last of its trainings failed, or was pruned.
        epoch: of the training under way, or at which a trial stands.
        watched: of a trial: the best validation metric of its epochs so far, on the rows they are judged on.
        tried, to_try: how many configurations of the tuning have come to an end, and how many there are;
            `failed` and `deleted` count those of them that failed, and whose runs are not there any more.
    """

    label: str
    changes: dict[str, Value]
    state: State
    trained: int
    of: int
    runs: tuple[int, ...] = ()
    figures: Splits = field(default_factory=dict)
    reason: str = ""
    epoch: int = 0
    watched: float | None = None
    tried: int = 0
    to_try: int = 0
    failed: int = 0
    deleted: int = 0

    def figure(self, split: str, name: str) -> Figure | None:
        return self.figures.get(split, {}).get(name)


@dataclass(frozen=True)
class StudyResult:
    """All rows of a study.

    Attributes:
        references: split -> reference row -> metric -> value; empty where the rows are not comparable.
        comparable: all were judged on the same rows of the log, under the same policy.
        best: place of the row that is best on validation; the test chooses nothing.
    """

    study: StudyRow
    plan: Plan
    rows: tuple[ResultRow, ...]
    references: dict[str, dict[str, dict[str, float]]]
    comparable: bool
    best: int | None = None


def result(workspace: Workspace, study_id: int, metric: str = "ndcg@20") -> StudyResult:
    """What a study has shown; raises `NotFound` where there is no such study."""
    store = workspace.store
    study = get_study(store, study_id)
    plan = plan_of(study)
    runs, figures = runs_of_study(store, study_id), final_metrics(store, study_id)
    if isinstance(plan, SweepPlan):
        found = cells(plan, runs, study_queue(store, study_id))
        rows = _variant_rows(found, figures)
    elif isinstance(plan, Table2Plan):
        rows = [_entry_row(row, plan, figures) for row in entry_cells(workspace, study, plan)]
    else:
        curves = epoch_metrics(store, study_id, "val", metric)
        rows = [_trial_row(plan, run, figures.get(run.id, ()), curves.get(run.id, ())) for run in runs]
        if len({row.label for row in rows}) < len(rows):
            rows = [replace(row, label=label(row.changes)) for row in rows]
    finished = [run for run in runs if run.status == "finished"]
    comparable = len({(run.split_hash, run.policy) for run in finished}) <= 1
    references = _references(workspace, finished, figures) if comparable else {}
    return StudyResult(study, plan, tuple(rows), references, comparable, _best(rows, metric))


def over_seeds(values: Sequence[float]) -> Figure:
    """Mean and Student's t interval of several seeds (Student 1908)."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return Figure(mean, each=tuple(values))
    spread = statistics.stdev(values) / math.sqrt(len(values))
    reach = two_sided_quantile(CONFIDENCE, len(values) - 1) * spread
    return Figure(mean, mean - reach, mean + reach, tuple(values))


def _variant_rows(found: Sequence[Cell], figures: Mapping[int, Sequence[Metric]]) -> list[ResultRow]:
    by_label: dict[str, list[Cell]] = {}
    for cell in found:
        by_label.setdefault(cell.variant.label, []).append(cell)
    return [_variant_row(group, figures) for group in by_label.values()]


_OF_SEEDS: tuple[State, ...] = ("running", "failed", "stopped", "waiting", "open", "finished")
_OF_TUNING: tuple[State, ...] = ("running", "waiting", "stopped", "open", "failed", "finished")
"""By which of the states of its trainings a row goes; of a tuning those that are left may decide."""


def _variant_row(
    group: Sequence[Cell], figures: Mapping[int, Sequence[Metric]], order: Sequence[State] = _OF_SEEDS
) -> ResultRow:
    done = [cell.run.id for cell in group if cell.state == "finished" and cell.run is not None]
    states = [cell.state for cell in group]
    under_way = [cell.run.epoch for cell in group if cell.state == "running" and cell.run is not None]
    return ResultRow(
        label=group[0].variant.label,
        changes=group[0].variant.changes,
        state=next(state for state in order if state in states),
        trained=len(done),
        of=len(group),
        runs=tuple(done),
        figures=figures_of([figures.get(run, ()) for run in done]),
        reason=next((cell.reason for cell in group if cell.state == "failed"), ""),
        epoch=max(under_way, default=0),
    )


def _entry_row(row: EntryCells, plan: Table2Plan, figures: Mapping[int, Sequence[Metric]]) -> ResultRow:
    """A row of Table 2: the figures of its seeds; while its settings are being chosen, how far that is."""
    shown = _variant_row(row.final, figures) if row.final else _variant_row(row.tuning, figures, _OF_TUNING)
    found = replace(
        shown,
        changes=row.chosen or {},
        of=len(plan.seeds),
        tried=sum(cell.state in ("finished", "failed", "deleted") for cell in row.tuning),
        to_try=plan.tried,
        failed=sum(cell.state == "failed" for cell in row.tuning),
        deleted=sum(cell.state == "deleted" for cell in row.tuning),
    )
    if row.final:
        return found
    reason = found.reason if found.state == "failed" else ""
    return replace(found, trained=0, runs=(), figures={}, reason=reason)


def _trial_row(
    plan: SearchPlan, run: RunRow, figures: Sequence[Metric], curve: Sequence[Metric]
) -> ResultRow:
    changes = {dimension.path: setting_of(run.config, dimension.path) for dimension in plan.space}
    done = run.status == "finished"
    return ResultRow(
        label=label(changes, DRAWN),
        changes=changes,
        state=trial_state(run),
        trained=int(done),
        of=1,
        runs=(run.id,),
        figures=figures_of([figures]) if done else {},
        reason=run.error or "",
        epoch=run.epoch,
        watched=max((metric.value for metric in curve), default=None),
    )


def figures_of(runs: Sequence[Sequence[Metric]]) -> Splits:
    """The model's figures over several runs of a variant."""
    values: dict[tuple[str, str], list[float]] = {}
    for figures in runs:
        for metric in figures:
            if metric.split in SPLITS:
                values.setdefault((metric.split, metric.name), []).append(metric.value)
    found: Splits = {}
    for (split, name), each in values.items():
        if name.endswith((LOW, HIGH)):
            continue
        figure = over_seeds(each)
        if "@" in name:  # a share
            figure = replace(figure, low=max(0.0, figure.low), high=min(1.0, figure.high))
        ends = [values.get((split, name + end), [math.nan]) for end in (LOW, HIGH)]
        if len(each) == 1:
            figure = Figure(figure.mean, ends[0][0], ends[1][0], tuple(each))
        found.setdefault(split, {})[name] = figure
    return found


def _references(
    workspace: Workspace, finished: Sequence[RunRow], found: Mapping[int, Sequence[Metric]]
) -> dict[str, dict[str, dict[str, float]]]:
    """The reference rows, which are the same in every run: of one that was tested, where there is one."""
    tested = {run for run, figures in found.items() if any(figure.split == "test" for figure in figures)}
    run = next((run for run in finished if run.id in tested), finished[0] if finished else None)
    references: dict[str, dict[str, dict[str, float]]] = {}
    for metric in metrics(workspace.store, run.id) if run is not None else ():
        if (metric.step, metric.slice) == (FINAL, "all") and not metric.subject.startswith(MODEL):
            by_subject = references.setdefault(metric.split, {})
            by_subject.setdefault(metric.subject, {})[metric.name] = metric.value
    return {split: _simple_first(of_split) for split, of_split in references.items()}


def _simple_first(by_subject: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    known = [name for name in REFERENCE_TITLES if name in by_subject]
    return {name: by_subject[name] for name in (*known, *(by_subject.keys() - known))}


def _best(rows: Sequence[ResultRow], metric: str) -> int | None:
    values = {
        place: figure.mean
        for place, row in enumerate(rows)
        if (figure := row.figure("val", metric)) is not None and row.trained == row.of
    }
    return max(values, key=lambda place: (values[place], -place), default=None)

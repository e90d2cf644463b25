"""Comparing runs on the rows of one part: the same split, the same policy, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass

import pyarrow as pa  # type: ignore[import-untyped]

from engine.errors import BadSetting, nearest
from engine.evaluation.comparison import Contender, Pair, compare, metric_table
from engine.evaluation.metrics import METRICS
from engine.evaluation.rank_table import ranks_of, read_ranks, sequence_of, subjects
from engine.events import CancelToken, Event, Progress
from engine.sequences.splits import Part
from engine.store.runs import RunRow, get_run
from engine.training.evaluate_run import judge_run
from engine.training.kept_ranks import ranks_file
from engine.training.record import MODEL
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Compared(Event):
    """Metrics with the ends of their 95% intervals, and the pairs on one metric.

    `metrics`: name -> metric -> value, low, high. `pairs` as in `engine.evaluation.comparison.Pair`.
    """

    runs: list[int]
    split: str
    policy: str
    rows: int
    metric: str
    metrics: dict[str, dict[str, tuple[float, float, float]]]
    pairs: list[dict[str, str | float]]

    @property
    def sentences(self) -> list[str]:
        return [str(pair["sentence"]) for pair in self.pairs]


def compare_runs(
    workspace: Workspace, keys: Sequence[int | str], part: Part, metric: str, cancel: CancelToken
) -> Iterator[Event]:
    """Compare runs with each other, or a single one with its reference rows; the last event is `Compared`.

    Ranks that were kept are not computed again.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        BadSetting: the runs are not comparable, or there is no such metric.
    """
    if metric not in METRICS:
        raise BadSetting(f"There is no metric “{metric}”.", advice=nearest(metric, METRICS))
    runs = list({run.id: run for run in (get_run(workspace.store, key) for key in keys)}.values())
    for run in runs[1:]:
        _check_comparable(runs[0], run)
    tables = []
    for run in runs:
        table = yield from _table(workspace, run, part, cancel)
        tables.append(table)
    names = _names(runs)
    if len(runs) == 1:
        contenders = [Contender(names[0], ranks_of(tables[0], MODEL)), *_references(tables[0])]
    else:
        contenders = [
            Contender(name, ranks_of(table, MODEL)) for name, table in zip(names, tables, strict=True)
        ]
    sequence = sequence_of(tables[0])
    pairs: list[Pair] = compare(contenders, sequence, metric, first_only=len(runs) == 1)
    yield Compared(
        runs=[run.id for run in runs],
        split=part,
        policy=runs[0].policy,
        rows=len(sequence),
        metric=metric,
        metrics=metric_table(contenders, sequence),
        pairs=[asdict(pair) for pair in pairs],
    )


def _check_comparable(first: RunRow, other: RunRow) -> None:
    what = f"Runs {first.id} and {other.id} are not comparable."
    if first.split_hash != other.split_hash:
        raise BadSetting(
            what,
            "They were not judged on the same rows: their data or their split differ "
            f"({first.split_hash[:12] or 'none'} and {other.split_hash[:12] or 'none'}).",
            "Train them on the same data set with the same split.",
        )
    if first.policy != other.policy:
        raise BadSetting(
            what,
            f"Items already in the history: {first.policy} in one, {other.policy} in the other.",
            "Train them with the same data.repeats.",
        )


def _table(
    workspace: Workspace, run: RunRow, part: Part, cancel: CancelToken
) -> Generator[Progress, None, pa.Table]:
    """The ranks that the run kept; found again where it has none."""
    kept = read_ranks(ranks_file(workspace, run.id, part))
    if kept is not None and MODEL in subjects(kept):
        return kept
    judged = yield from judge_run(workspace, run, part, cancel)
    return judged.table(workspace)


def _references(table: pa.Table) -> list[Contender]:
    return [Contender(name, ranks_of(table, name)) for name in subjects(table) if name != MODEL]


def _names(runs: Sequence[RunRow]) -> list[str]:
    """Names of the runs, with their numbers where several share one."""
    count = Counter(run.name for run in runs)
    return [run.name if count[run.name] == 1 else f"{run.name} ({run.id})" for run in runs]

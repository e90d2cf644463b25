"""Comparing runs on the rows of one part: the same split, the same policy, or not at all."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from engine.errors import BadSetting, nearest
from engine.evaluation.comparison import Contender, Pair, comparing, metric_table
from engine.evaluation.metrics import METRICS
from engine.evaluation.rank_table import Protocol, protocol_of, ranks_of, read_ranks, sequence_of, subjects
from engine.evaluation.significance import told
from engine.events import CancelToken, Event
from engine.models.subjects import MODEL, reference_in_sentence
from engine.sequences.splits import Part
from engine.store.runs import IMPORTED, RunRow, get_run
from engine.training.comparable import LeftOut, check_number, comparable, names_of
from engine.training.evaluate_run import judge_run
from engine.training.kept_ranks import ranks_file
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Compared(Event):
    """Metrics with the ends of their 95% intervals, and the pairs on one metric.

    Attributes:
        names: of the compared runs, in the order of `runs`, each different.
        metrics: name -> metric -> value, low, high.
        pairs: as in `engine.evaluation.comparison.Pair`; `shown`: whether the data show a difference.
        baseline: the name that is A in every pair; empty where every pair was tested.
        left_out: runs that were asked for and could not be taken in: `run`, `name`, `reason`.
    """

    runs: list[int]
    names: list[str]
    split: str
    policy: str
    rows: int
    metric: str
    metrics: dict[str, dict[str, tuple[float, float, float]]]
    pairs: list[dict[str, str | float]]
    baseline: str = ""
    left_out: list[dict[str, str | int]] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        return [str(pair["sentence"]) for pair in self.pairs]


def compare_runs(
    workspace: Workspace,
    keys: Sequence[int | str],
    part: Part,
    metric: str,
    cancel: CancelToken,
    *,
    baseline: int | str | None = None,
    score: bool = True,
) -> Iterator[Event]:
    """Compare up to 20 runs with each other, or a single one with its reference rows; ends with `Compared`.

    Runs that were not judged on the same rows by the same rules are left out, with the reason. Ranks that
    were kept are not computed again.

    Args:
        baseline: one of the runs, to compare each other one with; None for every pair.
        score: find ranks that are not there by scoring the model again; else such a run is left out, and
            where too few are left nothing is tested.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        BadSetting: there is no such metric, there are too many runs, or (where runs are scored) no two that
            are comparable.
    """
    if metric not in METRICS:
        raise BadSetting(f"There is no metric “{metric}”.", advice=nearest(metric, METRICS))
    runs, first = _chosen(workspace, keys, baseline)
    names = names_of(runs)
    kept, left_out = comparable(runs, first) if len(runs) > 1 else (runs, [])
    tables, without = yield from _tables(workspace, kept, part, cancel, score=score)
    left_out = [*left_out, *without]
    kept = [run for run in kept if run.id in tables]
    enough = len(kept) >= min(2, len(runs)) and (first is None or first in kept)
    if score and not enough:
        raise _nothing_to_compare(runs, left_out, names)
    contenders = [Contender(names[run.id], ranks_of(tables[run.id], MODEL)) for run in kept]
    if len(runs) == 1 and kept:
        contenders += _references(tables[kept[0].id])
    against = 0 if len(runs) == 1 else next((n for n, run in enumerate(kept) if run is first), None)
    sequence = sequence_of(tables[kept[0].id]) if kept else np.empty(0, np.int64)
    metrics = metric_table(contenders, sequence) if kept else {}
    cancel.raise_if_cancelled()
    pairs: list[Pair] = []
    if enough:
        testing = comparing(contenders, sequence, metric, baseline=against)
        pairs = yield from told(testing, "Testing the differences", cancel)
    yield Compared(
        runs=[run.id for run in kept],
        names=[names[run.id] for run in kept],
        split=part,
        policy=kept[0].policy if kept else "",
        rows=len(sequence),
        metric=metric,
        metrics=metrics,
        pairs=[{**asdict(pair), "shown": pair.shown} for pair in pairs],
        baseline="" if against is None else contenders[against].name,
        left_out=[{"run": one.run_id, "name": names[one.run_id], "reason": one.reason} for one in left_out],
    )


def _chosen(
    workspace: Workspace, keys: Sequence[int | str], baseline: int | str | None
) -> tuple[list[RunRow], RunRow | None]:
    """The runs, each once, and the baseline among them."""
    runs = list({run.id: run for run in (get_run(workspace.store, key) for key in keys)}.values())
    check_number(runs)
    if baseline is None:
        return runs, None
    wanted = get_run(workspace.store, baseline).id
    first = next((run for run in runs if run.id == wanted), None)
    if first is None:
        raise BadSetting(f"The baseline, run {wanted}, is not among the runs.", advice="Name it with them.")
    return runs, first


def _tables(
    workspace: Workspace, runs: Sequence[RunRow], part: Part, cancel: CancelToken, *, score: bool
) -> Generator[Event, None, tuple[dict[int, pa.Table], list[LeftOut]]]:
    """The ranks of every run by its number, and the runs that have none."""
    found: dict[int, pa.Table] = {}
    without = []
    for run in runs:
        cancel.raise_if_cancelled()
        table = _kept_table(workspace, run, part)
        if table is None and score and run.status != IMPORTED:
            judged = yield from judge_run(workspace, run, part, cancel)
            table = judged.table(workspace)
        first = next(iter(found.values()), None)
        if table is None or (first is not None and not _same_rows(table, first)):
            without.append(LeftOut(run.id, _missing(workspace, run, part)))
        else:
            found[run.id] = table
    return found, without


def _kept_table(workspace: Workspace, run: RunRow, part: Part) -> pa.Table | None:
    """The ranks that the run kept; None where it has none that can be read, or those of another model."""
    kept = read_ranks(ranks_file(workspace, run.id, part))
    if kept is None or MODEL not in subjects(kept):
        return None
    protocol: Protocol = protocol_of(kept)
    return kept if (protocol.split_hash, protocol.policy) == (run.split_hash, run.policy) else None


def _same_rows(table: pa.Table, other: pa.Table) -> bool:
    return all(np.array_equal(table[name], other[name]) for name in ("sequence", "position"))


def _missing(workspace: Workspace, run: RunRow, part: Part) -> str:
    if ranks_file(workspace, run.id, part).exists():
        return f"The ranks of its {part} rows are damaged: score it again."
    if run.status == IMPORTED:
        return f"It was imported: the ranks of its {part} rows, and the log, stayed where it was trained."
    if part == "test" and run.status != "finished":
        return f"It was not tested: it is {run.status}."
    return f"The ranks of its {part} rows are missing: score it again."


def _nothing_to_compare(
    runs: Sequence[RunRow], left_out: Sequence[LeftOut], names: dict[int, str]
) -> BadSetting:
    """What is said where no two of the runs are comparable, or none is with the baseline."""
    return BadSetting(
        "These runs are not comparable." if len(runs) > 1 else f"“{runs[0].name}” cannot be compared.",
        " ".join(f"“{names[one.run_id]}”: {one.reason}" for one in left_out),
        "Compare runs on the same data set with the same split and the same rule for items already in the "
        "history (data.repeats).",
    )


def _references(table: pa.Table) -> list[Contender]:
    return [
        Contender(name, ranks_of(table, name), reference_in_sentence(name))
        for name in subjects(table)
        if name != MODEL
    ]

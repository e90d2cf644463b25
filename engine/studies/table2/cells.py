"""The trainings of Table 2: those of the tuning, and those of the table once its settings are chosen."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine.store.queue import QueuedRun
from engine.store.runs import RunRow
from engine.studies.plan import Entry, Table2Plan
from engine.studies.variants import Cell, Variant, cell_of
from engine.training.config import RunConfig
from engine.training.settings import Value, with_settings

CHOSEN_BY = "ndcg@20"
"""On validation."""

Changes = dict[str, Value]


@dataclass(frozen=True)
class EntryCells:
    """The trainings of one row.

    Attributes:
        tuning: one for every configuration of the grid.
        final: one for every seed, with the chosen configuration; empty as long as none is chosen.
        chosen: what that changes of the entry's preset; None where it is not known yet.
    """

    entry: Entry
    tuning: tuple[Cell, ...]
    final: tuple[Cell, ...]
    chosen: Changes | None

    @property
    def all(self) -> tuple[Cell, ...]:
        return self.tuning + self.final

    @property
    def done_without(self) -> tuple[Cell, ...]:
        """What failed of the tuning and is not needed any more: every seed of the row is trained."""
        if not self.final or any(cell.state != "finished" for cell in self.final):
            return ()
        return tuple(cell for cell in self.tuning if cell.state == "failed")


def config_of_entry(plan: Table2Plan, variant: Variant, seed: int) -> RunConfig:
    """The configuration of one training; raises `BadSetting` where it is not possible."""
    entry = entry_of(plan, variant)
    return with_settings(entry.base, {**variant.changes, "seed": seed})


def entry_of(plan: Table2Plan, variant: Variant) -> Entry:
    """The entry that a variant is one of."""
    return entry_named(plan, variant.label)


def entry_named(plan: Table2Plan, label: str) -> Entry:
    """The entry that is called so."""
    return next(entry for entry in plan.entries if entry.label == label)


def grid(plan: Table2Plan) -> list[Changes]:
    """Every combination that is tried of each entry, the last axis fastest."""
    paths = [axis.path for axis in plan.tuning]
    combinations = itertools.product(*(axis.values for axis in plan.tuning))
    return [dict(zip(paths, values, strict=True)) for values in combinations]


def table2_cells(
    plan: Table2Plan,
    runs: Sequence[RunRow],
    queue: Sequence[QueuedRun],
    validation: Mapping[int, float],
) -> list[EntryCells]:
    """Every training of the plan with what became of it, by entry.

    Where runs of a tuning were deleted after the choice, what its table was begun with tells what that was.

    Args:
        runs: those of the study, oldest first; of several of a cell a finished one counts, else the last.
        queue: what of the study is in the queue.
        validation: run -> what the configurations are chosen by.
    """
    found = _Known(
        plan, _by_key(runs), {key: each for each in queue if (key := _key(each.config)) is not None}
    )
    return [_row(found, entry, validation) for entry in plan.entries]


@dataclass(frozen=True)
class _Known:
    """What became of a plan: the runs, and what is in the queue, by their configurations."""

    plan: Table2Plan
    runs: Mapping[str, RunRow]
    queue: Mapping[str, QueuedRun]

    def cell(self, entry: Entry, changes: Changes, seed: int) -> Cell:
        variant = Variant(entry.label, changes)
        key = config_of_entry(self.plan, variant, seed).model_dump_json()
        return cell_of(variant, seed, self.runs.get(key), self.queue.get(key))

    def table(self, entry: Entry, changes: Changes) -> tuple[Cell, ...]:
        """The trainings of a row with these settings, one for every seed."""
        return tuple(self.cell(entry, changes, seed) for seed in self.plan.seeds)


def _by_key(runs: Sequence[RunRow]) -> dict[str, RunRow]:
    found: dict[str, RunRow] = {}
    for run in runs:
        if (key := _key(run.config)) is None:
            continue
        before = found.get(key)
        if before is None or before.status != "finished" or run.status == "finished":
            found[key] = run
    return found


def _row(found: _Known, entry: Entry, validation: Mapping[int, float]) -> EntryCells:
    plan, combinations = found.plan, grid(found.plan)
    if not plan.tried:
        only = next(iter(combinations), {})
        return EntryCells(entry, (), found.table(entry, only), only)
    tuning = tuple(found.cell(entry, changes, plan.tuning_seed) for changes in combinations)
    chosen = _chosen(tuning, validation)
    if chosen is None and _has_gaps(tuning):
        chosen = _chosen_before([cell for changes in combinations for cell in found.table(entry, changes)])
        tuning = tuning if chosen is None else tuple(map(_deleted, tuning))
    return EntryCells(entry, tuning, () if chosen is None else found.table(entry, chosen), chosen)


def _chosen(tuning: Sequence[Cell], validation: Mapping[int, float]) -> Changes | None:
    """The best on validation, of equal ones the first, once all have come to an end."""
    if any(cell.state not in ("finished", "failed") for cell in tuning):
        return None
    values = {
        place: validation[cell.run.id]
        for place, cell in enumerate(tuning)
        if cell.state == "finished" and cell.run is not None and cell.run.id in validation
    }
    best = max(values, key=lambda place: (values[place], -place), default=None)
    return None if best is None else tuning[best].variant.changes


def _has_gaps(tuning: Sequence[Cell]) -> bool:
    """Whether some are not there, and all others have come to an end."""
    states = {cell.state for cell in tuning}
    return "open" in states and states <= {"open", "finished", "failed"}


def _deleted(cell: Cell) -> Cell:
    """One of a tuning that is known to have come to its end: what is not there any more was deleted."""
    return replace(cell, state="deleted") if cell.state == "open" else cell


def _chosen_before(finals: Sequence[Cell]) -> Changes | None:
    """What the table was begun with last: the whole tuning had chosen it."""

    def age(cell: Cell) -> tuple[bool, int]:
        return cell.queued is not None, 0 if cell.run is None else cell.run.id

    begun = [cell for cell in finals if cell.run is not None or cell.queued is not None]
    return max(begun, key=age).variant.changes if begun else None


def _key(config: Mapping[str, object]) -> str | None:
    """By which a stored configuration is found again; None for one of another version."""
    try:
        return RunConfig.model_validate(config).model_dump_json()
    except ValueError:
        return None

"""The trainings of Table 2: those of the tuning, and those of the table once its settings are chosen."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

    Args:
        runs: those of the study, oldest first; of several of a cell a finished one counts, else the last.
        queue: what of the study is in the queue.
        validation: run -> what the configurations are chosen by.
    """
    by_key: dict[str, RunRow] = {}
    for run in runs:
        if (key := _key(run.config)) is None:
            continue
        before = by_key.get(key)
        if before is None or before.status != "finished" or run.status == "finished":
            by_key[key] = run
    queued = {key: each for each in queue if (key := _key(each.config)) is not None}

    def cell(entry: Entry, changes: Changes, seed: int) -> Cell:
        variant = Variant(entry.label, changes)
        key = config_of_entry(plan, variant, seed).model_dump_json()
        return cell_of(variant, seed, by_key.get(key), queued.get(key))

    found = []
    for entry in plan.entries:
        tried = grid(plan) if plan.tried else []
        tuning = tuple(cell(entry, changes, plan.tuning_seed) for changes in tried)
        chosen = _chosen(tuning, validation) if plan.tried else next(iter(grid(plan)), {})
        seeds = () if chosen is None else plan.seeds
        found.append(EntryCells(entry, tuning, tuple(cell(entry, chosen or {}, s) for s in seeds), chosen))
    return found


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


def _key(config: Mapping[str, object]) -> str | None:
    """By which a stored configuration is found again; None for one of another version."""
    try:
        return RunConfig.model_validate(config).model_dump_json()
    except ValueError:
        return None

"""The ranks of a run's examples in its folder: comparing runs needs no scoring."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]

from engine.errors import EngineError
from engine.evaluation.metrics import Ranks
from engine.evaluation.rank_table import (
    Protocol,
    protocol_of,
    rank_table,
    read_ranks,
    with_ranks,
    write_ranks,
)
from engine.sequences.examples import Examples
from engine.sequences.names import item_names, user_names
from engine.sequences.snapshot import open_run_snapshot
from engine.sequences.splits import Part
from engine.store.runs import RunRow
from engine.workspace import Workspace


def ranks_file(workspace: Workspace, run_id: int, part: Part) -> Path:
    """Where the ranks of one part are."""
    return workspace.run_folder(run_id) / "ranks" / f"{part}.parquet"


def keep_ranks(
    workspace: Workspace, run: RunRow, part: Part, examples: Examples, subject: str, ranks: Ranks
) -> None:
    """Add the ranks of one subject to the run's file, which is whole at any time.

    Raises:
        EngineError: the disk does not take it.
    """
    path = ranks_file(workspace, run.id, part)
    table = read_ranks(path)
    if table is None or protocol_of(table) != _protocol(run, examples) or len(table) != len(examples):
        table = new_table(workspace, run, examples)
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(exist_ok=True)
        write_ranks(with_ranks(table, subject, ranks), partial)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise EngineError(
            "The ranks of the examples could not be saved.",
            why=f"{path.parent}: {error}",
            advice="Make room on the disk, or choose a workspace elsewhere.",
        ) from error


def new_table(workspace: Workspace, run: RunRow, examples: Examples) -> pa.Table:
    """A table of the examples of a run, with the ids of the log and still without ranks."""
    snapshot = open_run_snapshot(workspace, run)
    users = user_names(workspace.store, run.dataset_id, snapshot)
    catalogue = item_names(workspace.store, run.dataset_id, snapshot)
    return rank_table(examples, _protocol(run, examples), users, catalogue.external_ids)


def _protocol(run: RunRow, examples: Examples) -> Protocol:
    return Protocol(run.split_hash, run.policy, examples.n_items)

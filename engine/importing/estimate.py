"""What will come out of an import, from the first rows of its files; said to be an estimate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.arrangement import Log, arranged
from engine.importing.forms import LogFile, files_of
from engine.importing.kept_aside import KeptAside
from engine.importing.reading import LogReader
from engine.importing.recipe import Recipe
from engine.importing.sessions import begins_session, require_times

_SAMPLED_ROWS = 100_000


@dataclass(frozen=True)
class Beginning:
    """The first rows of a log, read as an import would.

    Attributes:
        log: the accepted rows as they are in the files.
        events: names of the kinds of events, by number.
        share: what part of the log they are, between 0 and 1.
        rejected: how many rows cannot be read.
    """

    log: Log
    events: Sequence[str]
    share: float
    rejected: int


@dataclass(frozen=True)
class Estimate:
    """What an import would give.

    Attributes:
        sequences: as many as users, unless a pause begins a new one.
        rejected_share: of the rows, between 0 and 1.
        sampled_rows: how many rows it was made from.
        exact: the sample is the whole log.
    """

    users: int
    items: int
    interactions: int
    sequences: int
    rejected_share: float
    sampled_rows: int
    exact: bool


def estimate(paths: Sequence[Path], recipe: Recipe, cancel: CancelToken) -> Estimate:
    """What the beginning of a log says of the whole; raises as `read_beginning`."""
    return projected(read_beginning(paths, recipe, cancel), recipe)


def read_beginning(paths: Sequence[Path], recipe: Recipe, cancel: CancelToken) -> Beginning:
    """Read the beginning of a log as an import would.

    Questions about the log need not be answered yet.

    Raises:
        BadInput: a file cannot be used, or the recipe does not fit it.
        Cancelled: the end was asked for.
    """
    require_times(recipe.time, recipe.session_gap_minutes)
    files = files_of(paths, recipe, answered=False)
    with KeptAside() as kept_aside, LogReader(kept_aside) as reader:
        share = _read_rows(reader, files, recipe, cancel)
        accepted, rejected = sum(reader.file_rows), len(kept_aside)
        spool, _, _ = reader.finish()
        events = reader.events
        log = spool.read(0, len(spool)) if accepted else None
    if log is None:
        raise BadInput(
            f"Not a single one of the first rows of {files[0].label} can be read.",
            f"Most often: {next(iter(kept_aside.reasons), 'it holds no rows')}.",
            "Check the separator and what each column is.",
        )
    return Beginning(log, events, share, rejected)


def projected(beginning: Beginning, recipe: Recipe) -> Estimate:
    """What the whole log will give."""
    log, share, accepted = beginning.log, beginning.share, len(beginning.log)
    rows = accepted + beginning.rejected
    users = _projected(log.user, share)
    sequences = users
    if recipe.session_gap_minutes is not None:
        sequences = max(users, round(_sessions(log, recipe.session_gap_minutes) / share))
    return Estimate(
        users=users,
        items=_projected(log.item, share),
        interactions=round(accepted / share),
        sequences=sequences,
        rejected_share=beginning.rejected / rows,
        sampled_rows=rows,
        exact=share == 1.0,
    )


def _read_rows(reader: LogReader, files: Sequence[LogFile], recipe: Recipe, cancel: CancelToken) -> float:
    """Read about as many rows as a sample has; returns what share of all bytes they are."""
    sizes = [file.form.path.stat().st_size for file in files]
    read = 0.0
    for file, size in zip(files, sizes, strict=True):
        share = 0.0
        for share in reader.read(file.form, file.columns, file.label, recipe):
            cancel.raise_if_cancelled()
            if sum(reader.file_rows) + len(reader.kept_aside) >= _SAMPLED_ROWS:
                read += share * size
                return max(read, 1.0) / sum(sizes)
        read += size
    return 1.0


def _sessions(log: Log, gap_minutes: float) -> int:
    return int(np.count_nonzero(begins_session(arranged(log), gap_minutes)))


def _projected(numbers: NDArray[np.int32], share: float) -> int:
    """How many different ones there are in all, when a share of the rows has these.

    They go on growing as they grew from half of the sample to the whole of it, by a power of the rows
    (Heaps' law): a log sorted by its users meets new ones to its end, in another all are soon known.

    Args:
        numbers: each row's, numbered by first appearance.
        share: between 0 and 1.
    """
    met = int(numbers.max()) + 1
    met_by_half = int(numbers[: max(1, len(numbers) // 2)].max()) + 1
    return round(met * math.pow(1 / share, math.log2(met / met_by_half)))

"""What will come out of an import, from the first rows of its files; said to be an estimate."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.arrangement import Log, arranged
from engine.importing.forms import LogFile, files_of
from engine.importing.kept_aside import KeptAside
from engine.importing.reading import LogReader
from engine.importing.recipe import Recipe
from engine.importing.richness import count_projected
from engine.importing.sessions import begins_session, require_times
from engine.importing.source import size_of

_FEWEST_ROWS, _MOST_ROWS = 100_000, 1_000_000
_SECONDS = 0.5


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


def read_beginning(
    paths: Sequence[Path],
    recipe: Recipe,
    cancel: CancelToken,
    *,
    rows: int = _FEWEST_ROWS,
    seconds: float = _SECONDS,
) -> Beginning:
    """Read the beginning of a log as an import would.

    Questions about the log need not be answered yet.

    Args:
        paths: the files.
        recipe: what their columns are.
        cancel: asks for the end.
        rows: how many to read at least.
        seconds: how long to read on when these are read; many logs are read to their end by then.

    Raises:
        BadInput: a file cannot be used, or the recipe does not fit it.
        Cancelled: the end was asked for.
    """
    until = time.monotonic() + seconds
    require_times(recipe.time, recipe.session_gap_minutes)
    files = files_of(paths, recipe, answered=False)
    with KeptAside() as kept_aside, LogReader(kept_aside) as reader:
        for share in _shares(reader, files, recipe):
            cancel.raise_if_cancelled()
            read = sum(reader.file_rows) + len(kept_aside)
            if read >= rows and (read >= _MOST_ROWS or time.monotonic() > until) and 0.0 < share < 1.0:
                break
        else:
            share = 1.0
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
    users = count_projected(log.user, share)
    sequences = users
    if recipe.session_gap_minutes is not None:
        sequences = max(users, round(_sessions(log, recipe.session_gap_minutes) / share))
    return Estimate(
        users=users,
        items=count_projected(log.item, share),
        interactions=round(accepted / share),
        sequences=sequences,
        rejected_share=beginning.rejected / rows,
        sampled_rows=rows,
        exact=share == 1.0,
    )


def _shares(reader: LogReader, files: Sequence[LogFile], recipe: Recipe) -> Iterator[float]:
    """Read the files on and on; yield what share of all bytes is read."""
    sizes = [size_of(file.form) for file in files]
    before = 0
    for file, size in zip(files, sizes, strict=True):
        for share in reader.read(file.form, file.columns, file.label, recipe):
            yield (before + share * size) / sum(sizes)
        before += size


def _sessions(log: Log, gap_minutes: float) -> int:
    return int(np.count_nonzero(begins_session(arranged(log), gap_minutes)))

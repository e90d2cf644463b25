"""What will come out of an import, from its first rows; said to be an estimate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.kept_aside import KeptAside
from engine.importing.reading import LogReader
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff

_SAMPLED_ROWS = 100_000


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
    """Read the beginning of a log as an import would, and project what the whole will give.

    Raises:
        BadInput: a file cannot be used, or the recipe does not fit it.
        Cancelled: the end was asked for.
    """
    form = sniff(
        paths[0],
        delimiter=recipe.delimiter,
        has_header=recipe.has_header,
        encoding=recipe.encoding,
        table=recipe.table,
    ).form
    with KeptAside() as kept_aside, LogReader(kept_aside) as reader:
        share = 1.0
        for read in reader.read(form, recipe.columns_of(form), form.label, recipe):
            cancel.raise_if_cancelled()
            if sum(reader.file_rows) + len(kept_aside) >= _SAMPLED_ROWS:
                share = read
                break
        accepted, rejected = sum(reader.file_rows), len(kept_aside)
        spool, _, _ = reader.finish()
        log = spool.read(0, len(spool))
    if not accepted:
        raise BadInput(f"Not a single row of {form.label} could be read.")
    share *= form.path.stat().st_size / sum(path.stat().st_size for path in paths)
    users = _projected(np.bincount(log.user), share)
    return Estimate(
        users=users,
        items=_projected(np.bincount(log.item), share),
        interactions=round(accepted / share),
        sequences=users,
        rejected_share=rejected / (accepted + rejected),
        sampled_rows=accepted + rejected,
        exact=share == 1.0,
    )


def _projected(counts: np.ndarray[tuple[int], np.dtype[np.int64]], share: float) -> int:
    """How many different ones there are in all, when a share of the rows has these counts (Chao's bound)."""
    if share == 1.0:
        return len(counts)
    once, twice = np.count_nonzero(counts == 1), np.count_nonzero(counts == 2)
    unseen = once * (once - 1) / (2 * (twice + 1))
    grown = len(counts) / share
    return round(min(grown, len(counts) + unseen))

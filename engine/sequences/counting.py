"""How much of a log will count for a training, told from its first rows before it is imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import BadSetting
from engine.events import CancelToken
from engine.importing import arrangement
from engine.importing.estimate import Beginning, Estimate, projected, read_beginning
from engine.importing.filters import Filters
from engine.importing.recipe import Recipe
from engine.importing.sessions import begins_session
from engine.sequences.filtering import NO_FILTERS, kept
from engine.sequences.log import Log


@dataclass(frozen=True)
class Expected:
    """What an import will give.

    Attributes:
        estimate: what will be stored.
        counting: the interactions of it that the recipe's filters let count; None where all do. A core can
            only be told of a whole log: in an estimate from a part of it, it is left out.
    """

    estimate: Estimate
    counting: int | None


def expected(paths: Sequence[Path], recipe: Recipe, cancel: CancelToken) -> Expected:
    """Estimate what an import will store, and what of it will count.

    Raises:
        BadInput: a file cannot be used, or the recipe does not fit it.
        Cancelled: the end was asked for.
    """
    beginning = read_beginning(paths, recipe, cancel)
    estimate = projected(beginning, recipe)
    filters = recipe.filters
    if not estimate.exact:
        filters = filters.model_copy(update={"item_core": 1, "sequence_core": 1})
    if filters == NO_FILTERS:
        return Expected(estimate, None)
    cancel.raise_if_cancelled()
    rows = _counting(beginning, filters, recipe.session_gap_minutes)
    return Expected(estimate, round(rows / beginning.share))


def _counting(beginning: Beginning, filters: Filters, gap_minutes: float | None) -> int:
    """How many of the first rows count."""
    if filters.events is not None:
        met = tuple(event for event in filters.events if event in beginning.events)
        filters = filters.model_copy(update={"events": met})
    try:
        return int(kept(_in_sequences(beginning.log, gap_minutes), filters, beginning.events).sum())
    except BadSetting:  # nothing is left, or the log has not the column that is asked for
        return 0


def _in_sequences(rows: arrangement.Log, gap_minutes: float | None) -> Log:
    rows = arrangement.arranged(rows)
    begins = np.diff(rows.user, prepend=-1) != 0
    if gap_minutes is not None:
        begins = begins_session(rows, gap_minutes)
    offsets = np.append(np.flatnonzero(begins), len(rows)).astype(np.int64)
    return Log(offsets, rows.item, times=rows.ts, value=rows.value, event=rows.event)

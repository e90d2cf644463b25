"""Users as sessions: after a pause that is long enough, what a user does is another sequence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing import arrow
from engine.importing.arrangement import Log
from engine.importing.assembly import Numbered
from engine.importing.buckets import sequences
from engine.importing.identifiers import Texts
from engine.importing.spool import Spool
from engine.importing.tally import tally

SEPARATOR = " · "
MINUTE = 60_000


def require_times(time_column: object, gap_minutes: float | None) -> None:
    """Refuse a pause where nothing says how long one is."""
    if gap_minutes is not None and time_column is None:
        raise BadInput(
            "Sessions cannot be told apart by pauses: no column of times is named.",
            advice="Name the column of times, or give up the pause between sessions.",
        )


def split_sessions(
    log: Numbered, gap_minutes: float, into: Spool, folder: Path, cancel: CancelToken
) -> Numbered:
    """Write the log into another spool, in which sessions stand in the place of users.

    A user's first session has the user's id, the next ones "id · 2", "id · 3", ...

    Args:
        log: with times.
        gap_minutes: a longer pause begins another session.
        into: an empty spool.
        folder: for temporary files.
        cancel: asks for the end.
    """
    n_users = len(log.user_ids)
    counted = tally(log.spool, n_users, len(log.item_ids), len(log.events), cancel)
    user_of, place_of, n_sessions = [], [], 0
    for rows in sequences(log.spool, counted.lengths, None, folder):
        cancel.raise_if_cancelled()
        if not len(rows):
            continue
        first = np.diff(rows.user, prepend=-1) != 0
        begins = begins_session(rows, gap_minutes)
        user = rows.user[begins]
        user_of.append(user)
        at = np.arange(len(user))
        place_of.append(at - np.maximum.accumulate(np.where(first[begins], at, 0)) + 1)
        rows.user = (n_sessions + np.cumsum(begins) - 1).astype(np.int32)
        n_sessions += len(user)
        into.append(rows)
    ids = _session_ids(log.user_ids, np.concatenate(user_of), np.concatenate(place_of))
    return Numbered(into, ids, log.item_ids, log.events)


def begins_session(rows: Log, gap_minutes: float) -> NDArray[np.bool_]:
    """Which rows of a log with times, ordered by user and time, are the first of a session."""
    assert rows.ts is not None
    pause = np.diff(rows.ts, prepend=rows.ts[:1])
    begins: NDArray[np.bool_] = (np.diff(rows.user, prepend=-1) != 0) | (pause > gap_minutes * MINUTE)
    return begins


def _session_ids(user_ids: Texts, user: NDArray[np.int32], place: NDArray[np.int64]) -> Texts:
    """The user's id, with the number of the session behind it from the second on."""
    names = user_ids.take(user).array
    later = place > 1
    numbers = pc.cast(arrow.places(place[later]), pa.string())
    numbered = pc.binary_join_element_wise(names.filter(arrow.mask(later)), numbers, SEPARATOR)
    numbered = _unlike(numbered, user_ids.array)
    at = np.where(later, len(names) + np.cumsum(later) - 1, np.arange(len(names)))
    return Texts(pa.concat_arrays([names, numbered]).take(arrow.places(at)))


def _unlike(names: pa.Array, taken: pa.Array) -> pa.Array:
    """The names, with as many marks behind all of them as keep them apart from ids that are taken."""
    mark = ""
    while pc.any(pc.is_in(names, value_set=taken)).as_py():
        mark += "'"
        names = pc.binary_join_element_wise(names, mark, "")
    return names

"""Rows of a newer file beside those of a stored log: which are there already, and what sequences become."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.importing.arrangement import positions
from engine.store.log_rows import LogRows


def merge(
    stored: LogRows, new: LogRows, position: NDArray[np.float64] | None
) -> tuple[LogRows, NDArray[np.bool_]]:
    """The whole sequences of the users who get rows, and which of the new rows were added.

    In a log with times a row is there already when the user has one of the same item, time, value and kind
    of event; of rows that are alike as many are added as the newer file has more. Rows of one time stand as
    the newer file has them. In a log without times a row is there already when it has the same place.

    Args:
        stored: whole sequences; their users may have no new rows.
        new: ordered by user, then as they follow each other.
        position: of the new rows, where the file has a column of positions.
    """
    if new.ts is not None:
        again, there = _alike(stored, new)
    else:
        again, there = np.zeros(len(stored), bool), _in_place(stored, new, position)
    changed = np.unique(new.user[~there])
    kept = np.isin(stored.user, changed) & ~again
    # With times the newer file's rows come whole, those that are there already too: it knows their order.
    brought = np.isin(new.user, changed) & (~there if new.ts is None else True)
    rows = stored[kept].followed_by(new[brought])
    keys: list[NDArray[Any]] = [rows.user] if rows.ts is None else [rows.ts, rows.user]
    return rows[np.lexsort(keys)], ~there  # equal rows stay in order: the stored ones first


def changed_from(stored: LogRows, rows: LogRows) -> NDArray[np.int64]:
    """For every row, the first place at which its user's sequence differs from the stored one.

    Args:
        stored: whole sequences as they are.
        rows: whole sequences as they will be: never shorter, and not of every user.
    """
    users, start, counts = np.unique(rows.user, return_index=True, return_counts=True)
    held = np.isin(stored.user, users)
    place, stored = positions(stored.user)[held], stored[held]
    at = np.searchsorted(users, stored.user)
    differs = _differ(stored, rows[start[at] + place])
    first = np.bincount(at, minlength=len(users))  # the end of the stored sequence, where all is the same
    np.minimum.at(first, at[differs], place[differs])
    return np.repeat(first, counts)


def _alike(stored: LogRows, new: LogRows) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which stored rows the newer file has again, and which of its rows are there already."""
    rows = stored.followed_by(new)
    is_new = np.arange(len(rows)) >= len(stored)
    columns: list[NDArray[Any]] = [_bits(rows.value), rows.event, rows.item, rows.user]
    if rows.ts is not None:
        columns.append(rows.ts)
    order = np.lexsort([is_new, *columns])
    begins = np.ones(len(rows), bool)
    begins[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    group = np.cumsum(begins) - 1
    n_stored = np.bincount(group, weights=~is_new[order]).astype(np.int64)[group]
    n_new = np.bincount(group, weights=is_new[order]).astype(np.int64)[group]
    rank = np.arange(len(rows)) - np.flatnonzero(begins)[group]
    matched = np.empty(len(rows), bool)
    matched[order] = np.where(is_new[order], rank - n_stored < n_stored, rank < n_new)
    return matched[: len(stored)], matched[len(stored) :]


def _in_place(stored: LogRows, new: LogRows, position: NDArray[np.float64] | None) -> NDArray[np.bool_]:
    """Which new rows are there already, in a log whose only order is that of its rows."""
    users, start, counts = np.unique(stored.user, return_index=True, return_counts=True)
    at = np.minimum(np.searchsorted(users, new.user), max(len(users) - 1, 0))
    known = np.isin(new.user, users)
    place = positions(new.user) + _first_places(new.user, position)
    there = known.copy()
    there[known] = place[known] < counts[at[known]]
    same = there.copy()
    same[there] = stored.item[start[at[there]] + place[there]] == new.item[there]
    for user in np.unique(new.user[there & ~same]).tolist():
        rows = slice(*np.searchsorted(new.user, [user, user + 1]))
        before = stored.item[slice(*np.searchsorted(stored.user, [user, user + 1]))]
        there[rows] = position is None and _has_part(before, new.item[rows])
    return there


def _first_places(user: NDArray[np.int32], position: NDArray[np.float64] | None) -> NDArray[np.int64]:
    """For every row, where the rows of its user begin in the whole sequence; positions count from 0 or 1."""
    if position is None or not len(position):
        return np.zeros(len(user), np.int64)
    start = np.flatnonzero(np.diff(user, prepend=-1))
    first = np.maximum(position[start] - (0 if position.min() < 1 else 1), 0).astype(np.int64)
    return np.repeat(first, np.diff(start, append=len(user)))


def _has_part(sequence: NDArray[np.int32], part: NDArray[np.int32]) -> bool:
    """Whether a sequence has these items, one after the other, anywhere."""
    starts = range(len(sequence) - len(part) + 1)
    return any(np.array_equal(sequence[start : start + len(part)], part) for start in starts)


def _differ(one: LogRows, other: LogRows) -> NDArray[np.bool_]:
    differs: NDArray[np.bool_] = _bits(one.value) != _bits(other.value)
    for name in ("item", "ts", "split", "event"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine is not None:
            differs |= mine != theirs
    return differs


def _bits(values: NDArray[np.float64]) -> NDArray[Any]:
    """Numbers that compare as their values do, and equal for two unknown ones."""
    return np.where(np.isnan(values), np.nan, values + 0.0).view(np.int64)

"""Newer rows of users who are kept in sessions: they go on with one that is there, or begin another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.events import CancelToken
from engine.importing import arrow
from engine.importing.arrangement import Log
from engine.importing.assembly import Numbered
from engine.importing.buckets import sequences
from engine.importing.identifiers import Texts
from engine.importing.sessions import MINUTE, SEPARATOR
from engine.importing.spool import Spool
from engine.importing.tally import tally
from engine.store.growing import GrowingDataset, StoredSessions


@dataclass(frozen=True)
class _Timeline:
    """New rows and the bounds of stored sessions, ordered by user and time.

    Attributes:
        user: of each entry; so for `ts`.
        session: place of the stored session that begins here, among those asked for; else -1.
        inside: whether the entry, or a pause behind it, is within a stored session.
        row: which new row this is; -1 for the bounds.
    """

    user: NDArray[np.int64]
    ts: NDArray[np.int64]
    session: NDArray[np.int64]
    inside: NDArray[np.bool_]
    row: NDArray[np.int64]


def resume_sessions(
    stored: GrowingDataset, log: Numbered, gap_minutes: float, into: Spool, folder: Path, cancel: CancelToken
) -> Numbered:
    """Write the log into another spool, in which sessions stand in the place of users.

    A row that follows a row of a stored session within the pause, or comes before one, belongs to it. Stored
    sessions stay apart even where a late row stands between two of them. New sessions are numbered behind
    those that the user has: "id · 4".

    Args:
        stored: the data set, whose users are sessions.
        log: with times.
        gap_minutes: a longer pause begins another session.
        into: an empty spool.
        folder: for temporary files.
        cancel: asks for the end.
    """
    counted = tally(log.spool, len(log.user_ids), len(log.item_ids), len(log.events), cancel)
    ids: list[str] = []
    for rows in sequences(log.spool, counted.lengths, None, folder):
        cancel.raise_if_cancelled()
        if len(rows):
            users = np.unique(rows.user)
            names = list(log.user_ids.take(users))
            rows.user = np.searchsorted(users, rows.user).astype(np.int32)
            session, found = _sessions(rows, names, stored, gap_minutes * MINUTE)
            rows.user = (len(ids) + session).astype(np.int32)
            ids += found
            into.append(rows)
    return Numbered(into, Texts(arrow.texts(ids)), log.item_ids, log.events)


def _sessions(
    rows: Log, names: list[str], stored: GrowingDataset, gap: float
) -> tuple[NDArray[np.int64], list[str]]:
    """The session of each row, and the ids of the sessions: those that are stored, then the new ones."""
    known = stored.sessions_of(names, SEPARATOR)
    line = _timeline(rows, known)
    begins = np.ones(len(line.user), bool)
    paused = (np.diff(line.ts) > gap) & ~line.inside[:-1]
    begins[1:] = (np.diff(line.user) != 0) | paused
    group = np.cumsum(begins) - 1
    first = np.full(group[-1] + 1, -1)  # the first stored session of each group
    at = np.flatnonzero(line.session >= 0)[::-1]
    first[group[at]] = line.session[at]
    latest = np.maximum.accumulate(np.where(line.session >= 0, np.arange(len(group)), -1))
    of_group = (latest >= 0) & (group[latest] == group)
    session = np.where(of_group, line.session[latest], first[group])
    fresh = np.flatnonzero((first < 0)[group] & begins)
    number = np.empty(group[-1] + 1, np.int64)
    number[group[fresh]] = len(known.ids) + np.arange(len(fresh))
    session = np.where(session < 0, number[group], session)
    result = np.empty(len(rows), np.int64)
    is_row = line.row >= 0
    result[line.row[is_row]] = session[is_row]
    return result, known.ids + _new_ids(line.user[fresh], names, known, stored)


def _timeline(rows: Log, known: StoredSessions) -> _Timeline:
    assert rows.ts is not None
    n_rows, n_known = len(rows), len(known.ids)
    user = np.concatenate([known.user, rows.user, known.user])
    ts = np.concatenate([known.first_ts, rows.ts, known.last_ts])
    # Of one time, a session begins before its rows and ends behind them.
    step = np.concatenate(
        [np.ones(n_known, np.int64), np.zeros(n_rows, np.int64), -np.ones(n_known, np.int64)]
    )
    order = np.lexsort([-step, ts, user])
    nothing = np.full(n_known, -1)
    session = np.concatenate([np.arange(n_known), np.full(n_rows, -1), nothing])
    row = np.concatenate([nothing, np.arange(n_rows), nothing])
    return _Timeline(user[order], ts[order], session[order], np.cumsum(step[order]) > 0, row[order])


def _new_ids(
    user: NDArray[np.int64], names: list[str], known: StoredSessions, stored: GrowingDataset
) -> list[str]:
    """The user's own id for a first session; then the number of the session behind it."""
    had = np.bincount(known.user, minlength=len(names)).tolist()
    ids = []
    for at in user.tolist():
        had[at] += 1
        ids.append(names[at] if had[at] == 1 else f"{names[at]}{SEPARATOR}{had[at]}")
    taken = stored.numbers_of("user", ids) >= 0  # a user whose own id looks like that
    return [f"{name}'" if is_taken else name for name, is_taken in zip(ids, taken.tolist(), strict=True)]

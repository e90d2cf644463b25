"""Files of one log whose session numbers begin anew: the same number is then another session."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.importing.arrangement import Log
from engine.importing.identifiers import Texts


def separate_restarted(log: Log, user_ids: Texts, file_rows: Sequence[int]) -> tuple[Texts, list[int]]:
    """Tell apart sequences of different files that have the same id and the same positions.

    A sequence that goes on in the next file has new positions there; one that has a position again is
    another sequence. Its id gets the number of its file behind it: "17 (2)". Logs with times are left
    alone: there a user who comes again is the same user.

    Args:
        log: rows in file order; its user numbers are changed.
        user_ids: external ids by number.
        file_rows: how many rows each file has.

    Returns:
        The ids, new ones at the end, and how many sequences of each file were told apart.
    """
    if log.position is None or log.ts is not None:
        return user_ids, [0] * len(file_rows)
    counts, start = [], 0
    for number, end in enumerate(np.cumsum(file_rows).tolist(), 1):
        shared = _restarted(log.user, log.position, start, end)
        log.user[start:end] = _renumbered(log.user[start:end], shared, len(user_ids))
        if len(shared):
            taken = set(user_ids)
            user_ids = user_ids.followed_by([_free_id(name, number, taken) for name in user_ids.take(shared)])
        counts.append(len(shared))
        start = end
    return user_ids, counts


def _restarted(
    user: NDArray[np.int32], position: NDArray[np.float64], start: int, end: int
) -> NDArray[np.int32]:
    """Users of the rows start ... end that occur before them too, if any of them repeats a position."""
    shared = np.intersect1d(user[:start], user[start:end])
    if not len(shared):
        return shared
    pairs = np.stack([user[:end], position[:end]], axis=1)[np.isin(user[:end], shared)]
    within = np.count_nonzero(np.isin(user[:start], shared))
    distinct = [len(np.unique(part, axis=0)) for part in (pairs, pairs[:within], pairs[within:])]
    return shared if distinct[0] < distinct[1] + distinct[2] else shared[:0]


def _renumbered(user: NDArray[np.int32], shared: NDArray[np.int32], first: int) -> NDArray[np.int32]:
    if not len(shared):
        return user
    at = np.minimum(np.searchsorted(shared, user), len(shared) - 1)
    return np.where(shared[at] == user, (first + at).astype(np.int32), user)


def _free_id(external_id: str, number: int, taken: set[str]) -> str:
    name = f"{external_id} ({number})"
    while name in taken:
        name += "'"
    return name

"""Files of one log whose session numbers begin anew: the same number is then another session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.importing.arrangement import Log
from engine.importing.buckets import sequences
from engine.importing.identifiers import Texts
from engine.importing.spool import Spool


def separate_restarted(
    spool: Spool, user_ids: Texts, file_rows: Sequence[int], folder: Path | None
) -> tuple[Texts, list[int]]:
    """Tell apart sequences of different files that have the same id and the same positions.

    A sequence that goes on in the next file has new positions there; one that has a position again is
    another sequence. Its id gets the number of its file behind it: "17 (2)". Logs with times are left
    alone: there a user who comes again is the same user.

    Args:
        spool: rows in file order; its user numbers are changed.
        user_ids: external ids by number.
        file_rows: how many rows each file has.
        folder: for temporary files.

    Returns:
        The ids, new ones at the end, and how many sequences of each file were told apart.
    """
    counts = [0] * len(file_rows)
    if "position" not in spool.columns or "ts" in spool.columns or len(file_rows) == 1:
        return user_ids, counts
    first_file = _first_files(spool, len(user_ids), file_rows)
    restarted = _restarted(spool, first_file, file_rows, folder)
    taken: set[str] = set()
    for file, (start, end) in enumerate(_bounds(file_rows)):
        if not restarted[file]:
            continue
        shared = np.flatnonzero(_present(spool, start, end, len(first_file)) & (first_file < file))
        numbers = np.arange(len(user_ids), dtype=np.int32)
        numbers[shared] = len(user_ids) + np.arange(len(shared), dtype=np.int32)
        for at, part in spool.chunks(start, end):
            spool.put_users(at, numbers[part.user])
        taken = taken or set(user_ids)
        new = [_free_id(name, file + 1, taken) for name in user_ids.take(shared)]
        user_ids, counts[file] = user_ids.followed_by(new), len(shared)
    return user_ids, counts


def _bounds(file_rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    ends = np.cumsum(file_rows).tolist()
    yield from zip([0, *ends[:-1]], ends, strict=True)


def _present(spool: Spool, start: int, end: int, n_users: int) -> NDArray[np.bool_]:
    """Which users have rows among these."""
    present = np.zeros(n_users, bool)
    for _, part in spool.chunks(start, end):
        present[part.user[part.user < n_users]] = True
    return present


def _first_files(spool: Spool, n_users: int, file_rows: Sequence[int]) -> NDArray[np.int32]:
    """The file in which each user is seen first."""
    first = np.full(n_users, len(file_rows), np.int32)
    for file, (start, end) in enumerate(_bounds(file_rows)):
        first[_present(spool, start, end, n_users) & (first > file)] = file
    return first


def _restarted(
    spool: Spool, first_file: NDArray[np.int32], file_rows: Sequence[int], folder: Path | None
) -> list[bool]:
    """Whether each file numbers anew: repeats a position of a sequence of the files before.

    Sequences of a file that numbers anew are others, so that a later file can only go on with those of the
    file where an id was seen first, or of files that do not number anew.
    """
    n_files = len(file_rows)
    at_first, at_any = np.zeros((2, n_files, n_files), bool)
    for user, file, earlier in _repeated_positions(spool, len(first_file), file_rows, folder):
        at_any[earlier, file] = True
        first = first_file[user] == earlier
        at_first[earlier[first], file[first]] = True
    restarted = np.zeros(n_files, bool)
    for number in range(n_files):
        restarted[number] = at_first[:, number].any() or (at_any[:, number] & ~restarted).any()
    return restarted.tolist()


def _repeated_positions(
    spool: Spool, n_users: int, file_rows: Sequence[int], folder: Path | None
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]]:
    """Users with a file and an earlier one that have a position of theirs in common."""
    file_of = np.repeat(np.arange(len(file_rows), dtype=np.int32), file_rows)
    counts = np.zeros(n_users, np.int64)
    with Spool(folder) as places:
        for start, rows in spool.chunks():
            # What is put in order here is the number of the file, in the place of the item.
            places.append(Log(rows.user, file_of[start : start + len(rows)], position=rows.position))
            counts += np.bincount(rows.user, minlength=n_users)
        for rows in sequences(places, counts, None, folder):
            assert rows.position is not None
            user, file, position = rows.user, rows.item, rows.position
            other = np.ones(len(rows), bool)
            other[1:] = (np.diff(user) != 0) | (np.diff(position) != 0) | (np.diff(file) != 0)
            user, file, position = user[other], file[other], position[other]
            for lag in range(1, len(file_rows)):
                same = (user[lag:] == user[:-lag]) & (position[lag:] == position[:-lag])
                if not same.any():
                    break
                yield user[lag:][same], file[lag:][same], file[:-lag][same]


def _free_id(external_id: str, number: int, taken: set[str]) -> str:
    name = f"{external_id} ({number})"
    while name in taken:
        name += "'"
    return name

"""Whether newer files mean the same users by their ids: some publishers number them anew each time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.spool import Spool
from engine.store.growing import GrowingDataset

_SAMPLE = 1_000
_LEAST = 20


def check_same_users(
    stored: GrowingDataset,
    spool: Spool,
    users: NDArray[np.int64],
    items: NDArray[np.int64],
    cancel: CancelToken,
) -> None:
    """Refuse files that have most of the stored rows again, but under other users.

    Rows are told by item, time and value, so that a log without times is taken as it is.

    Args:
        stored: the data set.
        spool: rows of the newer files.
        users: the data set's number of each of their users; so for `items`.
        items: see above.
        cancel: asks for the end.

    Raises:
        BadInput: they do.
    """
    sample = stored.first_rows(_SAMPLE)
    if sample.ts is None:
        return
    known = _fingerprints(sample.item, sample.ts, sample.value)
    again, own = np.zeros(len(sample), bool), np.zeros(len(sample), bool)
    for _, rows in spool.chunks():
        cancel.raise_if_cancelled()
        assert rows.ts is not None
        value = np.full(len(rows), np.nan) if rows.value is None else rows.value
        found = _fingerprints(items[rows.item], rows.ts, value)
        again |= np.isin(known, found)
        own |= np.isin(_with_user(known, sample.user), _with_user(found, users[rows.user]))
    if again.sum() >= max(_LEAST, len(sample) / 2) and own.sum() < again.sum() / 2:
        raise BadInput(
            f"The files call the users of “{stored.row.name}” by other ids.",
            f"Of {again.sum():,} interactions that they have again, {again.sum() - own.sum():,} belong to "
            "another user there.",
            "Import them as a data set of their own.",
        )


def _fingerprints(
    item: NDArray[Any], ts: NDArray[np.int64], value: NDArray[np.float64]
) -> NDArray[np.uint64]:
    bits = np.where(np.isnan(value), np.nan, value + 0.0).view(np.uint64)
    mixed = _stirred(_stirred(item.astype(np.uint64)) ^ ts.astype(np.uint64)) ^ bits
    return _stirred(mixed)


def _with_user(fingerprints: NDArray[np.uint64], user: NDArray[Any]) -> NDArray[np.uint64]:
    return _stirred(fingerprints ^ _stirred(user.astype(np.uint64)))


def _stirred(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit of the result depends on all bits (the finaliser of splitmix64)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))

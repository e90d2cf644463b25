"""Local times as UTC: what the clocks of a zone showed, summer time included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput

_QUARTER = 900_000
_SECOND = 1000
_REGULAR_SINCE = 63_072_000_000  # 1972: since then all clocks are set on quarters of an hour
_EPOCH = datetime(1970, 1, 1)


class Clock:
    """The clocks of a zone.

    An hour that a clock showed twice, when summer time ended, is taken as its first showing. A time that no
    clock showed, because summer time began, is taken as shown by a clock that was not set yet: 02:30 is
    then what others called 03:30.

    Attributes:
        doubtful: how many of the times so far were of these two sorts.
    """

    def __init__(self, zone: str | None) -> None:
        """A clock by the name of its zone, as in "Europe/Berlin"; None: UTC.

        Raises:
            BadInput: no zone has this name.
        """
        self._zone = _known_zone(zone) if zone else UTC
        self._offsets: dict[int, tuple[int, bool]] = {}
        self.doubtful = 0

    def to_utc(self, local: NDArray[np.int64]) -> NDArray[np.int64]:
        """UTC milliseconds of what the clock showed, in milliseconds since it showed 1970."""
        if self._zone is UTC or not len(local):
            return local
        step = _QUARTER if int(local.min()) >= _REGULAR_SINCE else _SECOND
        distinct, of = np.unique(local // step, return_inverse=True)
        found = [self._offset(moment * step) for moment in distinct.tolist()]
        offsets = np.array([offset for offset, _ in found], np.int64)
        doubtful = np.array([doubt for _, doubt in found], bool)
        self.doubtful += int(np.count_nonzero(doubtful[of]))
        return local - offsets[of]

    def _offset(self, local: int) -> tuple[int, bool]:
        """By how many milliseconds the clock was ahead of UTC, and whether that is in doubt."""
        if local not in self._offsets:
            shown = _EPOCH + timedelta(milliseconds=local)
            first, second = (self._zone.utcoffset(shown.replace(fold=fold)) for fold in (0, 1))
            ahead = first // timedelta(milliseconds=1) if first is not None else 0
            self._offsets[local] = ahead, first != second
        return self._offsets[local]


def _known_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(
            f"There is no time zone {name!r}.",
            "Zones are named by continent and city.",
            'Name one as in "Europe/Berlin" or "America/New_York", or "UTC".',
        ) from error

"""Trainings come before the timing of steps: both draw from the one random generator of the process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TrainingUnderWay(Exception):
    """A training runs, or wants to."""


_trainings = 0
_counting = threading.Lock()
_timing = threading.Lock()


@contextmanager
def training() -> Iterator[None]:
    """Wait until no steps are timed, which takes one step at most, and keep it so inside."""
    global _trainings  # noqa: PLW0603 - the process has one generator
    with _counting:
        _trainings += 1
    try:
        with _timing:
            pass
        yield
    finally:
        with _counting:
            _trainings -= 1


@contextmanager
def timing() -> Iterator[None]:
    """Inside, no training begins.

    Raises:
        TrainingUnderWay: one does already.
    """
    with _timing:
        give_way()
        yield


def give_way() -> None:
    """Asked after every timed step; raises `TrainingUnderWay` where a training wants to begin."""
    if _trainings:
        raise TrainingUnderWay

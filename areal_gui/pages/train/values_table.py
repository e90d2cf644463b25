"""The figures behind the curves of a run as one table: a row for every step, metrics at ends of epochs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from areal_gui.pages.train.history import RunHistory
from areal_gui.plots.figure_export import FigureTable

DIGITS = 7
"""What a 32-bit float holds."""


def values_table(history: RunHistory) -> FigureTable:
    """Columns: step, epoch, seconds, the figures of steps, those of epochs with "epoch." before."""
    by_step, by_epoch = list(history.values), [name for name in history.epochs if name != "seconds"]
    headers = ("step", "epoch", "seconds", *by_step, *(f"epoch.{name}" for name in by_epoch))
    return FigureTable.of(headers, _rows(history, by_step, by_epoch))


def _rows(history: RunHistory, by_step: list[str], by_epoch: list[str]) -> Iterator[tuple[object, ...]]:
    # A training may append meanwhile; what has come by now is the table.
    known = min([len(history.steps), *(len(history.values[name]) for name in by_step)])
    places = {int(step): place for place, step in enumerate(history.steps.values[:known].tolist())}
    columns = [history.values[name].values[:known].tolist() for name in by_step]
    epochs = {
        epoch * history.steps_per_epoch: epoch for name in by_epoch for epoch in list(history.epochs[name])
    }
    steps = sorted({*places, *epochs, *list(history.between)})
    times = history.at(np.array(steps, dtype=float), "time").tolist()
    for step, seconds in zip(steps, times, strict=True):
        place, epoch = places.get(step), epochs.get(step)
        figures = [_written(column[place]) if place is not None else "" for column in columns]
        asked = history.between.get(step, {})
        whole = [_written(history.epochs[name].get(epoch or -1, asked.get(name))) for name in by_epoch]
        yield step, f"{step / history.steps_per_epoch:.6g}", f"{seconds:.3f}", *figures, *whole


def _written(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:.{DIGITS}g}"

"""Values of every optimisation step of a run, in one growing file of its folder: what its curves are made of.

`steps.bin` is a line of JSON that names the columns, then a record of fixed size for every step: its number
(from 1), the seconds of work at its end, and a 32-bit float for every column. Records are only ever appended.
What a crash left half-written at the end is not read; a run that goes on from a checkpoint first cuts off the
steps after it, so that none is there twice. Neither PyTorch nor the store is needed to read it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.workspace import Workspace

FILE = "steps.bin"
_FORM = 1
_HEADER_BYTES = 65_536
"""More than any header has."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class StepSeries:
    """What was recorded of the steps of a run, in ascending order; all arrays have the same length.

    Attributes:
        steps: their numbers, from 1. Steps that the disk did not take are missing.
        seconds: of work since the run began, without pauses, at the end of each step.
        values: by name: "loss" and its terms ("loss.discrete", ...), "gradient_norm", "learning_rate",
            "samples_per_second", "memory" (bytes); NaN where unknown.
        steps_per_epoch: how many there are in an epoch.
    """

    steps: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    seconds: Values = field(default_factory=lambda: np.empty(0))
    values: dict[str, Values] = field(default_factory=dict)
    steps_per_epoch: int = 1

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def epochs(self) -> Values:
        """Where the end of each step lies on an axis of epochs: 1.0 is the end of the first one."""
        return self.steps / self.steps_per_epoch

    def upto(self, step: int) -> StepSeries:
        """The part up to and with a step."""
        end = int(np.searchsorted(self.steps, step, side="right"))
        values = {name: column[:end] for name, column in self.values.items()}
        return StepSeries(self.steps[:end], self.seconds[:end], values, self.steps_per_epoch)


def read_step_series(workspace: Workspace, run_id: int) -> StepSeries:
    """What there is of a run's steps, also while it trains; empty where nothing was recorded."""
    return _read(workspace.root / "runs" / str(run_id) / FILE).series


class StepRecorder:
    """Appends to the series of one run. Only the process that trains it may have one."""

    def __init__(self, folder: Path, steps_per_epoch: int, *, after: int = 0) -> None:
        """Go on in `folder` behind step `after`; what is there of later steps is cut off.

        Raises:
            OSError: the disk does not take it.
        """
        self._path = folder / FILE
        self._steps_per_epoch = steps_per_epoch
        stored = _read(self._path)
        kept = len(stored.series.upto(after))
        self._columns = tuple(stored.series.values) if kept else None
        self._whole = stored.header + kept * _record(len(self._columns or ())).itemsize
        if self._columns is None:
            self._path.unlink(missing_ok=True)
        else:
            os.truncate(self._path, self._whole)

    def append(
        self, steps: Sequence[int], seconds: Sequence[float], values: Mapping[str, Sequence[float] | float]
    ) -> None:
        """Write down the latest steps; each value is one number, or one for every step.

        Raises:
            OSError: the disk does not take them. What was there before stays as it was.
        """
        names = tuple(values)
        if self._columns is None:
            self._begin(names, StepSeries(steps_per_epoch=self._steps_per_epoch))
        elif self._columns != names:  # the version of the program that began the run wrote others
            self._begin(names, _read(self._path).series)
        records = np.empty(len(steps), _record(len(names)))
        records["step"], records["seconds"] = steps, seconds
        for place, name in enumerate(names):
            records["values"][:, place] = values[name]
        self._write(records.tobytes())

    def sync(self) -> None:
        """Wait until the disk has it: a checkpoint must not know of steps that the series could lose."""
        if self._columns is not None:
            with self._path.open("rb+") as file:
                os.fsync(file.fileno())

    def _begin(self, columns: tuple[str, ...], kept: StepSeries) -> None:
        """A file of these columns with the steps in `kept`, put in the place of what was there."""
        about = {"form": _FORM, "steps_per_epoch": self._steps_per_epoch, "columns": list(columns)}
        records = np.empty(len(kept), _record(len(columns)))
        records["step"], records["seconds"], records["values"] = kept.steps, kept.seconds, np.nan
        for place, name in enumerate(columns):
            if name in kept.values:
                records["values"][:, place] = kept.values[name]
        content = json.dumps(about).encode() + b"\n" + records.tobytes()
        partial = self._path.with_suffix(".partial")
        partial.write_bytes(content)
        partial.replace(self._path)
        self._columns, self._whole = columns, len(content)

    def _write(self, content: bytes) -> None:
        # Opened each time, ten times a second at most: nothing is left open wherever a training ends.
        with self._path.open("ab", buffering=0) as file:
            try:
                if file.write(content) != len(content):
                    raise OSError(f"{self._path}: only a part could be written")
            except OSError:
                with suppress(OSError):
                    file.truncate(self._whole)
                raise
        self._whole += len(content)


@dataclass(frozen=True)
class _Stored:
    """What a file holds, and how many bytes there are before its first record."""

    series: StepSeries = field(default_factory=StepSeries)
    header: int = 0


def _read(path: Path) -> _Stored:
    try:
        with path.open("rb") as file:
            header = file.readline(_HEADER_BYTES)
            content = file.read()
        about = json.loads(header)
        columns, per_epoch = list(about["columns"]), max(1, int(about["steps_per_epoch"]))
    except (OSError, ValueError, KeyError, TypeError):  # none, or damaged in its first moment
        return _Stored()
    record = _record(len(columns))
    whole = np.frombuffer(content, record, len(content) // record.itemsize)
    # A crash of the whole machine can leave a tail of zeros: steps only ever rise.
    falls = np.flatnonzero(np.diff(whole["step"], prepend=0) <= 0)
    records = whole[: falls[0]] if len(falls) else whole
    values = {name: records["values"][:, place].astype(np.float64) for place, name in enumerate(columns)}
    series = StepSeries(
        records["step"].astype(np.int64), records["seconds"].astype(np.float64), values, per_epoch
    )
    return _Stored(series, len(header))


def _record(columns: int) -> np.dtype[np.void]:
    return np.dtype([("step", "<i8"), ("seconds", "<f8"), ("values", "<f4", (columns,))])

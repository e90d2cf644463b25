"""Chronological splits: which interactions are targets of training, validation and test."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadSetting
from engine.sequences.config import DataConfig, SplitName
from engine.sequences.snapshot import Snapshot

Part = Literal["train", "val", "test"]
PARTS: tuple[Part, ...] = ("train", "val", "test")
TRAIN, VAL, TEST, UNUSED = 0, 1, 2, -1
PART_TITLES: dict[Part, str] = {"train": "training", "val": "validation", "test": "test"}
"""What people call them."""


@dataclass(frozen=True)
class Split:
    """A frozen split of a snapshot.

    Attributes:
        part: int8 [n], the part every interaction is a target of (0 training, 1 validation, 2 test, -1 none).
        hash: SHA-256 over the snapshot's hash and `part`; equal hashes mean comparable results.
    """

    name: SplitName
    part: NDArray[np.int8]
    hash: str


def make_split(snapshot: Snapshot, config: DataConfig) -> Split:
    """Split a snapshot as `config` says.

    Raises:
        BadSetting: the split needs times or a split column that the log lacks, or leaves a part empty.
    """
    part = _SPLITTERS[config.split](snapshot)
    if not config.first_item_is_target:
        first = snapshot.offsets[:-1][np.diff(snapshot.offsets) > 0]
        part[first] = UNUSED
    for code, name in enumerate(PARTS):
        if not (part == code).any():
            raise BadSetting(
                f"The split {config.split} leaves no {PART_TITLES[name]} examples.",
                why=f"There are {len(part):,} interactions in {snapshot.n_sequences:,} sequences.",
                advice="Choose another split, loosen the filters of the data, or import a longer log.",
            )
    digest = hashlib.sha256(snapshot.hash.encode())
    digest.update(part.tobytes())
    return Split(name=config.split, part=part, hash=digest.hexdigest())


def _by_sequence(snapshot: Snapshot) -> NDArray[np.int8]:
    """Whole sequences 8:1:1 in the order in which they begin (section 5.1.1)."""
    n = snapshot.n_sequences
    part_of_sequence = np.full(n, TEST, dtype=np.int8)
    part_of_sequence[: n * 9 // 10] = VAL
    part_of_sequence[: n * 8 // 10] = TRAIN
    return np.repeat(part_of_sequence, np.diff(snapshot.offsets))


def _by_time(snapshot: Snapshot) -> NDArray[np.int8]:
    """Two instants for everyone: 80% of the interactions lie before the first, 90% before the second."""
    if snapshot.times is None:
        raise BadSetting(
            "The split by_time needs times.",
            why="This log has none.",
            advice="Choose by_sequence or leave_one_out.",
        )
    first, second = np.quantile(snapshot.times, [0.8, 0.9], method="lower")
    return np.where(snapshot.times < first, TRAIN, np.where(snapshot.times < second, VAL, TEST)).astype(
        np.int8
    )


def _leave_one_out(snapshot: Snapshot) -> NDArray[np.int8]:
    """The last item of a sequence is the test, the one before it validation; short sequences only train."""
    part = np.zeros(len(snapshot.items), dtype=np.int8)
    ends = snapshot.offsets[1:][np.diff(snapshot.offsets) >= 3]
    part[ends - 1] = TEST
    part[ends - 2] = VAL
    return part


def _column(snapshot: Snapshot) -> NDArray[np.int8]:
    if snapshot.split is None:
        raise BadSetting(
            "The split column needs a split column in the log.",
            why="This log was imported without one.",
            advice="Choose another split, or import the log again and give one column the role split.",
        )
    return np.array(snapshot.split)


_SPLITTERS = {
    "by_sequence": _by_sequence,
    "by_time": _by_time,
    "leave_one_out": _leave_one_out,
    "column": _column,
}

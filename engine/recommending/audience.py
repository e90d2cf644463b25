"""The users of a run by what is known of them: held-out items and their ranks, lengths, repeats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.evaluation.rank_table import BETTER, EQUAL, read_ranks, sequence_of
from engine.models.subjects import MODEL
from engine.sequences.snapshot import Snapshot
from engine.store.runs import RunRow
from engine.training.kept_ranks import ranks_file
from engine.workspace import Workspace

Group = Literal["held-out", "hit", "missed", "cold", "long", "repeats"]
HIT = 20
"""A held-out item is a hit among so many."""
COLD = 2
"""A user with at most so many items is cold."""


@dataclass(frozen=True)
class HeldOut:
    """The last item of a user that the test held out.

    Attributes:
        position: how many items of the user come before it.
        rank: the model's, from 1; the middle where items tie.
    """

    position: int
    rank: float


class Audience:
    """All users of a run's snapshot; they are called by the store's numbers."""

    def __init__(
        self, snapshot: Snapshot, history_length: int, ranks: pa.Table | None, split: str = ""
    ) -> None:
        """Args: ranks: of the test examples, as the run keeps them; None where there are none."""
        self.split = split
        """How the test was told apart, as `data.split` has it; empty where that is not known."""
        self._snapshot, self._length = snapshot, history_length
        self.users = snapshot.stored_users
        sequence, position, rank = _last_held_out(ranks)
        order = np.argsort(self.users[sequence], kind="stable")
        self._sequence, self._position, self._rank = sequence[order], position[order], rank[order]
        self._groups: dict[Group, NDArray[np.int64]] = {}
        self._tested = self.users[self._sequence]

    @classmethod
    def load(cls, workspace: Workspace, run: RunRow, snapshot: Snapshot, history_length: int) -> Audience:
        """With the ranks of a run's test, where it has one."""
        ranks, split = read_ranks(ranks_file(workspace, run.id, "test")), run.config["data"]["split"]
        return cls(snapshot, history_length, ranks, split)

    @property
    def tested(self) -> bool:
        """Whether anything was held out and ranked."""
        return len(self._sequence) > 0

    def held_out(self, user: int) -> HeldOut | None:
        """What the test held out of a user; None where nothing was."""
        at = int(np.searchsorted(self._tested, user))
        if at == len(self._tested) or self._tested[at] != user:
            return None
        return HeldOut(int(self._position[at]), float(self._rank[at]))

    def by_rank(self, users: NDArray[np.int64]) -> NDArray[np.int64]:
        """Users in the order of the ranks of their held-out items; those without one last."""
        member = np.zeros(int(self.users.max(initial=-1)) + 1, dtype=bool)
        member[users] = True
        ranked = self._ranked[member[self._ranked]]
        member[ranked] = False
        return np.concatenate([ranked, users[member[users]]])

    @cached_property
    def _ranked(self) -> NDArray[np.int64]:
        """Users with a held-out item, the best rank first."""
        return self._tested[np.argsort(self._rank, kind="stable")]

    def group(self, name: Group) -> NDArray[np.int64]:
        """The users of a group, ascending; found once."""
        if name not in self._groups:
            self._groups[name] = self._found(name)
        return self._groups[name]

    def _found(self, name: Group) -> NDArray[np.int64]:
        if name in ("held-out", "hit", "missed"):
            wanted = {"held-out": self._rank >= 0, "hit": self._rank <= HIT, "missed": self._rank > HIT}
            chosen: NDArray[np.int64] = self.users[self._sequence[wanted[name]]]
        elif name == "repeats":
            chosen = self.users[_repeating(self._snapshot)]
        else:
            length = np.diff(self._snapshot.offsets)
            chosen = self.users[length <= COLD if name == "cold" else length > self._length]
        return np.sort(chosen)


def _last_held_out(
    ranks: pa.Table | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Of every sequence with test examples: its number, and position and rank of the last one."""
    if ranks is None or MODEL + BETTER not in ranks.column_names:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, np.empty(0)
    sequence = sequence_of(ranks)
    position = ranks["position"].to_numpy().astype(np.int64)
    better, equal = (ranks[MODEL + suffix].to_numpy().astype(np.float64) for suffix in (BETTER, EQUAL))
    order = np.lexsort((position, sequence))
    last = order[np.flatnonzero(np.diff(sequence[order], append=-1))]
    return sequence[last], position[last], 1 + better[last] + (equal[last] - 1) / 2


def _repeating(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Of every sequence, whether an item occurs in it again."""
    pair = snapshot.sequence_of * snapshot.n_items + snapshot.items
    pair.sort()
    again = np.zeros(snapshot.n_sequences, dtype=bool)
    again[pair[1:][pair[1:] == pair[:-1]] // snapshot.n_items] = True
    return again

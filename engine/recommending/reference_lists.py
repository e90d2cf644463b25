"""What simple methods propose after a history: the reference rows of a run at work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
import torch

from engine.evaluation.evaluator import Policy
from engine.events import CancelToken, result_of
from engine.models.protocol import Scorer
from engine.store.runs import RunRow
from engine.training.references import fit_references
from engine.training.setup import data_of_run
from engine.workspace import Workspace

BESIDE: tuple[str, ...] = ("item-knn", "popularity")
"""Those that are worth a look beside a model's list."""


class ReferenceLists:
    """Fitted on the training part of a run's log, under its policy, in its numbers of items."""

    def __init__(
        self, scorers: Mapping[str, Scorer], n_items: int, history_length: int, policy: Policy
    ) -> None:
        self._scorers, self._n_items = scorers, n_items
        self._length, self._policy = history_length, policy

    @classmethod
    def load(
        cls, workspace: Workspace, run: RunRow, cancel: CancelToken, names: Sequence[str] = BESIDE
    ) -> Self:
        """Count again what the run was compared with; nothing of it is kept on the disk.

        Raises:
            EngineError: the sequences that the run was trained on are gone.
            Cancelled: the token was cancelled.
        """
        data = data_of_run(workspace, run)
        fitted = result_of(fit_references(data.log, cancel, names))
        return cls(fitted, data.n_items, data.parts["train"].history_length, data.policy)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._scorers)

    def top(self, name: str, history: Sequence[int], k: int = 20) -> list[int]:
        """The first k items after a history, oldest first; fewer where the policy leaves no more.

        Items of the history are left out where the run's policy excludes them.
        """
        seen = np.asarray(history, dtype=np.int64)
        latest = seen[-self._length :]
        padded = np.full((1, self._length), self._n_items, dtype=np.int64)
        padded[0, : len(latest)] = latest
        length = torch.tensor([len(latest)])
        with torch.inference_mode():
            scores = self._scorers[name].scores(torch.from_numpy(padded), length)[0].clone()
            if self._policy == "exclude":
                scores[torch.from_numpy(seen)] = -torch.inf
            best = scores.topk(min(k, len(scores)))
        return [
            item
            for score, item in zip(best.values.tolist(), best.indices.tolist(), strict=True)
            if score > -np.inf
        ]

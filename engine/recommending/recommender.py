"""A trained run at work: top-k lists and denoising trajectories of any history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from engine.evaluation.evaluator import evaluating
from engine.events import CancelToken
from engine.models.areal.model import Areal
from engine.recommending.attention import HistoryAttention, attention_of
from engine.recommending.counted import counted_rows
from engine.recommending.item_map import ItemMap
from engine.recommending.trajectory import Trajectory, trace
from engine.sequences.names import item_names
from engine.sequences.snapshot import Snapshot, open_run_snapshot
from engine.store.connection import Store
from engine.store.datasets import Items
from engine.store.runs import RunRow, get_run
from engine.store.users import HistoryRow
from engine.store.users import history as stored_history
from engine.training.checkpoint import load_run_model
from engine.training.config import Device, RunConfig
from engine.training.devices import resolve
from engine.workspace import Workspace

USERS_AT_ONCE = 256


@dataclass(frozen=True)
class Recommendation:
    """One line of a list.

    Attributes:
        rank: from 1.
        item: its number in the run's catalogue; `external_id` and `title` are what the log calls it.
        score: probability under the item posterior, averaged over several x_T, among the items that the
            run's policy lets through.
        popularity_rank: its place, from 1, among all items by number of interactions.
        repeat: the history holds it already.
    """

    rank: int
    item: int
    external_id: str
    title: str | None
    score: float
    popularity_rank: int
    repeat: bool


class Recommender:
    """The best epoch of a run with the names of its items. Make one with `load`.

    Items are numbered as in the run's snapshot: filters leave some of the log's out, and a log may have more
    by now. `numbers_of` translates.
    """

    def __init__(self, run: RunRow, names: Items, model: Areal, snapshot: Snapshot) -> None:
        self.run = run
        self.items = names
        self.history_length: int = RunConfig.model_validate(run.config).data.history_length
        self._model = model
        self._snapshot = snapshot
        counts = np.bincount(snapshot.items, minlength=snapshot.n_items)
        self._popularity_rank = np.empty(snapshot.n_items, dtype=np.int64)
        self._popularity_rank[np.argsort(-counts, kind="stable")] = np.arange(1, snapshot.n_items + 1)

    @classmethod
    def load(cls, workspace: Workspace, run_key: int | str, device: Device = "auto") -> Recommender:
        """Load a run.

        Raises:
            NotFound: there is no such run, or it has no trained model.
            EngineError: the sequences that it was trained on are gone.
        """
        run = get_run(workspace.store, run_key)
        snapshot = open_run_snapshot(workspace, run)
        model = load_run_model(workspace, run, snapshot.n_items, resolve(device), purpose="use")
        return cls(run, item_names(workspace.store, run.dataset_id, snapshot), model, snapshot)

    def history(self, store: Store, user_id: int) -> list[HistoryRow]:
        """What counts of a user's log, oldest first: what the run has in its snapshot.

        For a user who is not in it (new since, or left out by the filters) all rows with items that the run
        knows.
        """
        rows = stored_history(store, self.run.dataset_id, user_id)
        sequence = np.flatnonzero(self._users == user_id)
        if len(sequence):
            return counted_rows(rows, self._snapshot, int(sequence[0]))
        known = np.isin([row.item_id for row in rows], self._snapshot.stored_items)
        return [row for row, is_known in zip(rows, known, strict=True) if is_known]

    def numbers_of(self, rows: Sequence[HistoryRow]) -> list[int]:
        """The run's numbers of the items of `history`."""
        stored = [row.item_id for row in rows]
        numbers: list[int] = np.searchsorted(self._snapshot.stored_items, stored).tolist()  # they ascend
        return numbers

    @property
    def n_sequences(self) -> int:
        """How many users the run was trained and judged on."""
        return self._snapshot.n_sequences

    @cached_property
    def item_map(self) -> ItemMap:
        """The map of this run's items."""
        with torch.inference_mode():
            return ItemMap.fit(self._model.items().cpu().numpy())

    def recommend(self, history: Sequence[int], k: int = 20) -> list[Recommendation]:
        """The top k after a history of the run's item numbers, oldest first; the whole sequence may be given.

        Items of the history are left out where the run's policy excludes them.
        """
        return self._lists([np.asarray(history, dtype=np.int64)], k)[0]

    def recommend_users(
        self, user_ids: Sequence[int] | None, k: int, cancel: CancelToken
    ) -> Iterator[tuple[int, list[Recommendation]]]:
        """Lists of many users, all of the run's if None, after their whole sequences in its snapshot.

        Args:
            user_ids: what the store calls them.
            k: how many items a list has at most.
            cancel: asks for the end.

        Raises:
            Cancelled: the token was cancelled between two groups of users.
        """
        sequences = np.arange(self.n_sequences)
        if user_ids is not None:
            sequences = np.array([np.flatnonzero(self._users == user)[0] for user in user_ids])
        for first in range(0, len(sequences), USERS_AT_ONCE):
            cancel.raise_if_cancelled()
            group = sequences[first : first + USERS_AT_ONCE].tolist()
            lists = self._lists([self._sequence(sequence) for sequence in group], k)
            yield from zip(self._users[group].tolist(), lists, strict=True)

    def trajectory(self, history: Sequence[int], *, seed: int = 0, neighbours: int = 10) -> Trajectory:
        """The denoising chain after a history, from the x_T that `seed` draws."""
        padded, length = self._padded([np.asarray(history, dtype=np.int64)])
        return trace(self._model, padded, length, seed=seed, neighbours=neighbours)

    def attention(self, history: Sequence[int]) -> HistoryAttention:
        """What the encoder weighs at the latest items of a history."""
        return attention_of(self._model, *self._padded([np.asarray(history, dtype=np.int64)]))

    @cached_property
    def _users(self) -> NDArray[np.int64]:
        """What the store calls the user of each sequence of the snapshot."""
        return self._snapshot.stored_users

    def _sequence(self, sequence: int) -> NDArray[np.int64]:
        first, end = self._snapshot.offsets[sequence : sequence + 2]
        return self._snapshot.items[first:end].astype(np.int64)

    def _lists(self, histories: Sequence[NDArray[np.int64]], k: int) -> list[list[Recommendation]]:
        with evaluating(self._model):
            scores = self._model.scores(*self._padded(histories))
            if self.run.policy == "exclude":
                seen = torch.zeros_like(scores, dtype=torch.bool)
                for row, history in enumerate(histories):
                    seen[row, torch.from_numpy(history).to(scores.device)] = True
                possible = scores.masked_fill(seen, 0.0)
                scores = (possible / possible.sum(1, keepdim=True)).masked_fill(seen, -torch.inf)
            best = scores.topk(min(k, scores.shape[1]))
        pairs = zip(best.values.cpu().tolist(), best.indices.cpu().tolist(), strict=True)
        return [
            self._list(values, chosen, set(history.tolist()))
            for (values, chosen), history in zip(pairs, histories, strict=True)
        ]

    def _list(self, scores: list[float], chosen: list[int], history: set[int]) -> list[Recommendation]:
        possible = [(score, item) for score, item in zip(scores, chosen, strict=True) if score > -np.inf]
        return [
            Recommendation(
                rank=rank,
                item=item,
                external_id=self.items.external_ids[item],
                title=self.items.titles[item],
                score=score,
                popularity_rank=int(self._popularity_rank[item]),
                repeat=item in history,
            )
            for rank, (score, item) in enumerate(possible, start=1)
        ]

    def _padded(self, histories: Sequence[NDArray[np.int64]]) -> tuple[torch.Tensor, torch.Tensor]:
        """The latest items of each history as the model takes them."""
        width = self.history_length
        padded = np.full((len(histories), width), self._model.n_items, dtype=np.int64)
        for row, history in zip(padded, histories, strict=True):
            latest = history[-width:]
            row[: len(latest)] = latest
        length = np.array([min(len(history), width) for history in histories])
        device = self._model.none.device
        return torch.from_numpy(padded).to(device), torch.from_numpy(length).to(device)

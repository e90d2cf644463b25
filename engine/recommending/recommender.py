"""A trained run at work: top-k lists and denoising trajectories of any history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from engine.diffusion.guidance import GuidedChain
from engine.errors import EngineError
from engine.evaluation.evaluator import Policy, evaluating
from engine.events import CancelToken
from engine.models.areal.model import Areal
from engine.recommending.allowed import History, pairs, ranks, without
from engine.recommending.attention import HistoryAttention, attention_of
from engine.recommending.audience import Audience
from engine.recommending.catalogue import Catalogue, Recommendation
from engine.recommending.certainty import Certainty, certainty
from engine.recommending.chain_curves import ChainCurves, chain_curves
from engine.recommending.counted import counted_rows
from engine.recommending.everyone import Lists, lists_of_all
from engine.recommending.explain import Influence
from engine.recommending.generation import Generation
from engine.recommending.item_map import ItemMap
from engine.recommending.trajectory import Fan, Trajectory, fan, trace
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


class Recommender:
    """The best epoch of a run with the names of its items. Make one with `load`.

    Items are numbered as in the run's snapshot: filters leave some of the log's out, and a log may have more
    by now. `numbers_of` translates.
    """

    def __init__(self, run: RunRow, names: Items, model: Areal, snapshot: Snapshot) -> None:
        self.run = run
        self.items = names
        config = RunConfig.model_validate(run.config)
        self.history_length: int = config.data.history_length
        self.generation = Generation.of(config)
        self._other_chain: tuple[Generation, GuidedChain] | None = None
        self._model = model
        self._snapshot = snapshot
        self._catalogue = Catalogue.of(names, np.bincount(snapshot.items, minlength=snapshot.n_items))

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
        if not isinstance(model, Areal):
            raise EngineError(f"Run {run.id} has no lists yet.", f"Its model is {run.model}, not AREAL.")
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

    def audience(self, workspace: Workspace) -> Audience:
        """The run's users by what is known of them."""
        return Audience.load(workspace, self.run, self._snapshot, self.history_length)

    @property
    def diffusion_steps(self) -> int:
        """T of the run."""
        return self._model.process.steps

    @property
    def n_sequences(self) -> int:
        """How many users the run was trained and judged on."""
        return self._snapshot.n_sequences

    @property
    def popularity_rank(self) -> NDArray[np.int64]:
        """The place of each item, from 1, by number of interactions."""
        return self._catalogue.popularity_rank

    @cached_property
    def item_map(self) -> ItemMap:
        """The map of this run's items."""
        with torch.inference_mode():
            return ItemMap.fit(self._model.items().cpu().numpy())

    def recommend(
        self, history: Sequence[int], k: int = 20, generation: Generation | None = None
    ) -> list[Recommendation]:
        """The top k after a history of the run's item numbers, oldest first; the whole sequence may be given.

        Items of the history are left out where the run's policy excludes them.

        Args:
            generation: how the list is drawn, where that is not as the run has it.
        """
        return self._lists([_numbers(history)], k, generation)[0]

    def recommend_all(self, k: int, cancel: CancelToken) -> Iterator[Lists]:
        """The lists of all users of the run after their whole sequences in its snapshot, in its order.

        Raises:
            Cancelled: the token was cancelled between two blocks of users.
        """
        policy: Policy = "exclude" if self.run.policy == "exclude" else "keep"
        device = self._model.none.device
        return lists_of_all(self._model, self._snapshot, self.history_length, policy, k, device, cancel)

    def trajectory(
        self,
        history: Sequence[int],
        *,
        seed: int = 0,
        neighbours: int = 10,
        generation: Generation | None = None,
    ) -> Trajectory:
        """The denoising chain after a history, from the x_T that `seed` draws."""
        padded = self._padded([_numbers(history)])
        chain = self._chain(generation)
        return trace(self._model, *padded, seed=seed, neighbours=neighbours, reverse=chain)

    def fan(
        self, history: Sequence[int], *, seed: int = 0, draws: int = 8, generation: Generation | None = None
    ) -> Fan:
        """The chains after a history from several draws of x_T."""
        padded = self._padded([_numbers(history)])
        return fan(self._model, *padded, seed=seed, draws=draws, reverse=self._chain(generation))

    def curves(
        self, trajectory: Trajectory, items: Sequence[int], history: Sequence[int] = ()
    ) -> ChainCurves:
        """What happens along a trajectory after a history, and to the places of some items."""
        excluded = sorted(set(history)) if self.run.policy == "exclude" else ()
        return chain_curves(self._model, trajectory, items, excluded)

    def influence(
        self, history: Sequence[int], items: Sequence[int], generation: Generation | None = None
    ) -> Influence:
        """What leaving out each item that the model sees does to the recommendations `items`."""
        whole = _numbers(history)
        seen = whole[-self.history_length :]
        histories = [seen, *(np.delete(seen, place) for place in range(len(seen)))]
        with evaluating(self._model):
            scores = self._scores(histories, [whole] * len(histories), generation)
            wanted = torch.tensor(list(items), dtype=torch.int64, device=scores.device)
            place = ranks(scores, wanted).cpu().numpy()
            probability = scores[:, wanted].cpu().numpy()
        return Influence(seen, wanted.cpu().numpy(), place[0], probability[0], place[1:], probability[1:])

    def certainty(
        self, history: Sequence[int], listed: Sequence[int], generation: Generation | None = None
    ) -> Certainty:
        """How sure the model is of a list after a history."""
        whole, chosen = _numbers(history), generation or self.generation
        with evaluating(self._model):
            ends = self._model.ends(
                *self._padded([whole]), reverse=self._chain(generation), seed=chosen.seed
            )[0]
            by_draw = self._model.posterior(ends)
            if self.run.policy == "exclude":
                by_draw = without(by_draw, *pairs([whole] * len(by_draw))).clamp_min(0.0)
            items = torch.tensor(list(listed), dtype=torch.int64, device=by_draw.device)
            return certainty(by_draw, items, self._model.items())

    def attention(self, history: Sequence[int]) -> HistoryAttention:
        """What the encoder weighs at the latest items of a history."""
        return attention_of(self._model, *self._padded([_numbers(history)]))

    @cached_property
    def _users(self) -> NDArray[np.int64]:
        """What the store calls the user of each sequence of the snapshot."""
        return self._snapshot.stored_users

    def _lists(
        self, histories: Sequence[History], k: int, generation: Generation | None = None
    ) -> list[list[Recommendation]]:
        with evaluating(self._model):
            scores = self._scores(histories, histories, generation)
            best = scores.topk(min(k, scores.shape[1]))
        found = zip(best.values.cpu().tolist(), best.indices.cpu().tolist(), histories, strict=True)
        return [
            self._catalogue.lines(values, chosen, set(history.tolist())) for values, chosen, history in found
        ]

    def _scores(
        self, histories: Sequence[History], excluded: Sequence[History], generation: Generation | None
    ) -> torch.Tensor:
        """Probabilities after each history, under the run's policy for what is `excluded`."""
        seed = 0 if generation is None else generation.seed
        scores = self._model.scores(*self._padded(histories), reverse=self._chain(generation), seed=seed)
        return without(scores, *pairs(excluded)) if self.run.policy == "exclude" else scores

    def _chain(self, generation: Generation | None) -> GuidedChain | None:
        """The chain of a way of drawing; the model's own, which is None, where only the seed differs."""
        if generation is None or replace(generation, seed=0) == self.generation:
            return None
        if self._other_chain is None or self._other_chain[0] != replace(generation, seed=0):
            self._other_chain = (replace(generation, seed=0), generation.chain(self._model.process))
        return self._other_chain[1]

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


def _numbers(history: Sequence[int]) -> History:
    return np.asarray(history, dtype=np.int64)

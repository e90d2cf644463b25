"""A trained run at work: top-k lists of any history, and why they are what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.evaluation.evaluator import Policy, evaluating
from engine.events import CancelToken
from engine.models.protocol import TrainedModel
from engine.recommending.allowed import History, pairs, ranks, without
from engine.recommending.audience import Audience
from engine.recommending.catalogue import Catalogue, Recommendation
from engine.recommending.certainty import Certainty, certainty
from engine.recommending.everyone import Lists, lists_of_all
from engine.recommending.explain import Influence
from engine.recommending.generation import Generation
from engine.recommending.item_attributes import ItemAttribute, read_attributes
from engine.recommending.item_map import ItemMap
from engine.recommending.served import Served
from engine.store.connection import Store
from engine.store.datasets import Items, attribute_texts
from engine.store.runs import IMPORTED, RunRow
from engine.store.users import HistoryRow
from engine.training.config import RunConfig
from engine.workspace import Workspace


class Recommender:
    """The best epoch of a run with the names of its items. `load_recommender` makes the one that fits.

    Items are numbered as in the run's snapshot: filters leave some of the log's out, and a log may have more
    by now. `numbers_of` translates.
    """

    def __init__(
        self,
        run: RunRow,
        names: Items,
        model: TrainedModel,
        served: Served,
        occurrences: NDArray[np.int64] | None = None,
    ) -> None:
        """Args: occurrences: how often each item occurs in training, where that is not in what is served."""
        self.run = run
        self.items = names
        self.config = RunConfig.model_validate(run.config)
        self.history_length: int = self.config.data.history_length
        self._model = model
        self._served, self._snapshot = served, served.snapshot
        self._attributes: list[ItemAttribute] | None = None
        if occurrences is None:
            occurrences = np.bincount(self._snapshot.items, minlength=self._snapshot.n_items)
        self._catalogue = Catalogue.of(names, occurrences)

    def history(self, store: Store, user_id: int) -> list[HistoryRow]:
        """What counts of a user's log, oldest first: what the run has in its snapshot.

        For a user who is not in it (new since, or left out by the filters) all rows with items that the run
        knows.
        """
        return self._served.history(store, user_id)

    def numbers_of(self, rows: Sequence[HistoryRow]) -> list[int]:
        """The run's numbers of the items of `history`."""
        return self._served.numbers_of(rows)

    @property
    def users_of(self) -> int:
        """The data set whose users are meant."""
        return self._served.dataset_id

    @property
    def sequences(self) -> str:
        """The hash of their sequences."""
        return self._served.log.hash

    def audience(self, workspace: Workspace) -> Audience:
        """The run's users by what is known of them."""
        return Audience.load(workspace, self.run, self._snapshot, self.history_length)

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

    def attributes(self, store: Store) -> list[ItemAttribute]:
        """What the items have in common beside the log."""
        if self._attributes is None:
            texts = attribute_texts(store, self.run.dataset_id)
            self._attributes = read_attributes([texts.get(item) for item in self.items.external_ids])
        return self._attributes

    def recommend(
        self, history: Sequence[int], k: int = 20, generation: Generation | None = None
    ) -> list[Recommendation]:
        """The top k after a history of the run's item numbers, oldest first; the whole sequence may be given.

        Items of the history are left out where the run's policy excludes them.

        Args:
            generation: how the list is drawn, where that is not as the run has it; only of a model with a
                chain.
        """
        return self._lists([_numbers(history)], k, generation)[0]

    def recommend_all(self, k: int, cancel: CancelToken, first: int = 0) -> Iterator[Lists]:
        """The lists of all users of the run after their whole sequences in its snapshot, in its order.

        Args:
            first: the user to begin with.

        Raises:
            Cancelled: the token was cancelled between two blocks of users.
            EngineError: the run was imported, and nobody is chosen to be asked about.
        """
        if self.run.status == IMPORTED and self.run.audience is None:
            raise EngineError(
                f"Run {self.run.id} was imported, and knows no users.",
                "A bundle holds no users, and no data set is chosen whose users are meant.",
                "Choose a data set on the page Users, or with `runs users`.",
            )
        policy: Policy = "exclude" if self.run.policy == "exclude" else "keep"
        device, length = self._model.device, self.history_length
        return lists_of_all(self._model, self._snapshot, length, policy, k, device, cancel, first)

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
        whole = _numbers(history)
        with evaluating(self._model):
            by_draw = self._draws(whole, generation)
            if self.run.policy == "exclude":
                by_draw = without(by_draw, *pairs([whole] * len(by_draw))).clamp_min(0.0)
            items = torch.tensor(list(listed), dtype=torch.int64, device=by_draw.device)
            return certainty(by_draw, items, self._model.items())

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
        scores = self._probabilities(histories, generation)
        return without(scores, *pairs(excluded)) if self.run.policy == "exclude" else scores

    def _probabilities(self, histories: Sequence[History], generation: Generation | None) -> torch.Tensor:
        """Of every item after each history."""
        assert generation is None, "only a chain can be drawn otherwise"
        return self._model.probabilities(self._model.scores(*self._padded(histories)))

    def _draws(self, history: History, generation: Generation | None) -> torch.Tensor:
        """The same after one history for every draw of noise: a model without a chain has one."""
        return self._probabilities([history], generation)

    def _padded(self, histories: Sequence[NDArray[np.int64]]) -> tuple[torch.Tensor, torch.Tensor]:
        """The latest items of each history as the model takes them."""
        width = self.history_length
        padded = np.full((len(histories), width), self._model.n_items, dtype=np.int64)
        for row, history in zip(padded, histories, strict=True):
            latest = history[-width:]
            row[: len(latest)] = latest
        length = np.array([min(len(history), width) for history in histories])
        device = self._model.device
        return torch.from_numpy(padded).to(device), torch.from_numpy(length).to(device)


def _numbers(history: Sequence[int]) -> History:
    return np.asarray(history, dtype=np.int64)

"""A run whose lists come out of noise: the chains behind them, and other ways of drawing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from engine.diffusion.guidance import GuidedChain
from engine.models.areal.model import Areal
from engine.recommending.allowed import History
from engine.recommending.attention import HistoryAttention, attention_of
from engine.recommending.chain_curves import ChainCurves, chain_curves
from engine.recommending.generation import Generation
from engine.recommending.recommender import Recommender
from engine.recommending.served import Served
from engine.recommending.trajectory import Fan, Trajectory, fan, trace
from engine.store.datasets import Items
from engine.store.runs import RunRow


class ChainRecommender(Recommender):
    """A `Recommender` of a model that generates by a reverse diffusion."""

    def __init__(
        self,
        run: RunRow,
        names: Items,
        model: Areal,
        served: Served,
        occurrences: NDArray[np.int64] | None = None,
    ) -> None:
        super().__init__(run, names, model, served, occurrences)
        self.generation = Generation.of(self.config)
        self._areal = model
        self._other_chain: tuple[Generation, GuidedChain] | None = None

    @property
    def diffusion_steps(self) -> int:
        """T of the run."""
        return self._areal.process.steps

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
        return trace(self._areal, *padded, seed=seed, neighbours=neighbours, reverse=chain)

    def fan(
        self, history: Sequence[int], *, seed: int = 0, draws: int = 8, generation: Generation | None = None
    ) -> Fan:
        """The chains after a history from several draws of x_T."""
        padded = self._padded([_numbers(history)])
        return fan(self._areal, *padded, seed=seed, draws=draws, reverse=self._chain(generation))

    def curves(
        self, trajectory: Trajectory, items: Sequence[int], history: Sequence[int] = ()
    ) -> ChainCurves:
        """What happens along a trajectory after a history, and to the places of some items."""
        excluded = sorted(set(history)) if self.run.policy == "exclude" else ()
        return chain_curves(self._areal, trajectory, items, excluded)

    def attention(self, history: Sequence[int]) -> HistoryAttention:
        """What the encoder weighs at the latest items of a history."""
        return attention_of(self._areal, *self._padded([_numbers(history)]))

    def _probabilities(self, histories: Sequence[History], generation: Generation | None) -> torch.Tensor:
        seed = 0 if generation is None else generation.seed
        return self._areal.scores(*self._padded(histories), reverse=self._chain(generation), seed=seed)

    def _draws(self, history: History, generation: Generation | None) -> torch.Tensor:
        seed = (generation or self.generation).seed
        ends = self._areal.ends(*self._padded([history]), reverse=self._chain(generation), seed=seed)
        return self._areal.posterior(ends[0])

    def _chain(self, generation: Generation | None) -> GuidedChain | None:
        """The chain of a way of drawing; the model's own, which is None, where only the seed differs."""
        if generation is None or replace(generation, seed=0) == self.generation:
            return None
        if self._other_chain is None or self._other_chain[0] != replace(generation, seed=0):
            self._other_chain = (replace(generation, seed=0), generation.chain(self._areal.process))
        return self._other_chain[1]


def _numbers(history: Sequence[int]) -> History:
    return np.asarray(history, dtype=np.int64)

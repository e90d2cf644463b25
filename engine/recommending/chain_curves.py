"""What happens along a chain, in figures: how sure it is, how far from its end, how much guided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from engine.models.areal.model import Areal
from engine.recommending.allowed import ranks
from engine.recommending.trajectory import Trajectory

MOST_PLACES = 101
"""A chain of a thousand steps is looked at in so many of them: more cannot be told apart in a plot."""


@dataclass(frozen=True)
class ChainCurves:
    """Figures at P states of a chain, from noise to x_0.

    Attributes:
        places: int64 [P], which states of the trajectory.
        entropy: float32 [P], of the items under the prediction, in nats.
        distance: float32 [P], of the prediction from x_0.
        guidance: float32 [P], of the prediction from the one without a history; NaN at the end.
        ranks: int64 [P, m], the places of some items, from 1, among those that a list may hold.
    """

    places: NDArray[np.int64]
    entropy: NDArray[np.float32]
    distance: NDArray[np.float32]
    guidance: NDArray[np.float32]
    ranks: NDArray[np.int64]


def chain_curves(
    model: Areal, trajectory: Trajectory, items: Sequence[int], excluded: Sequence[int] = ()
) -> ChainCurves:
    """Look along a trajectory of `model`.

    Args:
        items: those whose ranks are wanted.
        excluded: items that have no rank.
    """
    last = len(trajectory.timesteps) - 1
    places = np.unique(np.linspace(0, last, min(last + 1, MOST_PLACES)).round().astype(np.int64))
    device = model.device
    with torch.inference_mode():
        prediction = torch.from_numpy(trajectory.prediction[places]).to(device)
        posterior = model.posterior(prediction)
        entropy = -torch.special.xlogy(posterior, posterior).sum(1)
        possible = posterior.index_fill(1, torch.tensor(excluded, dtype=torch.int64, device=device), -1.0)
        found = ranks(possible, torch.tensor(list(items), dtype=torch.int64, device=device))
        return ChainCurves(
            places=places,
            entropy=entropy.cpu().numpy(),
            distance=np.linalg.norm(trajectory.prediction[places] - trajectory.x[-1], axis=1),
            guidance=_pull_of_history(model, trajectory, places, prediction),
            ranks=found.cpu().numpy(),
        )


def _pull_of_history(
    model: Areal, trajectory: Trajectory, places: NDArray[np.int64], prediction: torch.Tensor
) -> NDArray[np.float32]:
    """The distance of each prediction from that of the same state without a history."""
    pull = np.full(len(places), np.nan, dtype=np.float32)
    x = torch.from_numpy(trajectory.x[places]).to(prediction.device)
    for row, place in enumerate(places[:-1].tolist()):
        t = int(trajectory.timesteps[place])
        without = model.unguided(x[None, None, row], t)[0, 0]
        pull[row] = float((prediction[row] - without).norm())
    return pull

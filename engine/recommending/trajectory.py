"""The reverse chain of one user, kept whole: how a recommendation formed out of noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from engine.diffusion.guidance import GuidedChain
from engine.models.areal.model import Areal


@dataclass(frozen=True)
class Trajectory:
    """S denoising steps and the end, S + 1 states.

    Attributes:
        timesteps: int [S + 1], T ... 0.
        alpha_bar: [S + 1], the share of signal in each state (Eq. 3).
        x: float32 [S + 1, d], x_T ... x_0.
        prediction: float32 [S + 1, d], x_0 as predicted from each state; the state itself at the end.
        nearest: int64 [S + 1, k], the items most probable under each prediction, best first.
        nearest_probability: float32 [S + 1, k].
    """

    timesteps: NDArray[np.int64]
    alpha_bar: NDArray[np.float64]
    x: NDArray[np.float32]
    prediction: NDArray[np.float32]
    nearest: NDArray[np.int64]
    nearest_probability: NDArray[np.float32]


@dataclass(frozen=True)
class Fan:
    """The chains of one history from several draws of x_T.

    Attributes:
        timesteps: int [S + 1], T ... 0.
        x: float32 [S + 1, draws, d].
        prediction: float32 [S + 1, draws, d], as in `Trajectory`.
        nearest: int64 [draws], the most probable item where each chain ends.
        spread: root mean square distance of the ends from their mean.
    """

    timesteps: NDArray[np.int64]
    x: NDArray[np.float32]
    prediction: NDArray[np.float32]
    nearest: NDArray[np.int64]
    spread: float


def trace(
    model: Areal,
    history: torch.Tensor,
    length: torch.Tensor,
    *,
    seed: int,
    neighbours: int,
    reverse: GuidedChain | None = None,
) -> Trajectory:
    """Run the chain of one history, [1, L], from the x_T that `seed` draws.

    Args:
        reverse: another chain than the configured one.
    """
    with torch.inference_mode():
        steps = list(model.chain(history, length, reverse=reverse, samples=1, seed=seed))
        prediction = torch.cat([step.prediction[0] for step in steps])
        probability, nearest = model.posterior(prediction).topk(min(neighbours, model.n_items))
        timesteps = [step.t for step in steps]
        return Trajectory(
            timesteps=np.array(timesteps),
            alpha_bar=np.array([model.process.levels[t] for t in timesteps]),
            x=torch.cat([step.x[0] for step in steps]).cpu().numpy(),
            prediction=prediction.cpu().numpy(),
            nearest=nearest.cpu().numpy(),
            nearest_probability=probability.cpu().numpy(),
        )


def fan(
    model: Areal,
    history: torch.Tensor,
    length: torch.Tensor,
    *,
    seed: int,
    draws: int,
    reverse: GuidedChain | None = None,
) -> Fan:
    """The chains of one history, [1, L], from `draws` starts."""
    with torch.inference_mode():
        steps = list(model.chain(history, length, reverse=reverse, samples=draws, seed=seed))
        ends = steps[-1].x[0]
        return Fan(
            timesteps=np.array([step.t for step in steps]),
            x=torch.cat([step.x for step in steps]).cpu().numpy(),
            prediction=torch.cat([step.prediction for step in steps]).cpu().numpy(),
            nearest=model.posterior(ends).argmax(1).cpu().numpy(),
            spread=float((ends - ends.mean(0)).square().sum(1).mean().sqrt()),
        )

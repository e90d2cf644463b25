"""What the encoder looks at in one history, item by item: scales and branches, or the item itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from engine.evaluation.evaluator import evaluating
from engine.models.areal.model import Areal


@dataclass(frozen=True)
class HistoryAttention:
    """The weights of every block at each of the n latest items, oldest first.

    Attributes:
        items: int64 [n], what the run's history length lets through.
        kernels: widths of the K convolutions; none where the local branch is switched off.
        scales: float32 [n, blocks, K], adds up to 1 over the kernels (Eq. 15).
        fusion: float32 [n, blocks, 2], of the local and the global branch, adds up to 1 (Eq. 20).
        places: float32 [n], how much the attention encoder takes in of each item, adding up to 1; None of
            other encoders. It has no blocks.
    """

    items: NDArray[np.int64]
    kernels: tuple[int, ...]
    scales: NDArray[np.float32]
    fusion: NDArray[np.float32]
    places: NDArray[np.float32] | None = None


def attention_of(model: Areal, history: torch.Tensor, length: torch.Tensor) -> HistoryAttention:
    """The weights of one history, [1, L]."""
    with evaluating(model):
        found = model.attention(history, length)
    n = int(length[0])
    scales, fusion = (
        weights[0, :, :n].transpose(0, 1).cpu().numpy() for weights in (found.scales, found.fusion)
    )
    kernels = model.config.model.kernel_widths if scales.shape[-1] else ()
    places = None if found.places is None else found.places[0, :n].cpu().numpy()
    return HistoryAttention(history[0, :n].cpu().numpy(), kernels, scales, fusion, places)

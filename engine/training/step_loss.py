"""The loss of a step as one module: in the chosen precision, and recorded as a CUDA graph where asked."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from engine.models.protocol import TrainedModel
from engine.training.config import Precision


class StepLoss(nn.Module):
    """history, length, target -> the weighted terms of the loss by name."""

    def __init__(self, model: TrainedModel, precision: Precision) -> None:
        super().__init__()
        self.model = model
        self.precision = precision

    def forward(self, history: Tensor, length: Tensor, target: Tensor) -> dict[str, Tensor]:
        # The exponent of bfloat16 is float32's, so that gradients need no scaling.
        with torch.autocast(history.device.type, torch.bfloat16, enabled=self.precision == "bf16"):
            return self.model.loss(history, length, target)


class RecordedLoss(nn.Module):
    """A `StepLoss` whose kernels, forward and backward, are launched as one graph for full batches."""

    def __init__(self, model: TrainedModel, precision: Precision, batch_size: int) -> None:
        super().__init__()
        self.plain = StepLoss(model, precision)
        self.batch_size = batch_size
        self._recording: Any = None

    def forward(self, history: Tensor, length: Tensor, target: Tensor) -> dict[str, Tensor]:
        if len(target) != self.batch_size:  # a graph has the shapes it was recorded with
            return self.plain(history, length, target)  # type: ignore[no-any-return]
        if self._recording is None:
            # It replaces the module's forward, so it gets a module of its own over the same model.
            fresh = StepLoss(self.plain.model, self.plain.precision)
            self._recording = torch.cuda.make_graphed_callables(fresh, (history, length, target))
        return self._recording(history, length, target)  # type: ignore[no-any-return]

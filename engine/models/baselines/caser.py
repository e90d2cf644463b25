"""Caser: convolutions over the picture that the embeddings of the last items make (Tang & Wang, WSDM 2018).

Horizontal filters span some neighbouring items and all dimensions, and each keeps its strongest answer;
vertical filters span all places and weigh them alike in every dimension.

After the description in the paper and the variant with which the diffusion papers compare (heights 2, 3 and 4
with 16 filters, one vertical filter with a rectifier, no layer between features and scores). Deviations:

- No user embedding: a session is nobody known.
- Places count from the latest item back, as Caser means them. Where histories are padded on the right and
  read from the left, a vertical filter weighs the age since the start of the session instead.
- A window that ends on padding is not pooled. There the bias alone would answer, a floor under every maximum.
- A filter beyond the length of the history meets zeros, so that a short one has features, too.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.baselines.caser_config import CaserConfig
from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.next_item import NextItemModel, start_as_linear

BIAS = 0.1
"""Where the biases of the filters start."""


class Caser(NextItemModel):
    """The features of the last items; where no layer follows, the table of the scores is as wide as they."""

    def __init__(self, n_items: int, shared: BaselineConfig, config: CaserConfig, places: int) -> None:
        """Args: places: the longest history."""
        super().__init__(n_items, shared)
        self.encoder = CaserEncoder(
            shared.embedding_size,
            places,
            heights=config.spans,
            horizontal=config.horizontal,
            vertical=config.vertical,
            dropout=shared.dropout,
            between=config.layer_between,
        )
        if not config.layer_between:
            self.output = nn.Parameter(torch.empty(n_items, self.encoder.width))
            start_as_linear(self.output, self.bias)

    def encode(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B width"]:
        features: Tensor = self.encoder(*self.embedded(history, length))
        return features


class CaserEncoder(nn.Module):
    """Features of the last items of a history.

    Attributes:
        width: how many there are.
    """

    def __init__(
        self,
        size: int,
        places: int,
        *,
        heights: Sequence[int] = (2, 3, 4),
        horizontal: int = 16,
        vertical: int = 1,
        dropout: float = 0.1,
        between: bool = False,
    ) -> None:
        """Args:
        size: width d of the embeddings.
        places: items that are looked at, the latest ones.
        heights: items that the horizontal filters span; higher ones than there are places span all of them.
        horizontal, vertical: filters of each height, and over all places.
        between: whether a layer brings the features to width d.
        """
        super().__init__()
        self.places = places
        heights = sorted({min(height, places) for height in heights})
        self.horizontal = nn.ModuleList(nn.Conv1d(size, horizontal, height) for height in heights)
        self.vertical = nn.Linear(places, vertical)
        self.dropout = nn.Dropout(dropout)
        features = horizontal * len(heights) + vertical * size
        self.between = nn.Linear(features, size) if between else None
        self.width = size if between else features
        self._start()

    def _start(self) -> None:
        """Xavier's normal start of filters over a picture with one channel, which the embeddings are here."""
        for filters in self.horizontal.parameters():
            if filters.ndim == 3:
                nn.init.xavier_normal_(filters.detach().transpose(1, 2)[:, None])
            else:
                nn.init.constant_(filters, BIAS)
        nn.init.xavier_normal_(self.vertical.weight.detach()[:, None, :, None])
        nn.init.constant_(self.vertical.bias, BIAS)

    def forward(
        self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]
    ) -> Float[Tensor, "B width"]:
        """Args: embedded: right-padded, oldest first; length: real items of each row, at least 1."""
        recent, real = by_recency(embedded, length, self.places)
        picture = recent.transpose(1, 2)
        features = [_strongest(layer(picture), real) for layer in self.horizontal]
        features.append(F.relu(self.vertical(picture)).transpose(1, 2).flatten(1))
        found: Tensor = self.dropout(torch.cat(features, dim=1))
        if self.between is not None:
            found = self.between(found)
        return found


def by_recency(
    embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"], places: int
) -> tuple[Float[Tensor, "B P d"], Bool[Tensor, "B P"]]:
    """The latest items of right-padded rows, the last one in the last place, and which places have one.

    Places without an item are zero.
    """
    at = torch.arange(-places, 0, device=embedded.device) + length[:, None]
    real = at >= 0
    chosen = at.clamp_min(0)[..., None].expand(-1, -1, embedded.shape[2])
    return embedded.gather(1, chosen).masked_fill(~real[..., None], 0.0), real


def _strongest(answers: Float[Tensor, "B F W"], real: Bool[Tensor, "B P"]) -> Float[Tensor, "B F"]:
    """The maximum over the windows that end on a real item: the last one always does."""
    ends = real[:, -answers.shape[2] :]
    return F.relu(answers).masked_fill(~ends[:, None], 0.0).amax(2)

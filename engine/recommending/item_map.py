"""A flat map of the items: the two directions in which their embeddings differ most.

There is no UMAP beside it: its library brings over 100 MB of compiler with it, for one picture, and noisy
states, which are no items, have no place on such a map.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ItemMap:
    """A principal component projection of x_0 space.

    Attributes:
        points: float32 [n_items, 2], every item on the map.
        explained: share of the items' variance along the two axes.
        centre: [d], the mean item.
        axes: [d, 2], orthonormal columns.
    """

    points: NDArray[np.float32]
    explained: tuple[float, float]
    centre: NDArray[np.float32]
    axes: NDArray[np.float32]

    @classmethod
    def fit(cls, embeddings: NDArray[np.float32]) -> ItemMap:
        """The map of items with these embeddings, [n_items, d]."""
        centre = embeddings.mean(axis=0)
        centred = embeddings - centre
        variance, directions = np.linalg.eigh(centred.T @ centred)
        axes = np.ascontiguousarray(directions[:, :-3:-1])
        # A direction and its opposite are equally good: choose, so that the same model gives the same map.
        axes *= np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
        total = float(variance.sum()) or 1.0
        explained = (float(variance[-1]) / total, float(variance[-2]) / total)
        return cls((centred @ axes).astype(np.float32), explained, centre, axes.astype(np.float32))

    def project(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where states [..., d] are on the map, [..., 2]."""
        projected: NDArray[np.float32] = ((x - self.centre) @ self.axes).astype(np.float32)
        return projected

"""A denoising trajectory as NumPy arrays in one file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.exporting.atomic import new_file
from engine.recommending.recommender import Recommender
from engine.recommending.trajectory import Trajectory


def save_trajectory(path: Path, recommender: Recommender, trajectory: Trajectory) -> None:
    """Write the steps x_T ... x_0 with their places on the item map; loads without pickle.

    `nearest_id` holds the external ids of `nearest`; `*_map` are the two coordinates that are drawn.
    """
    ids = np.array(recommender.items.external_ids, dtype=np.str_)
    item_map = recommender.item_map
    with new_file(path) as partial, partial.open("wb") as file:
        np.savez_compressed(
            file,
            timesteps=trajectory.timesteps,
            alpha_bar=trajectory.alpha_bar,
            x=trajectory.x,
            prediction=trajectory.prediction,
            nearest=trajectory.nearest,
            nearest_probability=trajectory.nearest_probability,
            nearest_id=ids[trajectory.nearest],
            item_map=item_map.points,
            x_map=item_map.project(trajectory.x),
            prediction_map=item_map.project(trajectory.prediction),
        )

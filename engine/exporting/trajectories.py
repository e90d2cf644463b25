"""A denoising trajectory as NumPy arrays in one file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.exporting.atomic import new_file
from engine.recommending.chain_recommender import ChainRecommender
from engine.recommending.trajectory import Trajectory


def save_trajectory(path: Path, recommender: ChainRecommender, trajectory: Trajectory) -> None:
    """Write the steps x_T ... x_0 with their places on the item map; loads without pickle.

    `nearest_id` holds the external ids of `nearest`; `*_map` are the two coordinates that are drawn. A file
    beside it, `NAME.README.md`, says what each array is.
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
    with new_file(path.with_suffix(".README.md")) as partial:
        partial.write_text(_readme(path, recommender, trajectory), encoding="utf-8")


def _readme(path: Path, recommender: ChainRecommender, trajectory: Trajectory) -> str:
    """What is in the file, for whoever finds it without this program."""
    steps, width = trajectory.x.shape
    items, neighbours = len(recommender.items), trajectory.nearest.shape[1]
    return f"""# {path.name}

The reverse diffusion behind one list of run {recommender.run.id}, “{recommender.run.name}”: {steps}
states from noise x_T to x_0. Read it with `numpy.load("{path.name}")`.

| array | shape | what it is |
|---|---|---|
| timesteps | [{steps}] | t of each state, T ... 0 |
| alpha_bar | [{steps}] | share of signal in each state |
| x | [{steps}, {width}] | the states x_t |
| prediction | [{steps}, {width}] | x_0 as predicted from each state |
| nearest | [{steps}, {neighbours}] | numbers of the most probable items under each prediction, best first |
| nearest_probability | [{steps}, {neighbours}] | their probabilities |
| nearest_id | [{steps}, {neighbours}] | their ids in the log |
| item_map | [{items}, 2] | every item on the plane of the two main directions |
| x_map, prediction_map | [{steps}, 2] | states and predictions on the same plane |
"""

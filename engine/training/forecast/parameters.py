"""How many numbers a configuration trains, counted without making them."""

from __future__ import annotations

from functools import lru_cache

import torch

from engine.training.config import RunConfig
from engine.training.setup import build_model, parameter_count


def network_parameters(config: RunConfig) -> int:
    """Of the network alone: what it would train without a single item."""
    return _counted(config, 1) - parameters_per_item(config)


def parameters_per_item(config: RunConfig) -> int:
    """What an item adds: in embeddings, and in outputs where they have numbers of their own."""
    return _counted(config, 2) - _counted(config, 1)


def parameters(config: RunConfig, n_items: int) -> int:
    """Of the whole model: every item adds as many as every other."""
    return network_parameters(config) + n_items * parameters_per_item(config)


@lru_cache(maxsize=64)
def _counted(config: RunConfig, n_items: int) -> int:
    with torch.device("meta"):  # shapes without memory, and without drawing a random number
        return parameter_count(build_model(n_items, config))

"""How many numbers a configuration trains, counted without making them."""

from __future__ import annotations

import torch

from engine.models.areal.denoiser import make_denoiser
from engine.models.areal.mcrl import MCRL
from engine.training.config import RunConfig
from engine.training.setup import parameter_count


def network_parameters(config: RunConfig) -> int:
    """Of the network alone: encoder, denoiser and the unconditional embedding."""
    size = config.model.embedding_size
    with torch.device("meta"):  # shapes without memory, and without drawing a random number
        encoder = MCRL(config.model)
        denoiser = make_denoiser(config.diffusion.denoiser, size, config.diffusion.steps)
    return parameter_count(encoder) + parameter_count(denoiser) + size


def parameters(config: RunConfig, n_items: int) -> int:
    """Of the whole model, the embeddings of its items among them."""
    return network_parameters(config) + n_items * config.model.embedding_size

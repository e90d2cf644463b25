"""Small AREAL models for tests, and how they are fitted."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import torch

from engine.diffusion.config import DiffusionConfig, GuidanceConfig, SamplingConfig
from engine.models.areal.config import ArealConfig
from engine.models.areal.model import Areal, ArealSettings
from engine.models.areal.svd_start import svd_start
from engine.sequences.examples import Examples, TrainingLog

SETTINGS = ArealSettings(
    model=ArealConfig(embedding_size=16),
    diffusion=DiffusionConfig(steps=100),
    guidance=GuidanceConfig(),
    sampling=SamplingConfig(steps=5, samples=2),
    discrete_weight=1.0,
)


def with_model(**changes: object) -> ArealSettings:
    """`SETTINGS` with other settings `model.*`."""
    model = ArealConfig.model_validate(SETTINGS.model.model_dump() | changes)
    return dataclasses.replace(SETTINGS, model=model)


def fit(settings: ArealSettings, log: TrainingLog, train: Examples, epochs: int = 6) -> Areal:
    """A model of these settings, fitted on the examples of `log`."""
    torch.manual_seed(0)
    start = svd_start(log, settings.model.embedding_size, seed=0)
    counts = torch.bincount(torch.from_numpy(log.items).long(), minlength=log.n_items)
    model = Areal(log.n_items, settings, start, counts)
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(epochs):
        for rows in torch.split(torch.randperm(len(train)), 64):
            batch = train.batch(rows)
            terms = model.loss(batch.history, batch.length, batch.target)
            optimiser.zero_grad()
            total(terms).backward()
            optimiser.step()
    return model


def total(terms: Mapping[str, torch.Tensor]) -> torch.Tensor:
    return torch.stack(list(terms.values())).sum()


def some_rows(n_items: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Histories of two, one and no items, their lengths, and targets."""
    history = torch.tensor([[0, 1, n_items], [2, n_items, n_items], [n_items] * 3])
    return history, torch.tensor([2, 1, 0]), torch.tensor([1, 2, 3])

"""The weights of a bundle: what a file may hold to become the model that a configuration describes."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from engine.models.protocol import TrainedModel
from engine.training.config import RunConfig
from engine.training.setup import build_model

_FEW = 64
"""Items of the small models that tell which shapes are expected."""


class UnfitWeights(ValueError):
    """The weights are not those of the configured model; the text says why."""


def read_weights(content: bytes) -> dict[str, Tensor]:
    """The tensors of a safetensors file.

    Raises:
        UnfitWeights: it is no such file.
    """
    try:
        return load(content)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise UnfitWeights(str(error)) from None


def model_with(weights: Mapping[str, Tensor], n_items: int, config: RunConfig) -> TrainedModel:
    """The configured model with these weights, ready for `scores`.

    Raises:
        UnfitWeights: they are of another model, or hold what is no number.
    """
    _check(weights, n_items, config)
    with torch.random.fork_rng(devices=[]):  # what a model begins with is overwritten
        model = build_model(n_items, config)
    try:
        model.load_state_dict(dict(weights))
    except RuntimeError as error:  # how PyTorch says that names or shapes differ
        raise UnfitWeights(str(error)) from None
    return model.eval()


def _check(weights: Mapping[str, Tensor], n_items: int, config: RunConfig) -> None:
    expected = _expected(n_items, config)
    if missing := sorted(expected.keys() - weights.keys()):
        raise UnfitWeights(f"The tensor {missing[0]} is missing.")
    if surplus := sorted(weights.keys() - expected.keys()):
        raise UnfitWeights(f"The tensor {surplus[0][:80]} belongs to no such model.")
    for name, (shape, dtype) in expected.items():
        tensor = weights[name]
        if tuple(tensor.shape) != shape or tensor.dtype != dtype:
            found = f"{_kind(tuple(tensor.shape), tensor.dtype)}, not {_kind(shape, dtype)}"
            raise UnfitWeights(f"The tensor {name} is {found}.")
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise UnfitWeights(f"The tensor {name} holds what is not a number.")


def _expected(n_items: int, config: RunConfig) -> dict[str, tuple[tuple[int, ...], torch.dtype]]:
    """Shape and kind of every tensor, without making a model of that many items.

    Two models of few items tell how each length depends on their number: it is the same, or grows with it.
    """
    few = min(n_items, _FEW)
    with torch.random.fork_rng(devices=[]):
        small, larger = (build_model(n, config).state_dict() for n in (few, few + 1))
    return {
        name: (
            tuple(
                length + (n_items - few) * (longer - length)
                for length, longer in zip(tensor.shape, larger[name].shape, strict=True)
            ),
            tensor.dtype,
        )
        for name, tensor in small.items()
    }


def _kind(shape: tuple[int, ...], dtype: torch.dtype) -> str:
    return f"{list(shape)} {str(dtype).removeprefix('torch.')}"

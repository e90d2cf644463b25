"""What a training will take, told before it begins; and refused where it cannot fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch

from engine.errors import BadSetting
from engine.models.methods import METHODS
from engine.training.config import RunConfig
from engine.training.dependence import of_other_models
from engine.training.devices import resolve
from engine.training.forecast.free_memory import free_memory
from engine.training.forecast.memory import MemoryNeed, is_sampled, memory_need
from engine.training.forecast.parameters import network_parameters, parameters_per_item
from engine.training.forecast.parameters import parameters as all_parameters
from engine.training.forecast.sizes import Sizes, counted, sizes_of
from engine.training.settings import value_of, with_settings
from engine.training.setup import RunData
from engine.workspace import Workspace

TIGHT = 0.8
"""Share of the free memory from which on it may become too little: the need is an estimate."""

HALVED = {
    "training.batch_size": 16,
    "model.embedding_size": 16,
    "baseline.embedding_size": 16,
    "data.history_length": 5,
    "model.negatives": 256,
}
"""Settings that memory grows with, which can be halved until it fits, and the least that makes sense."""


@dataclass(frozen=True)
class Forecast:
    """What is known before the first step.

    Attributes:
        network: parameters beside the embeddings of the items.
        need: an estimate.
        device: "cpu" or "cuda".
        free: bytes; None where the system does not say.
        advice: what to lower where it does not fit.
    """

    sizes: Sizes
    parameters: int
    network: int
    need: MemoryNeed
    device: str
    free: int | None
    advice: tuple[str, ...] = ()

    @property
    def needed(self) -> int:
        """Bytes where the training runs."""
        return self.need.machine if self.device == "cpu" else self.need.device

    @property
    def fits(self) -> bool:
        return self.free is None or self.needed <= self.free

    @property
    def tight(self) -> bool:
        """Whether it may turn out not to fit."""
        return self.free is not None and self.needed > TIGHT * self.free


def forecast(workspace: Workspace, dataset_id: int, config: RunConfig) -> Forecast:
    """Count and estimate, without making the model.

    Raises:
        BadSetting: the filters, the split or the device are not possible.
    """
    return foretold(sizes_of(workspace, dataset_id, config.data), config, resolve(config.device))


def foretold(sizes: Sizes, config: RunConfig, device: torch.device) -> Forecast:
    """The same for sizes that are known."""
    network = network_parameters(config)
    parameters = network + sizes.items * parameters_per_item(config)
    need = memory_need(config, sizes, parameters, device=device.type)
    found = Forecast(sizes, parameters, network, need, device.type, free_memory(device))
    return found if found.fits else replace(found, advice=tuple(_advice(found, config)))


def refuse_what_cannot_fit(data: RunData, config: RunConfig, device: torch.device) -> None:
    """Raises `BadSetting` where a training needs more memory than there is."""
    found = foretold(counted(data.snapshot, data.split, config.data.history_length), config, device)
    if not found.fits:
        raise does_not_fit(found)


def does_not_fit(found: Forecast) -> BadSetting:
    """The refusal, with the numbers and what to lower."""
    needed, free = roughly(found.needed), roughly(found.free or 0)
    where = "this machine" if found.device == "cpu" else "the device"
    return BadSetting(
        f"The training does not fit into the memory of {where}.",
        why=f"It needs about {needed}, and {free} are free.",
        advice=f"Lower {', or '.join(found.advice)}." if found.advice else _NOTHING_ALONE,
    )


_NOTHING_ALONE = (
    "No setting alone is enough: lower the embedding size and training.batch_size, and keep fewer items "
    "with data.item_core."
)


def roughly(n_bytes: int) -> str:
    """As precise as it is known: 1,619,065,666,648 -> 1.6 TB, 21,603,438,592 -> 22 GB."""
    for unit, name in ((1e12, "TB"), (1e9, "GB")):
        if n_bytes >= unit:
            return f"{n_bytes / unit:.{1 if n_bytes < 10 * unit else 0}f} {name}"
    return f"{n_bytes / 1e6:.0f} MB"


def _advice(found: Forecast, config: RunConfig) -> Iterator[str]:
    """Single changes that make it fit."""
    for path in [path for path in HALVED if path not in of_other_models(config.method)]:
        changed = _halved(found, config, path)
        if changed is not None:
            yield f"{path} to {value_of(changed, path):,}"
    if METHODS[config.method].has_chain and not is_sampled(config, found.sizes.items):
        sampled = with_settings(config, {"model.softmax": "sampled"})
        if is_sampled(sampled, found.sizes.items) and _fits(found, sampled):
            yield "model.softmax to sampled"


def _halved(found: Forecast, config: RunConfig, path: str) -> RunConfig | None:
    """With the largest half, quarter, ... that fits; None where none does."""
    value = value_of(config, path)
    assert isinstance(value, int)
    while (value := value // 2) >= HALVED[path]:
        changed = with_settings(config, {path: value})
        if _fits(found, changed):
            return changed
    return None


def _fits(found: Forecast, config: RunConfig) -> bool:
    history = min(found.sizes.history, config.data.history_length)
    sizes = replace(found.sizes, history=history)
    parameters = all_parameters(config, sizes.items)
    need = memory_need(config, sizes, parameters, device=found.device)
    return replace(found, need=need).fits

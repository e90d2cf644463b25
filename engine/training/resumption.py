"""The checkpoint that a run goes on from: everything that changes while it trains, in one file.

Tensors: the weights, their average, the optimiser's state and the random states. Metadata: the `Standing`
as JSON. With all of them back in place the next step is, bit for bit, the one that would have followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from engine.errors import EngineError
from engine.training.checkpoint import write_tensors
from engine.training.epoch import EpochRunner
from engine.training.standing import Standing

STANDING = "standing"


@dataclass(frozen=True)
class Saved:
    """A checkpoint that was read back."""

    standing: Standing
    tensors: dict[str, Tensor]

    def under(self, prefix: str) -> dict[str, Tensor]:
        """The tensors named `prefix.name`, by name."""
        start = f"{prefix}."
        return {name.removeprefix(start): t for name, t in self.tensors.items() if name.startswith(start)}


def write(path: Path, standing: Standing, runner: EpochRunner) -> None:
    """Write the checkpoint; raises `EngineError` where the disk does not take it, and keeps the old one."""
    optimisation = runner.optimisation
    parts = {
        "model": runner.model.state_dict(),
        "average": {} if optimisation.judged is runner.model else optimisation.judged.state_dict(),
        "optimiser": _flat(optimisation.optimiser),
        "random": {"draws": runner.draws.get_state(), "order": runner.order_from},
    }
    if runner.train.device.type == "cuda":
        parts["random"]["cuda"] = torch.cuda.get_rng_state()
    tensors = {f"{part}.{name}": tensor for part, named in parts.items() for name, tensor in named.items()}
    write_tensors(tensors, path, {STANDING: standing.as_json()})


def read(path: Path) -> Saved | None:
    """The checkpoint at `path`, None where there is none; raises `EngineError` for a damaged one."""
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            standing = Standing.from_json((file.metadata() or {})[STANDING])
            return Saved(standing, {name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise EngineError(
            "The checkpoint of the run cannot be read.",
            why=f"{path} is damaged: {error}",
            advice="The best epoch is kept; train again to go further.",
        ) from error


def restore(saved: Saved, runner: EpochRunner) -> None:
    """Put everything back into a runner made from the same configuration, at the saved position."""
    optimisation = runner.optimisation
    runner.position = saved.standing.position
    runner.model.load_state_dict(saved.under("model"))
    if average := saved.under("average"):
        optimisation.judged.load_state_dict(average)
    fresh = optimisation.optimiser.state_dict()
    state = _nested(saved.under("optimiser"))
    optimisation.optimiser.load_state_dict({"state": state, "param_groups": fresh["param_groups"]})
    random = saved.under("random")
    runner.order_from = random["order"]
    runner.draws.set_state(random["draws"])
    if "cuda" in random and runner.train.device.type == "cuda":
        torch.cuda.set_rng_state(random["cuda"])


def _flat(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The state of every parameter by "number.name"."""
    state: dict[int, dict[str, Tensor]] = optimiser.state_dict()["state"]
    return {f"{number}.{name}": tensor for number, named in state.items() for name, tensor in named.items()}


def _nested(flat: dict[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    nested: dict[int, dict[str, Tensor]] = {}
    for key, tensor in flat.items():
        number, _, name = key.partition(".")
        nested.setdefault(int(number), {})[name] = tensor
    return nested

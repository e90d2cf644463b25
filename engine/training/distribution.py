"""Several processes, one training: who leads, whose rows are whose, and the same random numbers for all.

`torchrun -m engine train ...` starts every process alike. The first leads: it alone writes the store, files
and events, and validates. The others compute their share of every batch (`engine.training.assist`).
"""

from __future__ import annotations

import datetime
import enum
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.overrides import TorchFunctionMode

from engine.training.standing import EpochLosses

PATIENCE = datetime.timedelta(days=7)
"""How long a process waits for the others: the leader's validation may take its time."""

AGREE_EVERY = 16
"""Steps between two looks at whether any process was asked to stop."""


class Order(enum.IntEnum):
    """What the leader has the others do next."""

    END = 0
    SELECTION = 1
    REFIT = 2
    EPOCH = 3


@contextmanager
def joined() -> Iterator[World]:
    """Meet the other processes that torchrun started; they part at the end of the block."""
    nccl = torch.cuda.is_available() and distributed.is_nccl_available()
    if nccl:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    distributed.init_process_group("cpu:gloo,cuda:nccl" if nccl else "gloo", timeout=PATIENCE)
    try:
        yield current_world()
    finally:
        # What still refers to the group (a wrapped loss in a cycle) would keep gloo's threads alive while the
        # interpreter shuts down, and those abort the process when they then ask for its lock.
        gc.collect()
        distributed.destroy_process_group()


def current_world() -> World:
    """The processes that train together now: this one alone unless it has `joined` others."""
    if distributed.is_available() and distributed.is_initialized():
        return World(distributed.get_rank(), distributed.get_world_size())
    return World()


@dataclass(frozen=True)
class Share:
    """Rows `first` to `last` of a batch of `total` are one process's.

    Attributes:
        weight: of its mean loss, so that the mean over the processes is the mean over the batch.
    """

    first: int
    last: int
    total: int
    weight: float


@dataclass(frozen=True)
class World:
    """The processes of one training; `rank` 0 leads."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def share(self, total: int) -> Share:
        """What this process takes of a batch; a batch of too few rows is everybody's."""
        if total < self.size:
            return Share(0, total, total, 1.0)
        first, last = (total * rank // self.size for rank in (self.rank, self.rank + 1))
        return Share(first, last, total, (last - first) * self.size / total)

    def wrap(self, loss: nn.Module) -> nn.Module:
        """The loss whose gradients are averaged over all processes."""
        if self.size == 1:
            return loss
        # The graph is the same at every step, and a configuration may leave some weights unused.
        return nn.parallel.DistributedDataParallel(loss, static_graph=True)

    def draws_of(self, seed: int) -> torch.Generator:
        """The generator of permutations, times and noise: one process's own, or the same one in all.

        What remains of the process's own generator (dropout) then differs from process to process.
        """
        if self.size == 1:
            return torch.default_generator
        shared = torch.Generator()
        shared.set_state(torch.get_rng_state())
        torch.manual_seed(seed + 1 + self.rank)
        return shared

    def drawing(self, draws: torch.Generator, share: Share) -> AbstractContextManager[object]:
        """Inside, random numbers of the batch are those of a single process, of which each takes its rows."""
        return nullcontext() if self.size == 1 else _SharedDraws(draws, share)

    def anyone(self, asked: bool, step: int) -> bool:
        """Whether any process says yes; all must ask at the same steps, and get the same answer."""
        if self.size == 1:
            return asked
        if step % AGREE_EVERY:
            return False
        said = torch.tensor(int(asked))
        distributed.all_reduce(said, distributed.ReduceOp.MAX)
        return bool(said)

    def sum_up(self, losses: EpochLosses) -> None:
        """Make the sums of one process those of all."""
        if self.size == 1:
            return
        names = sorted(losses.sums)
        sums = torch.tensor(
            [losses.examples, losses.gradient_norms, *(losses.sums[name] for name in names)],
            dtype=torch.float64,
        )
        distributed.all_reduce(sums)
        examples, losses.gradient_norms, *values = sums.tolist()
        losses.examples, losses.sums = int(examples), dict(zip(names, values, strict=True))

    def tell(self, order: Order, run_id: int = 0) -> None:
        """The leader says what comes next."""
        if self.size > 1:
            distributed.broadcast(torch.tensor([order, run_id]), 0)

    def hear(self) -> tuple[Order, int]:
        """What the leader says, and of which run."""
        said = torch.zeros(2, dtype=torch.int64)
        distributed.broadcast(said, 0)
        return Order(int(said[0])), int(said[1])

    def meet(self) -> None:
        """Wait until every process is here."""
        if self.size > 1:
            distributed.barrier()


class _SharedDraws(TorchFunctionMode):
    """Draws for the whole batch from a generator that is alike in all processes, and keeps a share's rows.

    A model draws its times and noise itself and knows of one batch only: its own rows. A draw of as many
    rows is thus made for the whole batch; any other draw is everybody's as it is.
    """

    def __init__(self, draws: torch.Generator, share: Share) -> None:
        super().__init__()
        self._draws, self._share = draws, share

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        result = function(*args, **kwargs)
        draw = _draw_like(function, args)
        return result if draw is None or "generator" in kwargs else self._again(draw, result)

    def _again(self, draw: Callable[..., Tensor], template: Tensor) -> Tensor:
        share, shape = self._share, list(template.shape)
        ours = bool(shape) and shape[0] == share.last - share.first
        if ours:
            shape[0] = share.total
        drawn = draw(shape, generator=self._draws, dtype=template.dtype).to(template.device)
        return drawn[share.first : share.last] if ours else drawn


def _draw_like(function: Any, args: tuple[Any, ...]) -> Callable[..., Tensor] | None:
    """The function of a shape that draws as `function(*args)` did; None where it draws nothing."""
    if function in (torch.rand, torch.rand_like):
        return torch.rand
    if function in (torch.randn, torch.randn_like):
        return torch.randn
    if function is torch.randint:
        return partial(torch.randint, *args[:-1])
    return None

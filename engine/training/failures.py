"""Why a training failed, in words that say what to do."""

from __future__ import annotations

import errno
import re
import traceback
from typing import TYPE_CHECKING

import torch

from engine.errors import EngineError
from engine.training.no_use import DIVERGED
from engine.training.setting_texts import called

if TYPE_CHECKING:
    from engine.training.epoch import EpochRunner

CPU_REFUSAL = re.compile("can't allocate memory|not enough memory")
"""What PyTorch's allocator says on a CPU, where it has no exception of its own."""


DEVICE_LOST = re.compile(r"CUDA (error|driver)|cuDNN error|CUBLAS_STATUS|device-side assert|NCCL error", re.I)
"""What PyTorch says where a GPU does not answer any more, or answers nonsense."""

DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Diverged(ArithmeticError):
    """A figure of a step became infinite or not a number: a term of the loss, or "gradient"."""

    def __init__(self, term: str, epoch: int, step: int) -> None:
        super().__init__(f"{term} in step {step}")
        self.term, self.epoch, self.step = term, epoch, step


class StepTooLarge(MemoryError):
    """The device has no memory for a step of `size` examples."""

    def __init__(self, size: int) -> None:
        super().__init__(f"a step of {size} examples")
        self.size = size


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out, on whatever device."""
    refused = isinstance(error, RuntimeError) and CPU_REFUSAL.search(str(error)) is not None
    return refused or isinstance(error, (torch.OutOfMemoryError, MemoryError))


def explained(error: BaseException, runner: EpochRunner | None) -> BaseException:
    """What people are told of `error`; the error itself where it explains itself or nobody expected it."""
    if isinstance(error, Diverged):
        return _divergence(error)
    if isinstance(error, StepTooLarge) and runner is not None:
        return _too_large(error, runner)
    if is_out_of_memory(error):
        return EngineError(
            "The device ran out of memory.",
            why=str(error).splitlines()[0] if str(error) else "",
            advice="Lower the embedding size (with AREAL, or sampling.samples), or close other programs.",
        )
    if is_device_lost(error):
        return _device_lost(error)
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return _disk_full(error)
    return error


def is_device_lost(error: BaseException) -> bool:
    """Whether the device failed, and not what it was asked to do."""
    said = isinstance(error, RuntimeError) and DEVICE_LOST.search(str(error)) is not None
    return said or isinstance(error, torch.AcceleratorError)


def _device_lost(error: BaseException) -> EngineError:
    return EngineError(
        "The device was lost.",
        why=str(error).splitlines()[0] if str(error) else "",
        advice="The last checkpoint is kept: start the program anew, for a device that failed does not come "
        "back to a running one, and resume the run. Where it fails again, look at the driver and the "
        "temperature of the GPU, or train with device cpu.",
    )


def _disk_full(error: OSError) -> EngineError:
    return EngineError(
        "The disk is full.",
        why=f"{error.filename or 'A file of the run'} could not be written: {error.strerror}.",
        advice="Make room on it, then resume the run: its last checkpoint is kept.",
    )


def _divergence(error: Diverged) -> EngineError:
    figure = "gradient" if error.term == "gradient" else f"loss “{error.term}”"
    return EngineError(
        DIVERGED,
        why=f"The {figure} stopped being a finite number in step {error.step}, in epoch {error.epoch}.",
        advice=f"Lower {called('training.learning_rate')}, or set {called('training.warm_up')} to a few "
        f"hundred steps or {called('training.clip_norm')} to 1, and train again. The best epoch before is "
        "kept.",
    )


def _too_large(error: StepTooLarge, runner: EpochRunner) -> EngineError:
    # The failed step's tensors live on in the frames of its traceback.
    for seen in (error, error.__cause__):
        traceback.clear_frames(seen.__traceback__ if seen else None)
    return EngineError(
        "The device ran out of memory.",
        why=f"A step of {error.size:,} examples does not fit into what {runner.train.device.type} has left.",
        advice=_smaller_step(runner, error.size),
    )


def _smaller_step(runner: EpochRunner, too_large: int) -> str:
    if runner.world.size > 1:  # a step takes all processes, and the others wait in theirs
        return f"Set training.batch_size to {too_large // 2:,} or less, or use more processes."
    if fits := _size_that_fits(runner, too_large):
        return f"Set training.batch_size to {fits:,}: a step of that size was tried, and fits."
    return "Not even one example fits: lower the embedding size, or close other programs."


def _size_that_fits(runner: EpochRunner, too_large: int) -> int:
    """The largest half, quarter, ... of a batch for which a step was possible; 0 if none was."""
    size = too_large // 2
    while size:
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        try:
            runner.try_step(size)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            size //= 2
        else:
            return size
    return 0

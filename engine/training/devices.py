"""Where training runs, and how many cores it takes."""

from __future__ import annotations

import os
from dataclasses import dataclass

import torch

from engine.errors import BadSetting
from engine.training.config import Device


@dataclass(frozen=True)
class DeviceInfo:
    """A device that can be chosen: the name of the setting, and how people know it."""

    name: Device
    label: str


def available_devices() -> list[DeviceInfo]:
    """CUDA first where there is one, then the CPU."""
    cuda = [DeviceInfo("cuda", torch.cuda.get_device_name())] if torch.cuda.is_available() else []
    return [*cuda, DeviceInfo("cpu", f"CPU, {_cores()} cores")]


def resolve(device: Device) -> torch.device:
    """The device a setting means on this machine.

    Raises:
        BadSetting: CUDA was asked for and there is none.
    """
    if device == "cuda" and not torch.cuda.is_available():
        raise BadSetting(
            "There is no CUDA device.",
            why="PyTorch finds no NVIDIA GPU with a working driver, or is a build without CUDA.",
            advice="Choose the device auto or cpu.",
        )
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(device)


def leave_a_core_to_the_window() -> None:
    """All cores but one for torch: a second thread beside a busy window costs more than it brings.

    Where torchrun started several processes here, each takes its share of the cores.
    """
    processes = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    torch.set_num_threads(max(1, (_cores() - 1) // processes))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

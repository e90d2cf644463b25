"""How much memory a training takes."""

from __future__ import annotations

import math
import os
from pathlib import Path

import torch

_RESIDENT = Path("/proc/self/statm")


def memory_in_use(device: torch.device) -> float:
    """Bytes: on a GPU the most that tensors took since this was last asked, else what the process holds.

    NaN where the system does not tell.
    """
    if device.type == "cuda":
        most = float(torch.cuda.max_memory_allocated(device))
        torch.cuda.reset_peak_memory_stats(device)
        return most
    try:
        return float(int(_RESIDENT.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
    except (OSError, ValueError, IndexError, AttributeError):
        return math.nan

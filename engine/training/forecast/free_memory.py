"""How much memory there is for a training now."""

from __future__ import annotations

from pathlib import Path

import torch

MEMINFO = Path("/proc/meminfo")
CGROUP = Path("/sys/fs/cgroup")


def free_memory(device: torch.device) -> int | None:
    """Bytes of the device that nobody uses; None where the system does not say."""
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return int(free) + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    known = [room for room in (_of_machine(), _of_container()) if room is not None]
    return min(known, default=None)


def _of_machine() -> int | None:
    """What Linux could give without going to the disk, and the room for going there."""
    try:
        lines = MEMINFO.read_text("ascii").splitlines()
    except OSError:
        return None
    values = {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)}
    available = values.get("MemAvailable")
    return None if available is None else available + values.get("SwapFree", 0)


def _of_container() -> int | None:
    """What the limit of a container leaves; None where there is none."""
    try:
        limit = (CGROUP / "memory.max").read_text("ascii").strip()
        used = int((CGROUP / "memory.current").read_text("ascii"))
        lines = (CGROUP / "memory.stat").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return None
    if not limit.isdecimal():
        return None
    given_back = sum(
        int(line.split()[1]) for line in lines if line.startswith(("inactive_file", "active_file"))
    )
    return max(0, int(limit) - used + given_back)

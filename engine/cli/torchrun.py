"""A training command under torchrun: the first process does the command, the others help it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from engine.events import CancelToken


def lead_or_assist(workspace: Path | None, cancel: CancelToken, command: Callable[[], None]) -> None:
    """Run `command`, or help the process that does; alone, it simply runs.

    Args:
        workspace: the folder of the workspace, which every process must reach.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        command()
        return
    from engine.training.assist import assist
    from engine.training.distribution import joined

    with joined() as world:
        if world.leads:
            command()
        else:
            assist(workspace, cancel)

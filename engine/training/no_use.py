"""Whether going on with a run that ended early can lead anywhere. Light: the window asks at its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.store.runs import RunRow

DIVERGED = "Training diverged."
"""How the reason of a run begins whose figures stopped being numbers."""
PRUNED = "Pruned"
"""The same of a trial of a search that was ended because others were better after as many epochs."""


def no_use_in_resuming(run: RunRow) -> str:
    """Why it cannot help to go on from the last checkpoint; empty where it can."""
    return no_use_after(run.error or "")


def no_use_after(reason: str) -> str:
    """The same by the reason why it ended."""
    if reason.startswith(DIVERGED):
        return (
            "It diverged, and would do so again from its checkpoint: train again with a lower learning rate, "
            "a warm-up or shortened gradients."
        )
    if reason.startswith(PRUNED):
        return (
            "The search ended it, since others were better after as many epochs, and has gone on without it. "
            "Train again with its settings to see what it would have become."
        )
    return ""

"""Groups of examples: an average over all hides what a log is made of."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Int64
from torch import Tensor

from engine.sequences.examples import Examples

SLICES = {
    "all": "every example",
    "empty-history": "nothing is known of the user",
    "with-history": "at least one earlier item",
    "history-1-2": "1 or 2 earlier items",
    "history-3-9": "3 to 9 earlier items",
    "history-10+": "10 earlier items or more",
    "repeat-target": "the target occurred earlier in the sequence",
    "new-target": "the target is new to the sequence",
    "seen-target": "the target is a training target",
    "unseen-target": "the target never is: only content could tell of it",
    "popular-target": "the target is among the most frequent items, a third of the training targets",
    "middling-target": "among the next ones, the second third",
    "rare-target": "among the others that training has seen",
}
"""Stable names of the groups, and what each holds. History lengths are those of the whole sequence so far."""


def slices(examples: Examples) -> dict[str, Bool[Tensor, "N"]]:
    """Which examples belong to each group, on the CPU; groups without any are left out."""
    examples = examples.to(torch.device("cpu"))
    before = examples.target_at - examples.start
    target = examples.items[examples.target_at]
    third = popularity_thirds(examples.trained)[target]
    repeat, unseen = examples.repeats, examples.trained[target] == 0
    found = {
        "all": torch.ones_like(repeat),
        "empty-history": before == 0,
        "with-history": before > 0,
        "history-1-2": (before >= 1) & (before <= 2),
        "history-3-9": (before >= 3) & (before <= 9),
        "history-10+": before >= 10,
        "repeat-target": repeat,
        "new-target": ~repeat,
        "seen-target": ~unseen,
        "unseen-target": unseen,
        "popular-target": third == 0,
        "middling-target": third == 1,
        "rare-target": (third == 2) & ~unseen,
    }
    return {name: chosen for name, chosen in found.items() if bool(chosen.any())}


def popularity_thirds(trained: Int64[Tensor, "n"]) -> Int64[Tensor, "n"]:
    """0 for the most popular items, which together have a third of all counts, then 1, then 2.

    Items with equal counts are never parted: what decides is the share of all that is more popular.
    """
    ordered, order = trained.sort(descending=True)
    ahead = torch.cat([ordered.new_zeros(1), ordered.cumsum(0)])
    more_popular = ahead[torch.searchsorted(-ordered, -ordered)]
    thirds = torch.empty_like(trained)
    thirds[order] = (3 * more_popular // ahead[-1].clamp_min(1)).clamp_max(2)
    return thirds

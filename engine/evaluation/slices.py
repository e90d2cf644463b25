"""Groups of examples: an average over all hides what a log is made of."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Int64
from torch import Tensor

from engine.sequences.examples import Examples


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

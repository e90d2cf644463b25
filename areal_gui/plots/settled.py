"""What has a colour already keeps it while others come and go."""

from __future__ import annotations

from collections.abc import Sequence


def settled(before: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """The wanted ones, each at its place of before; the new ones take what is free, in their order."""
    new = iter([one for one in wanted if one not in before])
    kept = [one if one in wanted else None for one in before[: len(wanted)]]
    kept += [None] * (len(wanted) - len(kept))
    late = [one for one in before[len(wanted) :] if one in wanted]
    fresh = iter([*late, *new])
    return [next(fresh) if one is None else one for one in kept]

"""How the invented shoppers behave: local interests, short and in order, and global ones, long and scattered.

Local: along a department's trail, step by step (tent, sleeping bag, sleeping mat). Global: the few
departments that a shopper keeps coming back to, picking each trail up where it was left, and the brand
they trust everywhere. So the last item alone says something about the next, and the whole history more.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from resources.demo.catalogue import BRANDS, LIVES, TRAILS, Item

T = TypeVar("T")

STAY_ON_TRAIL = 0.62
"""The next item is the next step of the trail the shopper is on."""
COMPARE = 0.08
"""It is the same kind of thing from another brand."""
CHANGE_TRAIL = 0.24
"""It continues another trail of the shopper's; what is left of 1 is anything at all."""
SKIP_A_STEP = 0.15
LOYALTY = 0.75
OWN_LIFE = 0.85
"""How often a further department belongs to the way of life of the first."""
SHORTEST, LONGEST, GO_ON = 2, 20, 0.80

# How much each way of life and each brand is sought: uneven, yet far from a list of bestsellers.
_LIFE_WEIGHTS = dict(zip(LIVES, (1.3, 0.8, 1.0, 0.8, 1.1), strict=True))
_BRAND_WEIGHTS = dict(zip(BRANDS, (0.7, 0.9, 1.3, 1.1), strict=True))


def choose(rng: random.Random, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
    """One of the options.

    Only `random.random()` is promised to draw the same for ever, so everything is made from it.
    """
    if weights is None:
        return options[int(rng.random() * len(options))]
    rest = rng.random() * sum(weights)
    for option, weight in zip(options, weights, strict=True):
        rest -= weight
        if rest < 0:
            return option
    return options[-1]


@dataclass
class Shopper:
    """One session's shopper.

    Attributes:
        brand: the brand they trust.
        trails: the departments they came for, and the step each has reached.
        current: the department they are in.
        seen: what they looked at; nobody looks twice.
    """

    rng: random.Random
    shelf: dict[tuple[str, int, str], Item]
    brand: str
    trails: dict[str, int]
    current: str
    seen: list[Item] = field(default_factory=list)

    @classmethod
    def arrive(cls, rng: random.Random, shelf: dict[tuple[str, int, str], Item]) -> Shopper:
        """A shopper with a taste of their own: a brand, and two or three departments."""
        life = choose(rng, list(LIVES), list(_LIFE_WEIGHTS.values()))
        departments = [choose(rng, LIVES[life])]
        wanted = 2 if rng.random() < 0.7 else 3
        while len(departments) < wanted:
            pool = LIVES[life] if rng.random() < OWN_LIFE else tuple(TRAILS)
            department = choose(rng, pool)
            # Two departments make up the kitchen: for a third, look anywhere.
            if department in departments:
                department = choose(rng, [name for name in TRAILS if name not in departments])
            departments.append(department)
        brand = choose(rng, BRANDS, list(_BRAND_WEIGHTS.values()))
        starts = {name: int(rng.random() * rng.random() * 5) for name in departments}
        return cls(rng, shelf, brand, starts, departments[0])

    def visit(self) -> list[Item]:
        """The items looked at, in order."""
        self._look(self.current, self.trails[self.current])
        while len(self.seen) < LONGEST and (len(self.seen) < SHORTEST or self.rng.random() < GO_ON):
            self._take_a_step()
        return self.seen

    def _take_a_step(self) -> None:
        drawn = self.rng.random()
        last = self.seen[-1]
        if drawn < STAY_ON_TRAIL:
            self._advance(self.current)
        elif drawn < STAY_ON_TRAIL + COMPARE:
            self._look(last.department, last.step, choose(self.rng, BRANDS))
        elif drawn < STAY_ON_TRAIL + COMPARE + CHANGE_TRAIL:
            self.current = choose(self.rng, [name for name in self.trails if name != self.current])
            self._advance(self.current)
        else:
            self._look(choose(self.rng, list(TRAILS)), int(self.rng.random() * 8), choose(self.rng, BRANDS))

    def _advance(self, department: str) -> None:
        """One step further, or two; at its end a trail begins anew."""
        step = self.trails[department] + (2 if self.rng.random() < SKIP_A_STEP else 1)
        self.trails[department] = step % len(TRAILS[department])
        self._look(department, self.trails[department])

    def _look(self, department: str, step: int, brand: str | None = None) -> None:
        if brand is None:
            brand = self.brand if self.rng.random() < LOYALTY else choose(self.rng, BRANDS)
        item = self.shelf[department, step, brand]
        if item not in self.seen:
            self.seen.append(item)

"""What of a log counts when a model is trained on it: the choices of the import dialog, without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from areal_gui import formats

if TYPE_CHECKING:
    from engine.importing.filters import Filters

Translate = Callable[[str], str]


@dataclass
class FilterDraft:
    """Choices that are kept with the set and applied later; the stored log stays whole.

    Attributes:
        kinds: the kinds of events with how often the sample has them, the most frequent first.
        left_out: kinds that do not count.
        minimum: interactions with a smaller value do not count; None: all do.
        collapse_duplicates: of the same sequence, item and time one counts.
        collapse_repeats: of the same item several times in a row the first counts.
    """

    kinds: dict[str, int] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    minimum: float | None = None
    collapse_duplicates: bool = False
    collapse_repeats: bool = False
    _wanted: tuple[str, ...] | None = None
    """The events of a recipe that was taken before the kinds were known."""

    def show_kinds(self, kinds: Mapping[str, int]) -> None:
        """The kinds of events were counted; kinds that were left out before still are."""
        self.kinds = dict(sorted(kinds.items(), key=lambda entry: -entry[1]))
        if self._wanted is not None:
            self.left_out = set(self.kinds) - set(self._wanted)
        self.left_out &= set(self.kinds)

    def choose(self, kind: str, counts: bool) -> None:
        """Say whether a kind of event counts."""
        self._wanted = None
        if counts:
            self.left_out.discard(kind)
        else:
            self.left_out.add(kind)

    def take(self, filters: Filters) -> None:
        """Choose what a recipe says."""
        self._wanted = filters.events
        self.left_out = set() if filters.events is None else set(self.kinds) - set(filters.events)
        self.minimum = filters.minimum_value
        self.collapse_duplicates = filters.duplicates == "collapse"
        self.collapse_repeats = filters.consecutive_repeats == "collapse"

    def nothing_counts(self, *, with_events: bool) -> bool:
        """Whether every kind of event was left out."""
        return with_events and bool(self.kinds) and self.left_out >= set(self.kinds)

    def filters(self, *, with_events: bool, with_values: bool, base: Filters) -> Filters:
        """The choices as the engine wants them.

        Args:
            with_events: there is a column of kinds of events.
            with_values: there is a column of values.
            base: keeps what the dialog has no field for.
        """
        return base.model_copy(
            update={
                "events": self._events() if with_events else None,
                "minimum_value": self.minimum if with_values else None,
                "duplicates": "collapse" if self.collapse_duplicates else "keep",
                "consecutive_repeats": "collapse" if self.collapse_repeats else "keep",
            }
        )

    def summary(self, tr: Translate, *, with_events: bool, with_values: bool) -> str:
        """The choices in a few words."""
        said: list[str] = []
        counting = [kind for kind in self.kinds if kind not in self.left_out]
        if with_events and self.left_out:
            said.append(tr("only {0}").format(", ".join(counting)) if counting else tr("no kind of event"))
        if with_values and self.minimum is not None:
            said.append(tr("values from {0}").format(f"{self.minimum:g}"))
        if self.collapse_duplicates:
            said.append(tr("duplicates once"))
        if self.collapse_repeats:
            said.append(tr("repeats in a row once"))
        return " · ".join(said) or tr("every row")

    def _events(self) -> tuple[str, ...] | None:
        if not self.kinds:  # not counted yet: what the recipe said
            return self._wanted
        return tuple(kind for kind in self.kinds if kind not in self.left_out) if self.left_out else None


def kind_text(kind: str, count: int) -> str:
    """A kind of event with how often the sample has it."""
    return f"{kind}  ({formats.count(count)})"

"""The same history answered by others: another run, item-kNN, popularity; run off the GUI thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from areal_gui import loading

if TYPE_CHECKING:
    from areal_gui.pages.users.inspection import Recommenders
    from engine.events import CancelToken
    from engine.recommending.catalogue import Recommendation
    from engine.recommending.recommender import Recommender
    from engine.recommending.reference_lists import ReferenceLists
    from engine.store.datasets import Items
    from engine.store.runs import RunRow
    from engine.workspace import Workspace

KEPT_REFERENCES = 2


@dataclass(frozen=True)
class Line:
    """One item of a list: what the log calls it, and what people call it."""

    external_id: str
    name: str


@dataclass(frozen=True)
class BesideList:
    """A list of one source, best first.

    Attributes:
        source: the number of a run, or the name of a reference row.
        unknown: how many items of the history the source does not know.
    """

    source: int | str
    lines: tuple[Line, ...]
    unknown: int = 0

    def place_of(self, external_id: str) -> int | None:
        """The rank of an item, from 1; None where the list lacks it."""
        ids = [line.external_id for line in self.lines]
        return ids.index(external_id) + 1 if external_id in ids else None

    def shared_with(self, other: BesideList) -> int:
        """How many items both have."""
        mine = {line.external_id for line in self.lines}
        return len(mine & {line.external_id for line in other.lines})


class References:
    """Keeps the reference rows of the runs used last: counting takes seconds on a large log."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._fitted: OrderedDict[int, ReferenceLists] = OrderedDict()

    def get(self, run: RunRow, cancel: CancelToken) -> ReferenceLists:
        """Those of a run; raises `Cancelled`, and then nothing is kept."""
        with loading.one_at_a_time:
            from engine.recommending.reference_lists import ReferenceLists

        with self._lock:
            if run.id not in self._fitted:
                self._fitted[run.id] = ReferenceLists.load(self._workspace, run, cancel)
                while len(self._fitted) > KEPT_REFERENCES:
                    self._fitted.popitem(last=False)
            self._fitted.move_to_end(run.id)
            return self._fitted[run.id]


def own_list(run: RunRow, recommendations: Sequence[Recommendation]) -> BesideList:
    """The list that the page shows."""
    lines = tuple(Line(one.external_id, one.title or one.external_id) for one in recommendations)
    return BesideList(run.id, lines)


def list_of_run(
    recommenders: Recommenders, run: RunRow, asked: Recommender, history: Sequence[int], k: int
) -> BesideList:
    """What another run proposes after a history that is in the numbers of the run `asked`."""
    other = recommenders.get(run)
    number = {external_id: item for item, external_id in enumerate(other.items.external_ids)}
    ids = [asked.items.external_ids[item] for item in history]
    known = [number[external_id] for external_id in ids if external_id in number]
    found = own_list(run, other.recommend(known, k))
    return BesideList(found.source, found.lines, len(ids) - len(known))


def lists_of_references(
    references: ReferenceLists, items: Items, history: Sequence[int], k: int
) -> list[BesideList]:
    """What the reference rows propose."""
    return [
        BesideList(name, tuple(_line(items, item) for item in references.top(name, history, k)))
        for name in references.names
    ]


def _line(items: Items, item: int) -> Line:
    return Line(items.external_ids[item], items.titles[item] or items.external_ids[item])

"""The items nearest to the model's prediction at one step of the trajectory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from areal_gui.formats import percent
from areal_gui.pages.users.list_models import MUTED_ROLE, SHARE_ROLE, ListModel, marked


@dataclass(frozen=True)
class Near:
    """An item and the probability it has at a step."""

    name: str
    probability: float
    in_history: bool


class NearestModel(ListModel[Near]):
    """The nearest items, the likeliest first; bars can be compared between the steps of a path."""

    ITEM, PROBABILITY = range(2)
    right_aligned = frozenset({1})

    def __init__(self) -> None:
        super().__init__()
        self._largest = 1.0

    def show(self, rows: Sequence[Near], largest: float = 1.0) -> None:
        """Show the items of a step; the bar of the `largest` probability of the path is full."""
        self._largest = largest
        self.replace(rows)

    def headers(self) -> tuple[str, ...]:
        return (self.tr("Nearest items"), self.tr("Probability"))

    def cell(self, row: Near, column: int) -> str:
        if column == self.PROBABILITY:
            return percent(row.probability)
        return marked(row.name, row.in_history)

    def hint(self, row: Near, column: int) -> str:
        if column == self.ITEM and row.in_history:
            return self.tr("{name}\nAlready in the history.").format(name=row.name)
        return self.cell(row, column)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        if role == MUTED_ROLE:
            return self.rows[index.row()].in_history
        if role == SHARE_ROLE:
            return self.rows[index.row()].probability / self._largest
        return super().data(index, role)

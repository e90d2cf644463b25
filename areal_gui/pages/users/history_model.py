"""The table model of a history: what the model sees, what it weighs, what leaving an item out would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from areal_gui.components.tooltip import literal
from areal_gui.formats import count, moment
from areal_gui.pages.users.edited_history import Entry
from areal_gui.pages.users.insight import ItemWeights, weights_of
from areal_gui.pages.users.insight_texts import weights_text
from areal_gui.pages.users.list_models import (
    EFFECT_ROLE,
    MUTED_ROLE,
    SEEN_ROLE,
    STRIP_ROLE,
    ListModel,
    item_name,
)

if TYPE_CHECKING:
    from areal_gui.pages.users.insight import Insight
    from engine.recommending.explain import Influence

_Index = QModelIndex | QPersistentModelIndex
PLACE = "application/x-areal-history-place"


class HistoryModel(ListModel[Entry]):
    """A history, newest first; rows can be dragged to other places."""

    POSITION, ITEM, TIME, WEIGHTS, EFFECT = range(5)
    right_aligned = frozenset({POSITION, TIME, EFFECT})

    dragged = Signal(int, int)
    """An entry, from 0, is to become the other; counted from the oldest."""

    def __init__(self) -> None:
        super().__init__()
        self._length = 0
        self._weights: list[ItemWeights] = []
        self._influence: Influence | None = None
        self._recommendation = 0

    def show(self, entries: Sequence[Entry], history_length: int) -> None:
        """Show entries given oldest first, of which the model is given so many of the last."""
        self._length, self._weights, self._influence = history_length, [], None
        self.replace(entries[::-1])

    def show_insight(self, insight: Insight) -> None:
        """Show what the model weighs; it belongs to the entries that are shown."""
        self._weights, self._influence = weights_of(insight.attention), insight.influence
        self._tell()

    def choose_recommendation(self, place: int) -> None:
        """Show what leaving an item out would do to the recommendation at a place of the list."""
        self._recommendation = place
        self._tell()

    def place_of(self, row: int) -> int:
        """The place, from the oldest, of a row."""
        return len(self.rows) - 1 - row

    def headers(self) -> tuple[str, ...]:
        return (
            self.tr("No."),
            self.tr("Item"),
            self.tr("When (UTC)"),
            self.tr("Weights"),
            self.tr("If left out"),
        )

    def cell(self, row: Entry, column: int) -> str:
        """Only what does not depend on the place; `data` knows the rest."""
        if column == self.ITEM:
            return item_name(row.title, row.external_id)
        if column == self.TIME:
            return self.tr("added") if row.added else moment(row.ts)
        return ""

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole and column == self.POSITION:
            return count(len(self.rows) - row)
        if role == Qt.ItemDataRole.DisplayRole and column == self.EFFECT:
            return self._effect_text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(self._hint_at(row, column))
        if role == SEEN_ROLE:
            return row < self._length
        if role == MUTED_ROLE:
            return row >= self._length
        if role == STRIP_ROLE:
            return found.shares if column == self.WEIGHTS and (found := self._of(row)) else None
        if role == EFFECT_ROLE:
            return self._effect(row) if column == self.EFFECT else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index)
        return super().data(index, role)

    def _hint_at(self, at: int, column: int) -> str:
        if column == self.EFFECT:
            return self._effect_hint(at)
        if column == self.WEIGHTS:
            found = self._of(at)
            return weights_text(found) if found else ""
        seen = at < self._length
        model = (
            self.tr("The model sees this.") if seen else self.tr("The model does not see this: too long ago.")
        )
        if column == self.POSITION:
            return model
        row = self.rows[at]
        name = self.tr("{name} (item {item})").format(name=self.cell(row, self.ITEM), item=row.external_id)
        return "\n".join(filter(None, (name, moment(row.ts), model)))

    # -- dragging

    def flags(self, index: _Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | (Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled)

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [PLACE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(PLACE, str(self.place_of(indexes[0].row())).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, _parent: _Index
    ) -> bool:
        """Tell where it was dropped; false, so that the view removes nothing of itself."""
        if data.hasFormat(PLACE):
            place = int(bytes(data.data(PLACE).data()))
            to = len(self.rows) - (row if row >= 0 else len(self.rows))
            self.dragged.emit(place, to - 1 if place < to else to)
        return False

    # -- insight

    def _tell(self) -> None:
        if self.rows:
            last = self.index(len(self.rows) - 1, self.EFFECT)
            self.dataChanged.emit(self.index(0, self.WEIGHTS), last)

    def _of(self, row: int) -> ItemWeights | None:
        at = len(self._weights) - 1 - row
        return self._weights[at] if 0 <= at < len(self._weights) else None

    def _seen_at(self, row: int) -> int | None:
        """Which of the items that the model sees, oldest first, a row is; None without an explanation."""
        found = self._influence
        if found is None or self._recommendation >= len(found.items):
            return None
        at = len(found.history) - 1 - row
        return at if at >= 0 else None

    def _effect(self, row: int) -> float | None:
        at, found = self._seen_at(row), self._influence
        if at is None or found is None:
            return None
        effects = found.effect(self._recommendation)
        largest = float(abs(effects).max())
        return float(effects[at]) / largest if largest > 0 else 0.0

    def _effect_text(self, row: int) -> str:
        at, found = self._seen_at(row), self._influence
        if at is None or found is None:
            return ""
        before = int(found.rank[self._recommendation])
        after = int(found.rank_without[at, self._recommendation])
        return f"#{count(before)} → #{count(after)}" if after != before else f"#{count(after)}"

    def _effect_hint(self, row: int) -> str:
        at, found = self._seen_at(row), self._influence
        if at is None or found is None:
            return ""
        before = float(found.probability[self._recommendation])
        after = float(found.probability_without[at, self._recommendation])
        text = self.tr("Without this item the chosen recommendation has {after:.2%} instead of {before:.2%}.")
        return text.format(before=before, after=after)

    def _spoken(self, index: _Index) -> str:
        column = index.column()
        more = self._hint_at(index.row(), column if column >= self.WEIGHTS else self.POSITION)
        return f"{self.data(index) or ''}. {more}".removeprefix(". ")

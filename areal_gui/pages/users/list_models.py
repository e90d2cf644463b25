"""Table models of the two short lists: a user's history and the recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from areal_gui.components.tooltip import literal
from areal_gui.formats import count, moment, percent

if TYPE_CHECKING:
    from engine.recommending.catalogue import Recommendation
    from engine.store.users import HistoryRow

Row = TypeVar("Row")
_Index = QModelIndex | QPersistentModelIndex

SHARE_ROLE = Qt.ItemDataRole.UserRole + 1
SEEN_ROLE = Qt.ItemDataRole.UserRole + 2
MUTED_ROLE = Qt.ItemDataRole.UserRole + 3


def item_name(title: str | None, external_id: str) -> str:
    """What an item is called: its title where the log has one."""
    return title or external_id


def marked(name: str, in_history: bool) -> str:
    """The name of an item in a list, with a sign where the history holds it already."""
    return f"↺ {name}" if in_history else name


class ListModel(QAbstractTableModel, Generic[Row]):
    """Rows of one kind under fixed columns; a subclass says what a cell reads."""

    right_aligned: frozenset[int] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def replace(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def headers(self) -> tuple[str, ...]:
        """The title of each column."""
        raise NotImplementedError

    def cell(self, row: Row, column: int) -> str:
        """The text of a cell."""
        raise NotImplementedError

    def hint(self, row: Row, column: int) -> str:
        """The tool tip of a cell; its text unless a subclass knows more."""
        return self.cell(row, column)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headers())

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(self.hint(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headers()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in self.right_aligned else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class HistoryModel(ListModel["HistoryRow"]):
    """A history, newest first; `SEEN_ROLE` tells which rows the model is given."""

    POSITION, ITEM, TIME = range(3)
    right_aligned = frozenset({0, 2})

    def __init__(self) -> None:
        super().__init__()
        self._seen = 0

    def show(self, history: Sequence[HistoryRow], seen_by_model: int) -> None:
        """Show a history given oldest first, of which the model is given the last entries."""
        self._seen = seen_by_model
        self.replace(history[::-1])

    def headers(self) -> tuple[str, ...]:
        return (self.tr("No."), self.tr("Item"), self.tr("When (UTC)"))

    def cell(self, row: HistoryRow, column: int) -> str:
        if column == self.ITEM:
            return item_name(row.title, row.external_id)
        if column == self.TIME:
            return moment(row.ts)
        return count(row.seq + 1)

    def hint(self, row: HistoryRow, column: int) -> str:
        seen = row.seq >= len(self.rows) - self._seen
        model = (
            self.tr("The model sees this.") if seen else self.tr("The model does not see this: too long ago.")
        )
        if column == self.POSITION:
            return model
        name = self.tr("{name} (item {item})").format(name=self.cell(row, self.ITEM), item=row.external_id)
        return "\n".join(filter(None, (name, moment(row.ts), model)))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == SEEN_ROLE:
            return index.row() < self._seen
        if role == MUTED_ROLE:
            return index.row() >= self._seen
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.rows[index.row()]
            return f"{self.cell(row, index.column())}. {self.hint(row, self.POSITION)}"
        return super().data(index, role)


class RecommendationModel(ListModel["Recommendation"]):
    """The top items; `SHARE_ROLE` is the length of a score's bar, from 0 to 1."""

    RANK, ITEM, SCORE, POPULARITY, KIND = range(5)
    right_aligned = frozenset({0, 2, 3})

    def show(self, recommendations: Sequence[Recommendation]) -> None:
        """Show a list, best first."""
        self.replace(recommendations)

    def headers(self) -> tuple[str, ...]:
        return ("#", self.tr("Item"), self.tr("Probability"), self.tr("Popularity"), self.tr("Kind"))

    def cell(self, row: Recommendation, column: int) -> str:
        if column == self.ITEM:
            return marked(item_name(row.title, row.external_id), row.repeat)
        if column == self.SCORE:
            return percent(row.score)
        if column == self.KIND:
            return self.tr("repeat") if row.repeat else self.tr("new")
        return count(row.rank if column == self.RANK else row.popularity_rank)

    def hint(self, row: Recommendation, column: int) -> str:
        if column == self.SCORE:
            return self.tr("The probability the model gives this item, of all items.")
        place = count(row.popularity_rank)
        popularity = self.tr("Number {place} of all items, by number of events.").format(place=place)
        if column == self.POPULARITY:
            return popularity
        kind = self.tr("Already in the history.") if row.repeat else self.tr("Not in the history.")
        if column == self.KIND:
            return kind
        name = self.tr("{name} (item {item})").format(
            name=item_name(row.title, row.external_id), item=row.external_id
        )
        return f"{name}\n{popularity}\n{kind}"

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == SHARE_ROLE:
            best = max((row.score for row in self.rows), default=0.0)
            return self.rows[index.row()].score / best if best > 0 else 0.0
        return super().data(index, role)

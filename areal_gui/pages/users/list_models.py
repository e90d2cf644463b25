"""Table models of short lists, and that of the recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from areal_gui.components.table import ColumnModel
from areal_gui.components.tooltip import literal
from areal_gui.formats import count, percent

if TYPE_CHECKING:
    from engine.recommending.catalogue import Recommendation
    from engine.recommending.what_if import ListChange

Row = TypeVar("Row")
_Index = QModelIndex | QPersistentModelIndex

SHARE_ROLE = Qt.ItemDataRole.UserRole + 1
SEEN_ROLE = Qt.ItemDataRole.UserRole + 2
MUTED_ROLE = Qt.ItemDataRole.UserRole + 3
CHANGE_ROLE = Qt.ItemDataRole.UserRole + 4
"""What has become of a line: same, up, down, new or gone."""
STRIP_ROLE = Qt.ItemDataRole.UserRole + 5
"""Shares that add up to 1, drawn side by side."""
EFFECT_ROLE = Qt.ItemDataRole.UserRole + 6
"""From -1 to 1: how much an item speaks against or for a recommendation."""


def item_name(title: str | None, external_id: str) -> str:
    """What an item is called: its title where the log has one."""
    return title or external_id


def marked(name: str, in_history: bool) -> str:
    """The name of an item in a list, with a sign where the history holds it already."""
    return f"↺ {name}" if in_history else name


class ListModel(ColumnModel, Generic[Row]):
    """Rows of one kind under fixed columns; a subclass says what a cell reads."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def replace(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def cell(self, row: Row, column: int) -> str:
        """The text of a cell."""
        raise NotImplementedError

    def hint(self, row: Row, column: int) -> str:
        """The tool tip of a cell; its text unless a subclass knows more."""
        return self.cell(row, column)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(self.hint(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(column)
        return None


class RecommendationModel(ListModel["Recommendation"]):
    """The top items; `SHARE_ROLE` is the length of a score's bar, from 0 to 1."""

    RANK, BEFORE, ITEM, SCORE, POPULARITY, KIND = range(6)
    right_aligned = frozenset({RANK, BEFORE, SCORE, POPULARITY})

    def __init__(self) -> None:
        super().__init__()
        self._change: ListChange | None = None
        self._held_out: int | None = None
        self.gone: list[Recommendation] = []
        """Lines of the list before that this one lacks; shown below it, but no part of `rows`."""

    def show(
        self,
        recommendations: Sequence[Recommendation],
        change: ListChange | None = None,
        held_out: int | None = None,
        gone: Sequence[Recommendation] = (),
    ) -> None:
        """Show a list, best first.

        Args:
            change: what has become of the one before.
            held_out: the item that really came next.
            gone: the lines of the one before that are not in it any more.
        """
        self.beginResetModel()
        self._change, self._held_out = change, held_out
        self.rows, self.gone = list(recommendations), list(gone)
        self.endResetModel()

    def line(self, row: int) -> Recommendation:
        """What a row shows: a line of the list, or one that is gone."""
        return self.rows[row] if row < len(self.rows) else self.gone[row - len(self.rows)]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows) + len(self.gone)

    def headers(self) -> tuple[str, ...]:
        return (
            "#",
            self.tr("Was"),
            self.tr("Item"),
            self.tr("Probability"),
            self.tr("Popularity rank"),
            self.tr("Kind"),
        )

    def cell(self, row: Recommendation, column: int) -> str:
        if column == self.ITEM:
            name = marked(item_name(row.title, row.external_id), row.repeat)
            return f"◎ {name}" if row.item == self._held_out else name
        if column == self.BEFORE:
            return self._before(row)
        if column == self.SCORE:
            return percent(row.score)
        if column == self.KIND:
            return self.tr("repeat") if row.repeat else self.tr("new")
        return count(row.rank if column == self.RANK else row.popularity_rank)

    def _before(self, row: Recommendation) -> str:
        if self._change is None:
            return ""
        moved = self._change.moved[row.rank - 1]
        if moved.before is None:
            return self.tr("new")
        return {"same": "=", "up": f"▲ {moved.before}", "down": f"▼ {moved.before}"}[moved.change]

    def hint(self, row: Recommendation, column: int) -> str:
        if column == self.SCORE:
            return self.tr("The probability the model gives this item, of all items.")
        if column == self.BEFORE:
            return self._before_hint(row)
        place = count(row.popularity_rank)
        popularity = self.tr("Number {place} of all items, by number of events.").format(place=place)
        if column == self.POPULARITY:
            return popularity
        kind = self.tr("Already in the history.") if row.repeat else self.tr("Not in the history.")
        if row.item == self._held_out:
            kind += "\n" + self.tr("This is what really came next.")
        if column == self.KIND:
            return kind
        name = self.tr("{name} (item {item})").format(
            name=item_name(row.title, row.external_id), item=row.external_id
        )
        return f"{name}\n{popularity}\n{kind}"

    def _before_hint(self, row: Recommendation) -> str:
        if self._change is None:
            return ""
        before = self._change.moved[row.rank - 1].before
        if before is None:
            return self.tr("Not in the list before.")
        return self.tr("Number {place} in the list before.").format(place=before)

    def _of_gone(self, row: Recommendation, column: int, role: int) -> Any:
        """A line of the list before: crossed out, with the rank that it had."""
        if role in (MUTED_ROLE, CHANGE_ROLE):
            return "gone"
        if role == SHARE_ROLE:
            return 0.0
        if role == Qt.ItemDataRole.DisplayRole:
            if column == self.BEFORE:
                return f"✕ {row.rank}"
            return "" if column in (self.RANK, self.SCORE) else self.cell(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = self.tr("{name}: number {place} in the list before, not among these any more.")
            return literal(text.format(name=item_name(row.title, row.external_id), place=row.rank))
        return self.alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.row() >= len(self.rows):
            return self._of_gone(self.line(index.row()), index.column(), role)
        if role == SHARE_ROLE:
            best = max((row.score for row in self.rows), default=0.0)
            return self.rows[index.row()].score / best if best > 0 else 0.0
        if role == CHANGE_ROLE and self._change is not None:
            return self._change.moved[index.row()].change
        return super().data(index, role)

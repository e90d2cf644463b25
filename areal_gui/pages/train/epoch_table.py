"""The epochs of a training as a table, the newest first, the best one marked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from areal_gui.components import icon
from areal_gui.formats import loss_text, points
from areal_gui.pages.train.session import TrainingSession

Index = QModelIndex | QPersistentModelIndex


class EpochModel(QAbstractTableModel):
    """Reads the rows of a session."""

    def __init__(self) -> None:
        super().__init__()
        self._session = TrainingSession()
        self._shown = 0
        self._best: int | None = None
        self._heads = (
            self.tr("Epoch"),
            self.tr("Loss"),
            "NDCG@20",
            "HR@20",
            self.tr("Seconds"),
        )

    def follow(self, session: TrainingSession) -> None:
        """Show another session."""
        self.beginResetModel()
        self._session = session
        self._shown, self._best = len(session.rows), session.best_epoch
        self.endResetModel()

    def refresh(self) -> None:
        """Take in the epochs that came since the last time."""
        fresh = len(self._session.rows) - self._shown
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, fresh - 1)
            self._shown += fresh
            self.endInsertRows()
        if self._best != self._session.best_epoch:
            self._best = self._session.best_epoch
            self.dataChanged.emit(self.index(0, 0), self.index(self._shown - 1, len(self._heads) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._shown

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        row = self._session.rows[self._shown - 1 - index.row()]
        best = row.epoch == self._best
        if role == Qt.ItemDataRole.DisplayRole:
            texts = (
                str(row.epoch),
                loss_text(row.loss),
                points(row.ndcg),
                points(row.hr),
                f"{row.seconds:.1f}",
            )
            return texts[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and best:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.DecorationRole and best and index.column() == 0:
            return icon("star")
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole) and best:
            return self.tr("Best epoch so far by validation NDCG@20: its weights are kept")
        return None


def plain_table(model: QAbstractTableModel, name: str, parent: QWidget | None = None) -> QTableView:
    """A quiet table of figures: whole rows are selected, columns share the width, no grid."""
    table = QTableView(parent)
    table.setModel(model)
    table.setAccessibleName(name)
    table.setShowGrid(False)
    table.setFrameShape(QTableView.Shape.NoFrame)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setHighlightSections(False)
    return table

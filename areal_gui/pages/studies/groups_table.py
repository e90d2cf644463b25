"""NDCG@20 of every row of Table 2 by group of examples: an average over all hides what a log is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import DataTable, FoldButton, TextTableModel
from areal_gui.formats import points
from engine.evaluation.slice_names import slice_title

if TYPE_CHECKING:
    from engine.studies.table2.table import Table2


class GroupsTable(QWidget):
    """Folded; takes no room before there are figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = QWidget()
        self.fold = FoldButton(self.tr("NDCG@20 by group of examples, %"), self._inside)
        self.table = DataTable(self.tr("NDCG@20 by group of examples"))
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACING, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addWidget(self.fold)
        column.addWidget(self._inside)
        self.hide()

    def clear(self) -> None:
        """Nothing is known yet."""
        self.hide()

    def show_table(self, found: Table2) -> None:
        """Show the rows that have figures."""
        groups, lines = found.groups, [line for line in found.lines if line.groups]
        self.setVisible(bool(lines))
        if not lines:
            return
        heads = [self.tr("Model"), *map(slice_title, groups)]
        model = TextTableModel(heads, range(1, len(heads)), self)
        model.set_rows(
            [
                (
                    line.title,
                    *(points(line.groups.get(group)) for group in groups),
                )
                for line in lines
            ]
        )
        self.table.setModel(model)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.show_every_row()
        self.table.setFixedHeight(self.table.height() + self.table.horizontalScrollBar().sizeHint().height())

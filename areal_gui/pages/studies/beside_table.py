"""Table 2 on several data sets side by side, folded under the table of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, DataTable, FoldButton, Muted, TextTableModel
from areal_gui.pages.studies.texts import figure_text
from areal_gui.pages.train.estimate_cell import EstimateCell
from engine.models.subjects import subject_title

if TYPE_CHECKING:
    from engine.studies.table2.beside import Beside, BesideLine

METRICS = ("hr@20", "ndcg@20")


class BesideTable(QWidget):
    """Takes no room where there is only one data set.

    Attributes:
        studies: those that are shown.
    """

    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studies: tuple[int, ...] = ()
        self._inside = QWidget()
        self.fold = FoldButton(self.tr("Side by side with other data sets"), self._inside)
        self.table = DataTable(self.tr("Table 2 on several data sets"))
        self.note = Muted(wrap=True)
        self.save = Button(self.tr("Save these tables…"), self.save_wanted.emit, icon_name="export")
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.SPACING)
        for widget in (self.table, self.note):
            inside.addWidget(widget)
        inside.addWidget(self.save, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACING, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addWidget(self.fold)
        column.addWidget(self._inside)
        self._estimates = EstimateCell(self.table)
        self.hide()

    def show_beside(self, found: Beside) -> None:
        """Show the data sets that there are."""
        self.studies = tuple(study.id for study in found.studies)
        self.setVisible(len(found.studies) > 1)
        if len(found.studies) < 2:
            return
        heads = [self.tr("Model")]
        heads += [
            self.tr("{0}: {1}, %").format(study.dataset_name, name.upper())
            for study in found.studies
            for name in METRICS
        ]
        model = TextTableModel(heads, range(1, len(heads)), self)
        model.set_rows([self._texts(line) for line in found.lines])
        self.table.setModel(model)
        for column in range(1, len(heads)):
            self.table.setItemDelegateForColumn(column, self._estimates)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.show_every_row()
        self.table.setFixedHeight(self.table.height() + self.table.horizontalScrollBar().sizeHint().height())
        names = ", ".join(f"“{study.name}” ({study.dataset_name})" for study in found.studies)
        self.note.setText(
            self.tr(
                "On test, from {0}: of every other data set the newest Table 2 that shares a row. "
                "* best on validation; … figures of some of the seeds. Tests are in the table of each."
            ).format(names)
        )

    def _texts(self, line: BesideLine) -> list[str]:
        texts = [subject_title(line.label) if line.is_reference else line.label]
        for figures, best, partial in zip(line.figures, line.best, line.partial, strict=True):
            for figure, name in zip(figures, METRICS, strict=True):
                text = "" if figure is None else figure_text(figure, name)
                texts.append(text + (" *" if best and text else "") + (" …" if partial and text else ""))
        return texts

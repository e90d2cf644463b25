"""The first view: what can be begun, and every study that there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card, DataTable, Heading, Muted, PageHeader, TextTableModel, TileGrid
from areal_gui.components.page_scroll import PageScroll
from areal_gui.components.row_focus import walks_rows
from areal_gui.context import AppContext
from areal_gui.formats import duration
from areal_gui.pages.studies.deleted_studies import DeletedStudies
from areal_gui.pages.studies.kind_card import KindCard
from areal_gui.pages.studies.reading import StudyLine
from areal_gui.pages.studies.texts import KINDS, kind_title, moment_text, progress_text, state_text
from areal_gui.read_only import needs_writing

UNKNOWN = "–"
MOST_WIDTH = 24 * theme.SPACING


class Overview(QWidget):
    """Cards above, the table below."""

    kind_chosen = Signal(str)
    study_opened = Signal(int)

    def __init__(self, context: AppContext, deleted: DeletedStudies, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[StudyLine] = []
        self.cards = [KindCard(kind) for kind in KINDS]
        needs_writing(context, *self.cards)
        for card in self.cards:
            card.clicked.connect(lambda _=False, kind=card.kind: self.kind_chosen.emit(kind))
        self._model = TextTableModel(
            [
                self.tr("Name"),
                self.tr("Kind"),
                self.tr("Data set"),
                self.tr("Trainings"),
                self.tr("State"),
                self.tr("Trained for"),
                self.tr("Begun"),
            ],
            parent=self,
        )
        self.table = _Table(self.tr("Studies"))
        self.table.setModel(self._model)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.opened.connect(lambda row: self.study_opened.emit(self._lines[row].study.id))
        self._none = Muted(self.tr("No study yet: choose one above."), wrap=True)
        self._lay_out(deleted)

    def show_lines(self, lines: Sequence[StudyLine]) -> None:
        """Show these studies."""
        row = self.table.currentIndex().row()
        self._lines = list(lines)
        self._model.set_rows([_texts(line) for line in lines])
        self.table.setVisible(bool(lines))
        self._none.setVisible(not lines)
        self.table.show_every_row()
        for column in range(1, self._model.columnCount()):
            width = max(self.table.sizeHintForColumn(column), header_width(self.table, column))
            self.table.setColumnWidth(column, min(width + 2 * theme.SPACING, MOST_WIDTH))
        if lines:
            self.table.selectRow(min(max(row, 0), len(lines) - 1))

    def _lay_out(self, deleted: DeletedStudies) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        subtitle = self.tr("Several trainings that belong together, side by side with their uncertainty")
        column.addWidget(PageHeader(self.tr("Studies"), subtitle))
        column.addWidget(Heading(self.tr("New study")))
        column.addWidget(TileGrid(self.cards, 24 * theme.SPACING))
        listed = Card(self.tr("Your studies"))
        listed.header.addWidget(deleted)
        listed.body.addWidget(self._none)
        listed.body.addWidget(self.table)
        column.addWidget(listed)
        column.addStretch(1)
        scroll = PageScroll()
        scroll.setAccessibleName(self.tr("Studies"))
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)


class _Table(DataTable):
    """A double click or Enter opens."""

    opened = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.doubleClicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif not walks_rows(self, event, 0):
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.row())


def header_width(table: DataTable, column: int) -> int:
    """What the title of a column needs."""
    return table.horizontalHeader().sectionSizeFromContents(column).width()


def _texts(line: StudyLine) -> tuple[str, ...]:
    study, far = line.study, line.standing
    return (
        study.name,
        kind_title(study.kind),
        study.dataset_name,
        UNKNOWN if far is None else progress_text(far),
        UNKNOWN if far is None else state_text(far.state),
        UNKNOWN if far is None or not far.seconds else duration(far.seconds),
        moment_text(study.created_at),
    )

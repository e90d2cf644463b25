"""The first view: what can be begun, and every study that there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card, Heading, Muted, PageHeader, TextTableModel, TileGrid
from areal_gui.components.page_scroll import PageScroll
from areal_gui.context import AppContext
from areal_gui.formats import duration, here
from areal_gui.pages.studies.deleted_studies import DeletedStudies
from areal_gui.pages.studies.fitting_table import FittingTable
from areal_gui.pages.studies.kind_card import KindCard
from areal_gui.pages.studies.reading import StudyLine
from areal_gui.pages.studies.texts import KINDS, kind_title, progress_text, state_text
from areal_gui.read_only import needs_writing

UNKNOWN = "–"


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
        self.table = FittingTable(self.tr("Studies"), (6, 5, 1, 2))
        self.table.setModel(self._model)
        self.table.opened.connect(lambda row: self.study_opened.emit(self._lines[row].study.id))
        self._none = Muted(self.tr("No study yet: choose one above."), wrap=True)
        self._lay_out(deleted)
        self.show_lines(())

    def show_lines(self, lines: Sequence[StudyLine]) -> None:
        """Show these studies."""
        row = self.table.currentIndex().row()
        self._lines = list(lines)
        self._model.set_rows([_texts(line) for line in lines])
        self.table.setVisible(bool(lines))
        self._none.setVisible(not lines)
        self.table.fit()
        self._column.removeWidget(self._listed)  # what there is comes before what could be
        self._column.insertWidget(1 if lines else 3, self._listed)
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
        self._column, self._listed = column, listed
        scroll = PageScroll()
        scroll.setAccessibleName(self.tr("Studies"))
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)


def _texts(line: StudyLine) -> tuple[str, ...]:
    study, far = line.study, line.standing
    return (
        study.name,
        kind_title(study.kind),
        study.dataset_name,
        UNKNOWN if far is None else progress_text(far),
        UNKNOWN if far is None else state_text(far.state),
        UNKNOWN if far is None or not far.seconds else duration(far.seconds),
        here(study.created_at),
    )

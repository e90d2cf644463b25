"""The data card of a log: notes first, the most telling figures, and all of them on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import (
    Button,
    Card,
    DataTable,
    FoldButton,
    Muted,
    Notes,
    TextTableModel,
    TileGrid,
)
from areal_gui.components.labels import MutedLine
from areal_gui.components.problem_text import problem_text
from areal_gui.components.stat_tile import Figure
from areal_gui.context import AppContext
from areal_gui.pages.data.card_texts import CardTexts, read_card
from areal_gui.pages.data.facts import Fact

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow
    from engine.store.runs import RunRow
    from engine.workspace import Workspace

FACT_WIDTH = 18 * theme.SPACING
Key = tuple[int, int]
"""A data set by its number, and the moment its log last changed."""


class CardView(Card):
    """Counts a log the first time it is seen, in the background; after that its card is there at once."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What to expect of this log"), parent)
        self._context = context
        self._row: Any = None
        self._known: dict[Key, CardTexts] = {}
        self._counting: set[Key] = set()
        self.status = Muted(wrap=True)
        self.again = Button(self.tr("Try again"), self._count, icon_name="refresh")
        self.notes = Notes("info")
        self.facts = TileGrid([], FACT_WIDTH)
        self.parts = TextTableModel(
            ["", self.tr("Training"), self.tr("Validation"), self.tr("Test")], (1, 2, 3), self
        )
        self.whole = TextTableModel([self.tr("The whole log"), ""], parent=self)
        self._tables = [
            _table(self.parts, self.tr("Figures of training, validation and test"), gives_way=0),
            _table(self.whole, self.tr("Figures of the whole log"), gives_way=1),
        ]
        self._all = QWidget()
        self.fold = FoldButton(self.tr("All figures"), self._all)
        self._lay_out()

    def key(self, row: Any) -> Key:
        """Under what the card of a row is known; a view of other rows has another key."""
        return row.id, row.generation

    def read(self, workspace: Workspace, row: Any) -> CardTexts:
        """Count, on a thread of its own; a view of other rows counts otherwise."""
        return read_card(workspace, row)

    def show_row(self, row: DatasetRow | RunRow) -> None:
        """Show the card of a data set; it is counted once it can be seen."""
        self._row = row
        if self.key(row) in self._known:
            self._show(self._known[self.key(row)])
        elif self.isVisible():
            self._count()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._row is not None and self.key(self._row) not in self._known:
            self._count()

    def _count(self) -> None:
        row, workspace = self._row, self._context.workspace
        if row is None:
            return
        self._say(self.tr("Counting…"))
        key = self.key(row)
        if key not in self._counting:
            self._counting.add(key)
            self._context.tasks.query(
                lambda: self.read(workspace, row),
                lambda texts: self._take(key, texts),
                lambda error: self._fail(key, error),
            )

    def _take(self, key: Key, texts: CardTexts) -> None:
        self._counting.discard(key)
        self._known[key] = texts
        if self._row is not None and self.key(self._row) == key:
            self._show(texts)

    def _fail(self, key: Key, error: Exception) -> None:
        self._counting.discard(key)
        if self._row is not None and self.key(self._row) == key:
            self._say(problem_text(error))
            self.again.show()

    def _say(self, text: str) -> None:
        self.status.setText(text)
        self.again.hide()
        self.notes.show_texts(())
        for part in (self.facts, self.fold):
            part.hide()
        self.fold.set_open(False)

    def _show(self, texts: CardTexts) -> None:
        self.status.setText(texts.subtitle)
        self.again.hide()
        self.notes.show_texts(texts.notes)
        self.facts.set_tiles([_Fact(fact) for fact in texts.facts])
        self.parts.set_rows(texts.parts)
        self.whole.set_rows(texts.whole)
        for table in self._tables:
            table.show_every_row()
        for part in (self.facts, self.fold):
            part.show()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self._all)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2 * theme.SPACING)
        for table in self._tables:
            inside.addWidget(table)
        for part in (self.status, self.notes, self.facts):
            self.body.addWidget(part)
        for button in (self.again, self.fold):
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._all)


class _Fact(QWidget):
    """A figure without a frame, with its name above and what it is a part of below."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACING // 2, 0, theme.SPACING // 2)
        column.setSpacing(0)
        for part in (MutedLine(fact.label), Figure(fact.value), MutedLine(fact.hint)):
            column.addWidget(part)


def _table(model: TextTableModel, name: str, *, gives_way: int) -> DataTable:
    """A table that is never wider than its card; one column is shortened where there is little room."""
    table = DataTable(name)
    table.setModel(model)
    header = table.horizontalHeader()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(gives_way, QHeaderView.ResizeMode.Stretch)
    return table

"""One data set: its name and what can be done with it, and its views behind tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from areal_gui import formats, theme
from areal_gui.components import Badge, Button, PageHeader, Tabs, icon
from areal_gui.context import AppContext
from areal_gui.pages.data import facts
from areal_gui.pages.data.interactions_view import InteractionsView
from areal_gui.pages.data.overview import Overview
from areal_gui.pages.data.rejected_view import RejectedView
from areal_gui.pages.data.source_view import SourceView
from areal_gui.read_only import needs_writing

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow

OVERVIEW, INTERACTIONS, REJECTED, SOURCE = range(4)


class DatasetView(QWidget):
    """The chosen tab stays when another data set is shown."""

    rename_wanted = Signal()
    duplicate_wanted = Signal()
    delete_wanted = Signal()
    train_wanted = Signal()
    notes_written = Signal(int, str)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.overview, self.interactions = Overview(context), InteractionsView(context)
        self.rejected, self.source = RejectedView(context), SourceView(context)
        self.source.notes_written.connect(self.notes_written)
        self.train = Button(
            self.tr("Train on this"), self.train_wanted.emit, kind="primary", icon_name="train"
        )
        self.change = Button(self.tr("Change"), icon_name="more")
        self.change.setMenu(self._menu())
        needs_writing(context, self.train, self.change)
        self._header = PageHeader("", "", [self.change, self.train])
        self._badge = Badge(self.tr("synthetic"), "warning")
        self._header.beside_title.addWidget(self._badge)
        self.tabs = Tabs(self.tr("Views of the data set"))
        self.tabs.addTab(self.overview, self.tr("Overview"))
        self.tabs.addTab(self.interactions, self.tr("Interactions"))
        self.tabs.addTab(self.rejected, self.tr("Rejected"))
        self.tabs.addTab(self.source, self.tr("Notes and source"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, 0)
        column.setSpacing(theme.SPACING)
        column.addWidget(self._header)
        column.addWidget(self.tabs, 1)

    def show_row(self, row: DatasetRow) -> None:
        """Show another data set, or the same one after it has changed."""
        self._header.set_texts(row.name, facts.subtitle(row, self.tr))
        self._badge.setVisible(facts.wants_badge(row, self.tr("synthetic")))
        rejected = self.tr("Rejected")
        if row.n_rejected:
            rejected = f"{rejected} ({formats.count(row.n_rejected)})"
        self.tabs.setTabText(REJECTED, rejected)
        for part in (self.overview, self.interactions, self.rejected, self.source):
            part.show_row(row)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        entries: tuple[tuple[str, str, Callable[[], None]], ...] = (
            ("pencil", self.tr("Rename…"), self.rename_wanted.emit),
            ("copy", self.tr("Duplicate"), self.duplicate_wanted.emit),
            ("trash", self.tr("Delete"), self.delete_wanted.emit),
        )
        for icon_name, text, run in entries:
            action = menu.addAction(icon(icon_name), text)
            action.triggered.connect(lambda _checked=False, run=run: run())
        return menu

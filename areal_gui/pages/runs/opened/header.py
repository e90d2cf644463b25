"""The top of an opened run: the way back, its name and facts, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Badge, Button, Title, icon
from areal_gui.components.labels import MutedLine
from areal_gui.pages.runs.opened.facts import run_facts
from areal_gui.pages.runs.stored import StoredRun
from areal_gui.pages.train.verdict import label

ROOM_FOR_TEXTS = 80 * theme.SPACING
"""Beside the buttons; where there is less, they stand below the name."""


class RunHeader(QWidget):
    """In a narrow window the actions stand below the name."""

    back_wanted = Signal()
    step_wanted = Signal(int)
    """-1: the run above in the table, 1: the one below."""
    users_wanted = Signal()
    again_wanted = Signal()
    resume_wanted = Signal()
    test_wanted = Signal()
    export_wanted = Signal()
    rename_wanted = Signal()
    star_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = self._small("arrow-left", self.tr("Back to all runs (Esc)"), self.back_wanted.emit)
        self.star = self._small("star", self.tr("Star"), self.star_wanted.emit)
        self.above = self._small(
            "chevron-up", self.tr("The run above in the table (Alt+Up)"), lambda: self.step_wanted.emit(-1)
        )
        self.below = self._small(
            "chevron-down", self.tr("The run below in the table (Alt+Down)"), lambda: self.step_wanted.emit(1)
        )
        self.users = Button(
            self.tr("Use in Users"), self.users_wanted.emit, kind="primary", icon_name="users"
        )
        self.again = Button(self.tr("Train again"), self.again_wanted.emit, icon_name="train")
        self.resume = Button(self.tr("Resume"), self.resume_wanted.emit, icon_name="play")
        self.test = Button(self.tr("Test now"), self.test_wanted.emit, icon_name="chart")
        self.export = Button(self.tr("Export…"), self.export_wanted.emit, icon_name="export")
        self.more = Button(self.tr("Change"), icon_name="more")
        self.again.setToolTip(
            self.tr("Open the training form with the data set and the settings of this run")
        )
        self.label, self._tags = Badge("", "warning"), Badge("")
        self._title, self._facts = Title(""), MutedLine()
        self._make_menu()
        self._lay_out()

    def show_run(self, run: StoredRun) -> None:
        """Show a run, and offer what can be done with it."""
        row = run.row
        self._title.setText(row.name)
        self._facts.setText(run_facts(run))
        self.label.setText(label(*run.table("test", "all")))
        self.label.setVisible(bool(self.label.text()))
        self._tags.setText(" · ".join(row.tags))
        self._tags.setVisible(bool(row.tags))
        running, usable = row.status == "running", row.best_epoch is not None
        self.star.setIcon(icon("star-filled", "warning") if row.starred else icon("star"))
        self.star.setToolTip(self.tr("Take the star away") if row.starred else self.tr("Star this run"))
        self.star.setAccessibleName(self.star.toolTip())
        self.users.setEnabled(usable)
        self.export.setEnabled(usable and not running)
        self.resume.setVisible(run.cut_short)
        self.resume.setEnabled(not run.why_not_resume)
        self.resume.setToolTip(run.why_not_resume or self.tr("Go on from the last checkpoint"))
        self.resume.setAccessibleDescription(self.resume.toolTip())
        self.test.setVisible(usable and not running and not run.tested and run.origin is None)
        self.delete.setEnabled(not running)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= self._actions.sizeHint().width() + ROOM_FOR_TEXTS
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._rows.setDirection(direction)

    def _make_menu(self) -> None:
        menu = QMenu(self.more)
        self.rename = menu.addAction(icon("pencil"), self.tr("Rename…"))
        self.rename.triggered.connect(lambda _=False: self.rename_wanted.emit())
        self.delete = menu.addAction(icon("trash"), self.tr("Delete"))
        self.delete.triggered.connect(lambda _=False: self.delete_wanted.emit())
        self.more.setMenu(menu)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(theme.SPACING)
        for part in (self.back, self._title, self.star, self.label, self._tags):
            first.addWidget(part)
        first.addStretch(1)
        first.addWidget(self.above)
        first.addWidget(self.below)
        texts = QVBoxLayout()
        texts.setSpacing(theme.SPACING // 2)
        texts.addLayout(first)
        texts.addWidget(self._facts)
        actions = self._actions = QHBoxLayout()
        actions.setSpacing(theme.SPACING)
        for button in (self.users, self.again, self.resume, self.test, self.export, self.more):
            actions.addWidget(button)
        actions.addStretch(1)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.SPACING)
        self._rows.addLayout(texts, 1)
        self._rows.addLayout(actions)

    def _small(self, icon_name: str, text: str, on_click: Callable[[], None]) -> Button:
        button = Button("", on_click, kind="quiet", icon_name=icon_name)
        button.setToolTip(text)
        button.setAccessibleName(text.partition(" (")[0])
        return button

"""The bar below the set-up of a study: what would be trained, how long that takes, and what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import BottomBar, Button, Muted, TextLabel
from areal_gui.context import AppContext
from areal_gui.read_only import needs_writing


class StartBar(BottomBar):
    """A study begins only while nothing is wrong with it."""

    start_wanted = Signal()
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = TextLabel(wrap=True)
        self.time, self.problem = Muted(wrap=True), TextLabel(wrap=True)
        self.problem.set_colour("danger")
        self.start = Button(
            self.tr("Start the study"), self.start_wanted.emit, kind="primary", icon_name="play"
        )
        self.cancel = Button(self.tr("Cancel"), self.left.emit)
        needs_writing(context, self.start)
        texts = QVBoxLayout()
        texts.setSpacing(theme.SPACING // 2)
        for label in (self.count, self.time, self.problem):
            texts.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, theme.SPACING, theme.MARGIN, theme.SPACING)
        row.setSpacing(theme.SPACING)
        row.addLayout(texts, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.start)

    def show_problem(self, problem: str, *, can_start: bool) -> None:
        """What is wrong, or nothing; `can_start`: whether there is anything to train it on."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.start.setEnabled(not problem and can_start)
        self.count.setVisible(not problem)
        self.time.setVisible(not problem)

"""What the window shows while the workspace is another's: who has it, and the ways on from there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, EmptyState
from engine.errors import WorkspaceBusy

ASK_AGAIN_MS = 1000
BAR_WIDTH = 30 * theme.SPACING


class BusyView(QWidget):
    """Says who writes to the workspace; waits for it, or lets it be opened for reading only."""

    read_only_wanted = Signal()
    close_wanted = Signal()
    ask_again = Signal()
    """It is time to try again: the user waits."""

    def __init__(self, root: Path, error: WorkspaceBusy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._root = root
        self._timer = QTimer(self, singleShot=True, interval=ASK_AGAIN_MS)
        self._timer.timeout.connect(self.ask_again)
        self.waiting = False
        self.read_only = Button(
            self.tr("Open read-only"), self.read_only_wanted.emit, kind="primary", icon_name="open"
        )
        self.wait = Button(self.tr("Wait"), self._toggle, icon_name="clock")
        self.close_button = Button(self.tr("Close"), self.close_wanted.emit)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(BAR_WIDTH)
        self._bar.setAccessibleName(self.tr("Waiting for the workspace"))
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._state = EmptyState("clock", "", "", [self.read_only, self.wait, self.close_button])
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.addStretch(2)
        column.addWidget(self._state)
        column.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.show_holder(error)

    def show_holder(self, error: WorkspaceBusy) -> None:
        """Say who has it now; while the user waits, ask again in a while."""
        way_on = (
            self.tr("This window opens it by itself as soon as it is free.")
            if self.waiting
            else self.tr("Wait until it is free, or open it read-only: all can be seen, nothing changed.")
        )
        title = self.tr("Waiting for the workspace") if self.waiting else self.tr("This workspace is in use")
        self._state.set_texts(title, f"{self._root}\n\n{error.why}\n\n{way_on}")
        self.wait.setText(self.tr("Stop waiting") if self.waiting else self.tr("Wait"))
        self._bar.setVisible(self.waiting)
        self._error = error
        if self.waiting:
            self._timer.start()

    def _toggle(self) -> None:
        self.waiting = not self.waiting
        self._timer.stop()
        self.show_holder(self._error)

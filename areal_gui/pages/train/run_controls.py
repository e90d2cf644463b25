"""The buttons of a training that runs: each can be used exactly when it would do something."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from areal_gui import theme
from areal_gui.components import Button
from areal_gui.pages.train.session import State, TrainingSession


class RunControls(QWidget):
    """Pause, stop, and a menu of what is wanted less often."""

    pause_wanted = Signal()
    go_on_wanted = Signal()
    stop_wanted = Signal()
    free_wanted = Signal()
    last_epoch_wanted = Signal(bool)
    checkpoint_wanted = Signal()
    evaluation_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pause = Button(self.tr("Pause"), self.pause_wanted.emit, icon_name="pause")
        self.go_on = Button(self.tr("Resume"), self.go_on_wanted.emit, icon_name="play")
        self.stop = Button(self.tr("Stop"), self.stop_wanted.emit, icon_name="stop")
        self.more = Button(self.tr("More"), icon_name="more")
        self.more.setMenu(self._menu())
        self.pause.setToolTip(self.tr("Rest after the current step; the model stays on the device"))
        self.stop.setToolTip(self.tr("End now: the best epoch is kept, and the run can be resumed"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING)
        for button in (self.more, self.pause, self.go_on, self.stop):
            row.addWidget(button)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.last_epoch = self._action(
            menu,
            self.tr("Stop after this epoch"),
            self.tr("Finish this epoch, then test the best one: the run is complete"),
        )
        self.last_epoch.setCheckable(True)
        self.last_epoch.triggered.connect(self.last_epoch_wanted)
        self.free = self._action(
            menu,
            self.tr("Pause and free the device"),
            self.tr("Write a checkpoint and leave; the run can be resumed, also after a restart"),
        )
        self.free.triggered.connect(self.free_wanted)
        menu.addSeparator()
        self.checkpoint = self._action(
            menu,
            self.tr("Save checkpoint now"),
            self.tr("One is written by itself after every epoch, and every four minutes"),
        )
        self.checkpoint.triggered.connect(self.checkpoint_wanted)
        self.evaluation = self._action(
            menu,
            self.tr("Evaluate now"),
            self.tr("Judge the model as it is on the validation rows; it changes nothing"),
        )
        self.evaluation.triggered.connect(self.evaluation_wanted)
        return menu

    def _action(self, menu: QMenu, text: str, why: str) -> QAction:
        action = menu.addAction(text)
        action.setToolTip(why)
        return action

    def refresh(self, session: TrainingSession) -> None:
        """Show what can be done with the session as it is now."""
        state = session.state
        stopping = state is State.STOPPING
        resting = state in (State.PAUSING, State.PAUSED)
        focused = self.pause.hasFocus() or self.go_on.hasFocus()
        self.pause.setVisible(not resting)
        self.go_on.setVisible(resting)
        if focused and not (self.pause.hasFocus() or self.go_on.hasFocus()):
            (self.go_on if resting else self.pause).setFocus()
        self.pause.setEnabled(state is State.RUNNING)
        self.stop.setEnabled(not stopping)
        self.stop.setText(self.tr("Stopping…") if stopping else self.tr("Stop"))
        self.more.setEnabled(not stopping)
        self.last_epoch.setChecked(session.last_epoch)
        self.last_epoch.setEnabled(session.can_be_last)
        self.free.setEnabled(session.started is not None and not stopping)
        self.checkpoint.setEnabled(session.can_save)
        self.evaluation.setEnabled(session.in_epoch and not session.evaluating)

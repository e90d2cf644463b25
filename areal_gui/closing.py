"""What becomes of the work under way when the window is closed, or the user's session ends."""

from __future__ import annotations

import signal
import socket
import sys
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication, QSessionManager
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QPushButton

if TYPE_CHECKING:
    from areal_gui.background import Background
    from areal_gui.main_window import MainWindow
    from areal_gui.pages.train.training_queue import TrainingQueue

SECONDS_TO_SAVE = 20.0
"""How long a session that ends is kept waiting for the checkpoint."""


class TrainingQuestion(QMessageBox):
    """Asks what becomes of the training: it goes on unseen, or next time, or ends."""

    def __init__(self, window: MainWindow, training: TrainingQueue, background: Background) -> None:
        super().__init__(window)
        self._window, self._training, self._background = window, training, background
        self.setIcon(QMessageBox.Icon.Question)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(self.tr("Close AREAL?"))
        session = training.control.session
        name = session.started.name if session is not None and session.started is not None else ""
        running = self.tr("The training “{0}” is running.").format(name) if name else ""
        self.setText(running or self.tr("A training is being prepared."))
        self.setInformativeText("\n\n".join(self._explained()))
        self.keep = self._choice(self.tr("Keep training in the background"))
        self.pause = self._choice(self.tr("Pause until next time"))
        self.stop = self._choice(self.tr("Stop"))
        self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(self.keep)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.buttonClicked.connect(self._answer)

    def _choice(self, text: str) -> QPushButton:
        button: QPushButton = self.addButton(text, QMessageBox.ButtonRole.AcceptRole)
        return button

    def _explained(self) -> list[str]:
        where = (
            self.tr("In the background it goes on; you find AREAL in the tray of the desktop.")
            if self._background.has_tray()
            else self.tr("In the background it goes on, with the window minimised.")
        )
        texts = [
            where,
            self.tr("Paused, it is saved now, and goes on at the next start."),
            self.tr("Stopped, it keeps its best epoch, and can be resumed from the page Runs."),
        ]
        if self._training.waiting:
            texts.append(self.tr("The queue is kept in any case."))
        others = [task.title for task in self._window.tasks.active() if task.kind != "training"]
        if others:
            said = self.tr("Also running, and stopped unless you keep AREAL in the background: {0}.")
            texts.append(said.format(", ".join(others)))
        return texts

    def _answer(self, button: QAbstractButton) -> None:
        if button is self.keep:
            self._background.go()
        elif button is self.pause:
            self._training.leave()
            self._window.stop_and_close()
        elif button is self.stop:
            self._training.leave(for_good=True)
            self._window.stop_and_close()


class SessionEnd(QObject):
    """Ends the window in good order when the system wants it gone: SIGTERM, or the user logs out."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._on_log_out, Qt.ConnectionType.DirectConnection)
        # Python runs its handlers only between two steps of its own; a waiting event loop makes none.
        self._reading, self._writing = socket.socketpair()
        self._writing.setblocking(False)
        signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)
        self._before = {number: signal.signal(number, _nothing) for number in _signals()}

    def uninstall(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reading.close()
        self._writing.close()

    def _on_signal(self) -> None:
        self._reading.recv(64)
        self._window.end_session()

    def _on_log_out(self, manager: QSessionManager) -> None:
        """The session waits for the answer, so the checkpoint is written before it."""
        manager.setRestartHint(QSessionManager.RestartHint.RestartIfRunning)
        self._window.leave_trainings()
        self._window.tasks.stop(SECONDS_TO_SAVE)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Only there so that the signal does not end the process; the notifier sees it."""


def _signals() -> list[signal.Signals]:
    names = ("SIGTERM", "SIGINT") if sys.platform == "win32" else ("SIGTERM", "SIGINT", "SIGHUP")
    return [getattr(signal, name) for name in names]

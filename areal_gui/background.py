"""A training while nobody looks: the window goes out of sight, and the end is told where it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from areal_gui import formats
from areal_gui.components.icons import icon
from areal_gui.menus import NOTIFY
from areal_gui.pages.train import queue_texts
from areal_gui.pages.train.session import State

if TYPE_CHECKING:
    from areal_gui.main_window import MainWindow
    from areal_gui.pages.train.training_queue import TrainingQueue

MESSAGE_MS = 15_000


class Background(QObject):
    """An icon in the tray where the desktop has one, else the minimised window."""

    def __init__(self, window: MainWindow, training: TrainingQueue) -> None:
        super().__init__(window)
        self._window, self._training = window, training
        self._tray: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._said = ""
        training.control.ended.connect(self._on_ended)
        training.control.failed.connect(self._on_failed)
        training.control.state_changed.connect(self._refresh_menu)
        window.installEventFilter(self)

    # Out of sight -----------------------------------------------------------------------------------------

    def go(self) -> None:
        """Leave the screen; what runs goes on."""
        if self.has_tray():
            QApplication.setQuitOnLastWindowClosed(False)
            self._icon().show()
            self._window.hide()
        else:
            self._window.showMinimized()

    def come_back(self) -> None:
        """Show the window again, as it was."""
        window = self._window
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()
        self._seen()

    @staticmethod
    def has_tray() -> bool:
        """Whether the desktop has a place for our icon."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def _icon(self) -> QSystemTrayIcon:
        if self._tray is None:
            self._menu = self._make_menu()
            self._tray = QSystemTrayIcon(icon("areal"), self)
            self._tray.setContextMenu(self._menu)
            self._tray.activated.connect(self._on_tray)
            self._tray.messageClicked.connect(self.come_back)
            self._refresh_menu()
        return self._tray

    def _make_menu(self) -> QMenu:
        menu, control = QMenu(self._window), self._training.control
        menu.addAction(self.tr("Show AREAL"), self.come_back)
        menu.addSeparator()
        self._pause = menu.addAction(self.tr("Pause training"), control.pause_or_go_on)
        self._stop = menu.addAction(self.tr("Stop training"), control.stop)
        menu.addSeparator()
        menu.addAction(self.tr("Quit"), self._quit)
        return menu

    def _refresh_menu(self) -> None:
        if self._tray is None:
            return
        control = self._training.control
        session = control.session
        self._pause.setText(self.tr("Resume training") if control.resting else self.tr("Pause training"))
        self._pause.setEnabled(control.can_rest)
        self._stop.setEnabled(control.busy and session is not None and session.state is not State.STOPPING)
        said = queue_texts.summary(self._training.entries, session, held=self._training.held)
        self._tray.setToolTip(f"AREAL\n{said}" if said else "AREAL")

    def _on_tray(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.come_back()

    def _quit(self) -> None:
        """What becomes of a training is asked above the window."""
        self.come_back()
        self._window.close()

    # Telling ----------------------------------------------------------------------------------------------

    def _on_ended(self, state: State) -> None:
        session = self._training.control.session
        if state is State.FINISHED and session is not None and session.finished is not None:
            name = session.started.name if session.started is not None else ""
            ndcg = session.finished.metrics.get("ndcg@20")
            found = "" if ndcg is None else self.tr("NDCG@20 on test: {0}").format(formats.percent(ndcg))
            self._tell(self.tr("Training finished"), name, found)

    def _on_failed(self, error: Exception) -> None:
        session = self._training.control.session
        name = session.started.name if session is not None and session.started is not None else ""
        self._tell(self.tr("Training failed"), name, str(getattr(error, "what", error)))

    def _tell(self, what: str, name: str, more: str) -> None:
        """In the task bar, the title of the window, and the tray; not to somebody who looks at the window."""
        wanted = self._window.settings.extra.get(NOTIFY, True)
        if not wanted or QApplication.activeWindow() is not None:
            return
        self._said = self.tr("{0}: {1}").format(what, name) if name else what
        self._window.setWindowTitle(self._said)
        QApplication.alert(self._window)
        if self.has_tray() and QSystemTrayIcon.supportsMessages():
            self._icon().show()
            text = "\n".join(part for part in (name, more) if part)
            self._icon().showMessage(what, text, icon("areal"), MESSAGE_MS)

    def _seen(self) -> None:
        """The user is here: nothing needs to call them any more."""
        QApplication.setQuitOnLastWindowClosed(True)
        if self._said:
            self._said = ""
            self._window.setWindowTitle("AREAL")
        if self._tray is not None:
            self._tray.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and self._window.isVisible():
            self._seen()
        return False

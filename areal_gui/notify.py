"""The one way to tell the user something: a quiet toast for news, a dialog for an error."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.components.toast import Offer, ToastStack

log = logging.getLogger(__name__)


class Notifier(QObject):
    """Shows toasts in a corner of the window, and one error dialog at a time."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._toasts = ToastStack(window)
        self._dialog: ErrorDialog | None = None

    def info(self, text: str, offer: Offer | None = None) -> None:
        """Something worth knowing. What it offers to do must be found elsewhere too: it goes away."""
        log.info("%s", text)
        self._toasts.add(text, "info", offer)

    def success(self, text: str) -> None:
        """Something the user waited for is done."""
        log.info("%s", text)
        self._toasts.add(text, "success")

    def error(self, error: Exception, title: str = "") -> None:
        """Something failed: what, why and what to do, with the details foldable and a report to copy.

        While one dialog is open, further errors are added to its report instead of piling up.
        """
        log.info("told the user: %s: %s", title, error, exc_info=error)
        if self._dialog is not None:
            self._dialog.add(error, title)
            return
        self._dialog = ErrorDialog(error, title, self._window)
        self._dialog.finished.connect(self._forget)
        self._dialog.open()

    def when_dismissed(self, action: Callable[[], object]) -> None:
        """Do something once the open error dialog is closed."""
        if self._dialog is not None:
            self._dialog.finished.connect(lambda _: action())

    def _forget(self) -> None:
        # A closed dialog deletes itself, and asking it anything after that raises.
        self._dialog = None

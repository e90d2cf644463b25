"""Nothing breaks unseen: messages go to the workspace's log, and a crash is shown at the next start."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from engine.errors import EngineError

log = logging.getLogger("areal_gui")

LOG_FILE, CRASH_FILE = "window.log", "crash.txt"
MOST_BYTES, KEPT = 2_000_000, 3
FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class EarlierCrash(EngineError):
    """What the last session left when it died."""


class CrashGuard(QObject):
    """Takes over Python's and Qt's hooks for exceptions and messages, from `install` to `uninstall`."""

    raised = Signal(object)
    """An exception that nobody caught, in whatever thread; delivered in the window's."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handler: logging.Handler | None = None
        self._crash_file: IO[str] | None = None
        self._telling = False

    def install(self) -> None:
        """From now on nothing goes by unseen."""
        sys.excepthook = self._unhandled
        threading.excepthook = lambda info: self._unhandled(info.exc_type, info.exc_value, info.exc_traceback)
        sys.unraisablehook = lambda info: log.error(
            "%s %r", info.err_msg, info.object, exc_info=info.exc_value
        )
        qInstallMessageHandler(_from_qt)

    def write_to(self, folder: Path) -> EarlierCrash | None:
        """Keep the log in a folder; gives what an earlier session left there when it died."""
        self._handler = RotatingFileHandler(
            folder / LOG_FILE, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8"
        )
        self._handler.setFormatter(logging.Formatter(FORMAT))
        root = logging.getLogger()
        root.addHandler(self._handler)
        root.setLevel(logging.INFO)
        path = folder / CRASH_FILE
        earlier = _earlier(path)
        self._crash_file = path.open("w", encoding="utf-8")
        faulthandler.enable(self._crash_file)
        return earlier

    def uninstall(self) -> None:
        """Give the hooks back. The session has ended well, so its crash file goes."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        qInstallMessageHandler(None)
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
        if self._crash_file is not None:
            faulthandler.disable()
            self._crash_file.close()
            Path(self._crash_file.name).unlink(missing_ok=True)

    def _unhandled(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        log.error("unhandled", exc_info=(kind, error or kind(), trace))
        if isinstance(error, Exception) and not self._telling:
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        # Where telling fails as well, the hook is called again from within: once is enough, the log has both.
        self._telling = True
        try:
            self.raised.emit(error)
        finally:
            self._telling = False


def _earlier(path: Path) -> EarlierCrash | None:
    text = path.read_text("utf-8", "replace").strip() if path.exists() else ""
    if not text:
        return None
    kept = path.with_name(f"crash-{time.strftime('%Y%m%d-%H%M%S')}.txt")
    path.replace(kept)
    return EarlierCrash(
        "AREAL crashed the last time it ran.",
        text.splitlines()[0],
        f"A training that was running is kept under Runs, up to its best epoch. The crash log is {kept}.",
    )


def _from_qt(kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
    logging.getLogger("qt").log(LEVELS.get(kind, logging.WARNING), "%s", message)

"""Showing a file where it lies, in the file manager of the desktop."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

MANAGER, OBJECT = "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1"


def show_in_folder(path: Path) -> None:
    """Open the folder that holds `path`, with it chosen where the file manager can do that."""
    if not _chosen(path):
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _chosen(path: Path) -> bool:
    """Ask the file manager that the desktop names; False where there is none that can be asked."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage
    except ImportError:
        return False
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    ask = QDBusMessage.createMethodCall(MANAGER, OBJECT, MANAGER, "ShowItems")
    ask.setArguments([[QUrl.fromLocalFile(str(path)).toString()], ""])
    return bus.call(ask, timeout=1000).type() == QDBusMessage.MessageType.ReplyMessage

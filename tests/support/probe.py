"""Runs the window as `python -m areal_gui` does, and answers a test what is on the screen.

    python -m tests.support.probe SOCKET [OPTIONS OF THE WINDOW]

The probe only looks: whatever a test does to the window it does with a real mouse and a real keyboard.
Each line on the local socket is answered by one line of JSON: "look" by the list of what is visible,
"photograph PATH" by writing the picture of the main window as it is on the screen.
"""

from __future__ import annotations

import json
import socketserver
import sys
import threading
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QMenu,
    QMenuBar,
    QTabBar,
    QWidget,
)

from tests.support.page_checks import accessible_name

MOST_CELLS = 400


def _entry(kind: str, text: str, corner: QPoint, area: QRect, **more: Any) -> dict[str, Any]:
    box = (corner.x() + area.x(), corner.y() + area.y(), area.width(), area.height())
    scale = QApplication.primaryScreen().devicePixelRatio()
    return {"kind": kind, "text": text, "box": [round(scale * value) for value in box], **more}


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QAbstractButton | QLabel | QLineEdit):
        return widget.text()
    return widget.title() if isinstance(widget, QGroupBox) else ""


def _parts(widget: QWidget, corner: QPoint) -> list[dict[str, Any]]:
    """The places inside a widget that can be clicked: cells, menu entries, tabs."""
    if isinstance(widget, QMenu | QMenuBar):
        actions = [action for action in widget.actions() if action.isVisible() and action.text()]
        return [
            _entry("action", action.text().replace("&", ""), corner, widget.actionGeometry(action))
            for action in actions
        ]
    if isinstance(widget, QTabBar):
        return [
            _entry("tab", widget.tabText(place), corner, widget.tabRect(place))
            for place in range(widget.count())
        ]
    return _cells(widget) if isinstance(widget, QAbstractItemView) else []


def _cells(view: QAbstractItemView) -> list[dict[str, Any]]:
    model, root = view.model(), view.rootIndex()
    if model is None or isinstance(view, QHeaderView):
        return []
    viewport = view.viewport()
    corner, shown = viewport.mapToGlobal(QPoint(0, 0)), viewport.rect()
    cells: list[dict[str, Any]] = []
    # A list model keeps its number of columns private; it has one.
    columns = 1 if isinstance(view, QListView) else model.columnCount(root)
    top = view.indexAt(QPoint(1, 1))
    for row in range(max(0, top.row()), model.rowCount(root)):
        for column in range(columns):
            index = model.index(row, column, root)
            area = view.visualRect(index)
            if area.intersects(shown) and (text := index.data()) is not None:
                cells.append(_entry("cell", str(text), corner, area, row=row, column=column))
        if len(cells) > MOST_CELLS or view.visualRect(model.index(row, 0, root)).top() > shown.bottom():
            break
    return cells


def _reachable(widget: QWidget) -> bool:
    """Visible, on the screen, and not behind a modal dialog."""
    modal = QApplication.activeModalWidget()
    behind = modal is not None and widget.window() is not modal and not isinstance(widget.window(), QMenu)
    # A scrolling view is covered by its own viewport.
    surface = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    return widget.isVisible() and not surface.visibleRegion().isEmpty() and not behind


def _covered(widget: QWidget) -> bool:
    """Whether a click on its middle would meet another widget, a passing notice for one."""
    middle = widget.mapToGlobal(widget.visibleRegion().boundingRect().center())
    on_top = QApplication.widgetAt(middle)
    return on_top is not None and on_top is not widget and not widget.isAncestorOf(on_top)


def look() -> list[dict[str, Any]]:
    """Everything visible, as flat entries with global boxes."""
    seen: list[dict[str, Any]] = []
    for widget in QApplication.allWidgets():
        if not _reachable(widget):
            continue
        corner = widget.mapToGlobal(QPoint(0, 0))
        seen.append(
            _entry(
                "window" if isinstance(widget, QDialog) or widget.isWindow() else "widget",
                widget.windowTitle() if widget.isWindow() else _text_of(widget),
                corner,
                widget.visibleRegion().boundingRect(),
                type=type(widget).__name__,
                name=accessible_name(widget),
                enabled=widget.isEnabled() and not _covered(widget),
                active=widget.isWindow() and widget.isActiveWindow(),
            )
        )
        seen.extend(_parts(widget, corner))
    return seen


def photograph(path: str) -> bool:
    """Write what the screen shows where the main window is, with any dialog above it."""
    (window,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow))
    area = window.geometry()
    taken = QApplication.primaryScreen().grabWindow(0, area.x(), area.y(), area.width(), area.height())
    picture = taken.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return picture.save(path, "PNG", 0)  # type: ignore[call-overload, no-any-return]


class _Eye(QObject):
    """Lives in the window's thread and answers when another thread asks."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.answer = ""
        self.moveToThread(QCoreApplication.instance().thread())
        self.asked.connect(self._answer, Qt.ConnectionType.BlockingQueuedConnection)

    def _answer(self, question: str) -> None:
        verb, _, path = question.partition(" ")
        self.answer = json.dumps(photograph(path) if verb == "photograph" else look())


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        eye = None
        for line in self.rfile:
            if eye is None and QApplication.instance() is not None:
                eye = _Eye()
            if eye is not None:
                eye.asked.emit(line.decode().strip())
            self.wfile.write((eye.answer if eye is not None else "[]").encode() + b"\n")


def main() -> int:
    """Serve the socket from a thread of its own, and be the program."""
    socket_path, sys.argv[1:] = sys.argv[1], sys.argv[2:]
    server = socketserver.UnixStreamServer(socket_path, _Handler)
    threading.Thread(target=server.serve_forever, daemon=True, name="probe").start()
    from areal_gui.__main__ import main as window

    return window()


if __name__ == "__main__":
    sys.exit(main())

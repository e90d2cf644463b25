"""A log to read: it follows what is written, and shows the lines with the words that are searched for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QFontDatabase, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.icons import icon
from areal_gui.components.labels import Muted
from areal_gui.run_log import RunLog, matching

READ_MS = 500


class LogView(QWidget):
    """Shows a run's log; while it can be seen it reads on, and stays at the end unless it was scrolled up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log: RunLog | None = None
        self._growing = False
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the log"))
        self.search.setAccessibleName(self.tr("Search the log"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._show_all)
        self._count = Muted()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Log of the run"))
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setTabChangesFocus(True)
        self._find = QAction(self.tr("Search the log"), self)
        self._find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        self._find.triggered.connect(lambda _checked=False: self.search.setFocus())
        self._find.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self._find)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACING, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(top)
        column.addWidget(self.text, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(READ_MS)
        self._timer.timeout.connect(self._read_on)

    def follow(self, path: Path | None, *, growing: bool = False, empty: str = "") -> None:
        """Show the log at `path`, and what is written to it while it is growing; `empty`: why it may be."""
        self.text.setPlaceholderText(empty)
        if path is None or self._log is None or self._log.path != path:
            self._log = None if path is None else RunLog(path)
            self._show_all()
        self._growing = growing
        self._wake()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _wake(self) -> None:
        if self.isVisible():
            self._timer.start()
            self._read_on()

    def _read_on(self) -> None:
        fresh = [] if self._log is None else self._log.read_on()
        if not fresh:
            if not self._growing:
                self._timer.stop()  # that was the end of it
            return
        for line in matching(fresh, self.search.text()):
            self.text.appendPlainText(line)  # stays at the end where it was there
        self._write_count()

    def _show_all(self, _words: str = "") -> None:
        lines = [] if self._log is None else matching(self._log.lines, self.search.text())
        self.text.setPlainText("\n".join(lines))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._write_count()

    def _write_count(self) -> None:
        total = 0 if self._log is None else len(self._log.lines)
        if self.search.text().strip():
            found = len(matching([] if self._log is None else self._log.lines, self.search.text()))
            self._count.setText(self.tr("{0} of {1} lines").format(f"{found:,}", f"{total:,}"))
        else:
            self._count.setText(
                self.tr("1 line") if total == 1 else self.tr("{0} lines").format(f"{total:,}")
            )

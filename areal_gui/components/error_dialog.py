"""An error as a person needs it: what happened, why, what to do; the rest is folded away."""

from __future__ import annotations

import platform
import traceback

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from areal_gui import theme
from areal_gui.components.icons import paint_icon
from areal_gui.components.labels import Heading, TextLabel
from areal_gui.components.problem_text import problem_parts

TEXT_WIDTH = 56 * theme.SPACING


class ErrorDialog(QDialog):
    """Shows one error; later ones that arrive while it is open join its report."""

    def __init__(self, error: Exception, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title or self.tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        what, why, advice = problem_parts(error)
        self._report = _report(error, title)
        self._details = QPlainTextEdit(self._report, readOnly=True)
        self._details.setAccessibleName(self.tr("Details of the error"))
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setMinimumHeight(20 * theme.SPACING)
        self._details.hide()
        self._lay_out(what, why, advice)

    def _lay_out(self, what: str, why: str, advice: str) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(theme.SPACING)
        for label in (Heading(what, wrap=True), TextLabel(why, wrap=True), TextLabel(advice, wrap=True)):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setMinimumWidth(TEXT_WIDTH)
            label.setVisible(bool(label.text()))
            texts.addWidget(label)
        top = QHBoxLayout()
        top.setSpacing(2 * theme.SPACING)
        top.addWidget(_Sign(), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(texts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addLayout(top)
        column.addWidget(self._details, 1)
        column.addStretch(0)
        column.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        fold = QPushButton(self.tr("Details"))
        fold.setCheckable(True)
        fold.toggled.connect(self._fold)
        copy = QPushButton(self.tr("Copy report"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._report))
        close = box.addButton(QDialogButtonBox.StandardButton.Close)
        box.addButton(fold, QDialogButtonBox.ButtonRole.ResetRole)
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        for button in (fold, copy):
            button.setAutoDefault(False)
        close.setDefault(True)
        box.rejected.connect(self.close)
        return box

    def _fold(self, open_: bool) -> None:
        self._details.setVisible(open_)
        self.adjustSize()

    def add(self, error: Exception, title: str) -> None:
        """Add a further error to the report."""
        self._report = f"{self._report}\n\n{_report(error, title)}"
        self._details.setPlainText(self._report)


class _Sign(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(4 * theme.SPACING, 4 * theme.SPACING)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_icon(painter, "warning", QRectF(self.rect()), theme.colours(self).danger)


def _report(error: Exception, title: str) -> str:
    from areal_gui import version

    trace = "".join(traceback.format_exception(error)).strip()
    head = f"AREAL {version()}, Python {platform.python_version()}, {platform.platform()}"
    return "\n".join(part for part in (head, title, str(error), "", trace) if part is not None)

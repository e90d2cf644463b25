"""What the check of the store found: each problem with its reason and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Heading, Muted, TextLabel

if TYPE_CHECKING:
    from engine.store.check_files import Problem

SIZE = (76 * theme.SPACING, 52 * theme.SPACING)


class ProblemsDialog(QDialog):
    """Lists the problems; offers to put right what can be, and to copy all of it as text."""

    repair_wanted = Signal()

    def __init__(self, problems: Sequence[Problem], writable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Check of the store"))
        self.resize(*SIZE)
        self._problems = list(problems)
        number = len(problems)
        title = self.tr("1 problem found") if number == 1 else self.tr("{0} problems found").format(number)
        repairable = [problem for problem in problems if problem.repairable]
        self.repair = Button(self.tr("Repair what can be"), self._repair, kind="primary")
        self.repair.setVisible(bool(repairable) and writable)
        copy = Button(self.tr("Copy"), self._copy, icon_name="copy")
        close = Button(self.tr("Close"), self.reject)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        row.addWidget(copy)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.repair)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(Heading(title))
        column.addWidget(self._list(), 1)
        column.addLayout(row)
        close.setFocus()

    def _list(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.SPACING, 0)
        column.setSpacing(theme.SPACING // 2)
        for problem in self._problems:
            column.addWidget(TextLabel(problem.what, wrap=True))
            for text in filter(None, (problem.why, problem.advice)):
                column.addWidget(Muted(text, wrap=True))
            column.addSpacing(2 * theme.SPACING)
        column.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(self.tr("Problems"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        return area

    def _repair(self) -> None:
        self.accept()
        self.repair_wanted.emit()

    def _copy(self) -> None:
        parts = ["\n".join((each.what, each.why, each.advice)) for each in self._problems]
        QGuiApplication.clipboard().setText("\n\n".join(parts))

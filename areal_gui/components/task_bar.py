"""The running tasks, in the status bar: what, how far, and a way to end it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from areal_gui import theme
from areal_gui.components.icons import icon
from areal_gui.components.labels import Muted
from areal_gui.components.tooltip import literal
from areal_gui.tasks import Task, TaskRunner
from engine.events import Progress

BAR_WIDTH = 14 * theme.SPACING


class TaskRow(QWidget):
    """One running task; a wide one also tells in words how far it is."""

    def __init__(self, task: Task, *, wide: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task = task
        self._label, self._detail = Muted(task.title), Muted()
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        if not wide:
            self.bar.setFixedWidth(BAR_WIDTH)
            self._label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._detail.setVisible(wide)
        self.bar.setAccessibleName(self.tr("Progress: {0}").format(task.title))
        self.cancel = QToolButton()
        self.cancel.setIcon(icon("close"))
        self.cancel.setIconSize(QSize(14, 14))
        self.cancel.setAutoRaise(True)
        self.cancel.setToolTip(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel: {0}").format(task.title))
        self.cancel.clicked.connect(task.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING)
        for part in (self._label, self.bar, self._detail, self.cancel):
            row.addWidget(part)
        task.progressed.connect(self._show_progress)
        task.cancel_asked.connect(self._show_cancelling)

    def _show_progress(self, progress: Progress) -> None:
        self.bar.setRange(0, 1000 if progress.total else 0)
        if progress.total:
            self.bar.setValue(min(1000, 1000 * progress.done // progress.total))
        self.setToolTip(literal(progress.text))
        self._detail.setText(progress.text)

    def _show_cancelling(self) -> None:
        self.cancel.setEnabled(False)
        self._label.setText(self.tr("Stopping: {0}").format(self.task.title))


class TaskBar(QWidget):
    """All running tasks side by side; it takes no room while nothing runs."""

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._rows: dict[Task, TaskRow] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * theme.SPACING)
        self._layout.addStretch(1)
        tasks.changed.connect(self._refresh)

    def rows(self) -> list[TaskRow]:
        return list(self._rows.values())

    def _refresh(self) -> None:
        active = self._tasks.active()
        for task in [task for task in self._rows if task not in active]:
            self._rows.pop(task).deleteLater()
        for task in active:
            if task not in self._rows:
                self._rows[task] = TaskRow(task)
                self._layout.addWidget(self._rows[task])

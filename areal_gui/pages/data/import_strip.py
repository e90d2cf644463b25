"""The imports that run, at the top of the page they end on."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card
from areal_gui.components.task_bar import TaskRow
from areal_gui.pages.data.importing import IMPORT
from areal_gui.tasks import Task, TaskRunner


class ImportStrip(QWidget):
    """A row for each running import; takes no room while there is none."""

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._rows: dict[Task, TaskRow] = {}
        self._card = Card()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, 0)
        column.addWidget(self._card)
        tasks.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        active = [task for task in self._tasks.active() if task.kind == IMPORT]
        for task in [task for task in self._rows if task not in active]:
            self._rows.pop(task).deleteLater()
        for task in active:
            if task not in self._rows:
                self._rows[task] = TaskRow(task, wide=True)
                self._card.body.addWidget(self._rows[task])
        self.setVisible(bool(active))

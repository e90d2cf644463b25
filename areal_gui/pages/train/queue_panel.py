"""Across the train page: what runs and what waits, in a line that opens into the whole queue."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, FoldButton, icon
from areal_gui.components.labels import ElidedLabel
from areal_gui.context import AppContext
from areal_gui.pages.train import queue_texts
from areal_gui.pages.train.queue_list import ROW_HEIGHT, QueueList
from areal_gui.pages.train.training_queue import TrainingQueue
from areal_gui.read_only import needs_writing

MOST_ROWS = 4


class QueuePanel(QFrame):
    """Takes no room while nothing runs, waits or failed."""

    live_wanted = Signal()
    setup_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue: TrainingQueue = context.training
        self._setting_up = True
        self._inside = QWidget()
        self.fold = FoldButton(self.tr("Queue"), self._inside)
        self.label = ElidedLabel()
        self.live = Button(self.tr("Show the training"), self.live_wanted.emit, kind="quiet")
        self.setup = Button(self.tr("Set up another"), self.setup_wanted.emit, kind="quiet")
        self.list = QueueList()
        self.earlier = self._tool("chevron-up", self.tr("Earlier"), lambda: self.list.move_chosen(-1))
        self.later = self._tool("chevron-down", self.tr("Later"), lambda: self.list.move_chosen(1))
        self.remove = Button(self.tr("Take out"), self._remove, icon_name="close")
        self.retry = Button(self.tr("Try again"), self._retry, icon_name="refresh")
        self.forget = Button(self.tr("Take out all failed"), self._queue.forget_failed, icon_name="trash")
        self.hold = Button(self.tr("Hold the queue"), self._queue.hold, icon_name="pause")
        self.go_on = Button(self.tr("Start the queue"), self._queue.go_on, icon_name="play")
        needs_writing(context, self.earlier, self.later, self.remove, self.retry, self.forget)
        needs_writing(context, self.hold, self.go_on)
        self._lay_out()
        self.list.moved.connect(self._queue.move)
        self.list.remove_wanted.connect(self._remove)
        self.list.currentRowChanged.connect(lambda _row: self._refresh_actions())
        self._queue.changed.connect(self.refresh)
        self._queue.control.news.connect(self.refresh)
        self.refresh()

    def paintEvent(self, _event: QPaintEvent) -> None:
        named, painter = theme.colours(self), QPainter(self)
        painter.fillRect(self.rect(), named.surface)
        painter.fillRect(0, self.height() - 1, self.width(), 1, named.border)

    def show_setting_up(self, setting_up: bool) -> None:
        """Whether the page shows the set-up of a training; else it shows one that runs or has run."""
        self._setting_up = setting_up
        self.refresh()

    def refresh(self) -> None:
        """Show the queue as it is now."""
        queue = self._queue
        session, held = queue.control.session, queue.held
        busy = session is not None and session.busy
        waits_alone = [entry for entry in queue.entries if entry.status != "running"]
        self.setVisible(bool(waits_alone) or busy)
        self.label.setText(queue_texts.summary(queue.entries, session, held=held))
        self.live.setVisible(self._setting_up and busy)
        self.setup.setVisible(not self._setting_up and busy)
        self.list.show_lines(queue_texts.queue_lines(queue.entries, session, held=held))
        rows = min(max(1, self.list.count()), MOST_ROWS)
        self.list.setFixedHeight(rows * ROW_HEIGHT + 2)
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        queue, line = self._queue, self.list.chosen()
        free = line is not None and line.status != "running"
        row, last = self.list.currentRow(), self.list.count() - 1
        first = 1 if queue.entries and queue.entries[0].status == "running" else 0
        self.earlier.setEnabled(free and row > first)
        self.later.setEnabled(free and row < last)
        self.remove.setEnabled(free)
        self.retry.setEnabled(line is not None and line.status == "failed")
        self.forget.setVisible(len(queue.failed) > 1)
        self._keep_focus(self.hold, self.go_on, queue.held)

    def _keep_focus(self, one: Button, other: Button, swapped: bool) -> None:
        """Show one of two buttons; the keyboard goes with it."""
        focused = one.hasFocus() or other.hasFocus()
        one.setVisible(not swapped)
        other.setVisible(swapped)
        if focused:
            (other if swapped else one).setFocus()

    def _remove(self) -> None:
        line = self.list.chosen()
        if line is not None and line.status != "running" and self.remove.isEnabled():
            self._queue.remove(line.number)

    def _retry(self) -> None:
        line = self.list.chosen()
        if line is not None:
            self._queue.retry(line.number)

    def _tool(self, sign: str, name: str, run: Callable[[], object]) -> QToolButton:
        tool = QToolButton()
        tool.setIcon(icon(sign))
        tool.setIconSize(QSize(2 * theme.SPACING, 2 * theme.SPACING))
        tool.setToolTip(name)
        tool.setAccessibleName(name)
        tool.clicked.connect(lambda _checked=False: run())
        return tool

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.SPACING)
        line.addWidget(self.fold)
        line.addWidget(self.label, 1)
        for action in (self.setup, self.live, self.hold, self.go_on):
            line.addWidget(action)
        actions = QHBoxLayout()
        actions.setSpacing(theme.SPACING)
        for button in (self.earlier, self.later, self.remove, self.retry, self.forget):
            actions.addWidget(button)
        actions.addStretch(1)
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, theme.SPACING // 2, 0, theme.SPACING // 2)
        inside.setSpacing(theme.SPACING)
        inside.addWidget(self.list)
        inside.addLayout(actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.SPACING, theme.MARGIN, theme.SPACING)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self._inside)

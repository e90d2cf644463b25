"""The runs of a comparison with the looks of their lines: each can be hidden, and be made to stand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from areal_gui import theme
from areal_gui.components.tooltip import literal
from areal_gui.pages.runs.comparison.contents import ComparedRun
from areal_gui.plots.swatch import SIZE, swatch

PLACE = Qt.ItemDataRole.UserRole
WIDEST, NARROWEST = 30 * theme.SPACING, 14 * theme.SPACING
ROOM = SIZE.width() + 6 * theme.SPACING
"""What a line has beside its name: a box to check, the look of the line, and what is between them."""


class Legend(QListWidget):
    """Space shows or hides a run; the one under the mouse or the cursor stands out."""

    hidden_changed = Signal()
    pointed = Signal(int)
    """The place of the run that is meant; -1 for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Runs in the curves"))
        self.setAccessibleDescription(self.tr("Space shows or hides the curves of a run."))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(SIZE)
        self.setMouseTracking(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFixedWidth(NARROWEST)
        self.itemChanged.connect(lambda _item: self.hidden_changed.emit())
        self.itemEntered.connect(lambda item: self.pointed.emit(item.data(PLACE)))
        self.currentItemChanged.connect(self._on_current)

    @property
    def hidden(self) -> set[int]:
        """The places of the runs whose lines are not shown."""
        items = (self.item(row) for row in range(self.count()))
        return {item.data(PLACE) for item in items if item.checkState() == Qt.CheckState.Unchecked}

    def show_runs(self, runs: Sequence[ComparedRun], left_out: Mapping[int, str]) -> None:
        """List these runs; those that were hidden stay so."""
        hidden = {self.item(row).text() for row in range(self.count()) if self._is_hidden(row)}
        self.blockSignals(True)
        self.clear()
        for run in runs:
            reason = left_out.get(run.id, "")
            item = QListWidgetItem(swatch(run.place), run.name, self)
            if reason:
                item.setForeground(theme.colours().muted)
                told = self.tr("{}, not comparable").format(run.name)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
            item.setData(PLACE, run.place)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + theme.SPACING))
            shown = Qt.CheckState.Unchecked if run.name in hidden else Qt.CheckState.Checked
            item.setCheckState(shown)
            item.setToolTip(literal("\n".join(text for text in (run.name, reason) if text)))
        self.blockSignals(False)
        widest = max((self.fontMetrics().horizontalAdvance(run.name) for run in runs), default=0)
        self.setFixedWidth(max(NARROWEST, min(WIDEST, widest + ROOM)))
        self.hidden_changed.emit()

    def show_all(self, shown: bool) -> None:
        """Show or hide all runs."""
        self.blockSignals(True)
        for row in range(self.count()):
            self.item(row).setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.viewport().update()
        self.hidden_changed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self.itemAt(event.position().toPoint()) is None:
            self.pointed.emit(-1)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(-1)

    def _is_hidden(self, row: int) -> bool:
        return self.item(row).checkState() == Qt.CheckState.Unchecked

    def _on_current(self, now: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if self.hasFocus():
            self.pointed.emit(-1 if now is None else now.data(PLACE))

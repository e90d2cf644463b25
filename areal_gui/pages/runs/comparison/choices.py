"""What of the runs is compared: the metric, the rows, and with which run."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox, Muted
from areal_gui.pages.runs.comparison.contents import Contents
from areal_gui.pages.runs.comparison.sheets import METRICS


class Choices(QWidget):
    """Three lists; the choice stays when other runs are compared, where it still can be made."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.metrics = self._list(self.tr("Metric"))
        self.splits = self._list(self.tr("Rows"))
        self.baselines = self._list(self.tr("Baseline"))
        for metric in METRICS:
            self.metrics.addItem(metric.upper(), metric)
        self.splits.addItem(self.tr("Test"), "test")
        self.splits.addItem(self.tr("Validation"), "val")
        self.baselines.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.baselines.setMinimumContentsLength(12)
        self.baselines.setMaximumWidth(44 * theme.SPACING)
        self.show_runs(Contents(), {})
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING)
        for box in (self.metrics, self.splits, self.baselines):
            label = Muted(box.accessibleName())
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, 1 if box is self.baselines else 0)
            row.addSpacing(theme.SPACING)
        row.addStretch(1)
        for box in (self.metrics, self.splits, self.baselines):
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def show_runs(self, contents: Contents, unusable: Mapping[int, str]) -> None:
        """Offer these runs as baselines; those that have no model cannot be one."""
        chosen = self.baselines.currentData()
        self.baselines.blockSignals(True)
        self.baselines.clear()
        self.baselines.addItem(self.tr("None: every pair"), None)
        for run in contents.runs:
            if run.id not in unusable:
                self.baselines.addItem(run.name, run.id)
        self.baselines.setCurrentIndex(max(0, self.baselines.findData(chosen)))
        self.baselines.blockSignals(False)

    def _list(self, name: str) -> ComboBox:
        box = ComboBox()
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

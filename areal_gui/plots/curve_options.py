"""How curves are shown: over what, on which scale, how smooth; and the way back from a zoom."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.inputs import Button, ComboBox, Slider
from areal_gui.components.labels import MutedLine
from areal_gui.plots.ticks import AXIS_KINDS, AxisKind

MEMORIES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""How many steps a smoothed line can average; 1 for none."""
USUAL_MEMORY = 50


class CurveOptions(QWidget):
    """A row of choices, which can be read here."""

    changed = Signal()
    everything_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis_box = ComboBox()
        for kind, text in zip(
            AXIS_KINDS, (self.tr("Epochs"), self.tr("Steps"), self.tr("Time")), strict=True
        ):
            self.axis_box.addItem(text, kind)
        self.axis_box.setAccessibleName(self.tr("What the curves are drawn over"))
        self.axis_box.setToolTip(
            self.tr("What the curves are drawn over; time is that of work, without pauses")
        )
        self.log_box = QCheckBox(self.tr("Log scale"))
        self.log_box.setToolTip(self.tr("Draw the loss and the gradient norm on a logarithmic scale"))
        self.slider = Slider()
        self.slider.setRange(0, len(MEMORIES) - 1)
        self.slider.setPageStep(2)
        self.slider.setMinimumWidth(7 * theme.SPACING)
        self.slider.setMaximumWidth(14 * theme.SPACING)
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._smoothing = MutedLine()
        self.show_all_button = Button(
            self.tr("Show everything"), self.everything_wanted.emit, icon_name="undo"
        )
        self.show_all_button.setToolTip(self.tr("Leave the zoom (double click, or Escape)"))
        self.end = QHBoxLayout()
        """For what is done with the figure."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING)
        for part in (self.axis_box, self.log_box, self.slider, self._smoothing):
            row.addWidget(part)
        row.setStretch(row.count() - 1, 1)
        row.addWidget(self.show_all_button)
        row.addLayout(self.end)
        self.slider.setValue(MEMORIES.index(USUAL_MEMORY))
        self._write_smoothing()
        self.set_zoomed(False)
        self.axis_box.activated.connect(lambda _place: self.changed.emit())
        self.log_box.clicked.connect(lambda _on: self.changed.emit())
        self.slider.valueChanged.connect(self._write_smoothing)
        self.slider.valueChanged.connect(lambda _place: self.changed.emit())

    @property
    def axis(self) -> AxisKind:
        kind: AxisKind = self.axis_box.currentData()
        return kind

    @property
    def memory(self) -> int:
        return MEMORIES[self.slider.value()]

    @property
    def logarithmic(self) -> bool:
        return self.log_box.isChecked()

    def choose(self, axis: str, logarithmic: bool, memory: int) -> None:
        """Take what was chosen before, without a signal; anything unknown is left as it is."""
        place = self.axis_box.findData(axis)
        if place >= 0:
            self.axis_box.setCurrentIndex(place)
        self.log_box.setChecked(logarithmic)
        if memory in MEMORIES:
            with QSignalBlocker(self.slider):
                self.slider.setValue(MEMORIES.index(memory))
            self._write_smoothing()

    def set_zoomed(self, zoomed: bool) -> None:
        """Offer the way back, or not."""
        self.show_all_button.setVisible(zoomed)

    def _write_smoothing(self, _place: int = 0) -> None:
        text = (
            self.tr("Not smoothed")
            if self.memory == 1
            else self.tr("Smoothed over {0} steps").format(f"{self.memory:,}")
        )
        self._smoothing.setText(text)
        self.slider.setAccessibleName(self.tr("Smoothing"))
        self.slider.setAccessibleDescription(text)
        self.slider.setToolTip(self.tr("How many steps the lines average; the values stay faint behind them"))

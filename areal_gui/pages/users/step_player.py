"""Moves a slider from noise to clear by itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSlider

DURATION_MS = 4000
FRAME_MS = 30


class StepPlayer(QObject):
    """Plays a slider from its position to its end in a few seconds, however many steps there are."""

    playing_changed = Signal(bool)

    def __init__(self, slider: QSlider) -> None:
        super().__init__(slider)
        self._slider = slider
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._advance)
        self._stride = 1

    @property
    def playing(self) -> bool:
        """Whether it moves now."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Play, from the start again if the end was reached; or pause."""
        if self.playing:
            self.stop()
        elif (steps := self._slider.maximum()) > 0:
            if self._slider.value() == steps:
                self._slider.setValue(0)
            self._stride = max(1, round(steps * FRAME_MS / DURATION_MS))
            self._timer.start(max(FRAME_MS, DURATION_MS * self._stride // steps))
            self.playing_changed.emit(True)

    def stop(self) -> None:
        """Stay at the present step."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def _advance(self) -> None:
        self._slider.setValue(self._slider.value() + self._stride)
        if self._slider.value() == self._slider.maximum():
            self.stop()

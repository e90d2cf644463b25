"""Moves a slider from noise to clear by itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSlider

DURATION_MS = 4000
FRAME_MS = 30
HOLD_MS = 800
"""How long the end stays before a loop begins again."""


class StepPlayer(QObject):
    """Plays a slider from its position to its end in a few seconds, however many steps there are.

    Attributes:
        loop: begin again at the end.
    """

    playing_changed = Signal(bool)

    def __init__(self, slider: QSlider) -> None:
        super().__init__(slider)
        self._slider = slider
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._advance)
        self._hold = QTimer(self, singleShot=True)
        self._hold.timeout.connect(self._again)
        self._stride = 1
        self._speed = 1.0
        self.loop = False

    @property
    def playing(self) -> bool:
        """Whether it moves now, or will at once."""
        return self._timer.isActive() or self._hold.isActive()

    @property
    def speed(self) -> float:
        """How many times as fast as usual it moves."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Move faster or slower, also while it plays."""
        self._speed = speed
        if self._timer.isActive():
            self._run()

    def toggle(self) -> None:
        """Play, from the start again if the end was reached; or pause."""
        if self.playing:
            self.stop()
        elif (steps := self._slider.maximum()) > 0:
            if self._slider.value() == steps:
                self._slider.setValue(0)
            self._run()
            self.playing_changed.emit(True)

    def stop(self) -> None:
        """Stay at the present step."""
        if self.playing:
            self._timer.stop()
            self._hold.stop()
            self.playing_changed.emit(False)

    def _run(self) -> None:
        steps, duration = self._slider.maximum(), DURATION_MS / self._speed
        self._stride = max(1, round(steps * FRAME_MS / duration))
        self._timer.start(max(FRAME_MS, int(duration * self._stride / steps)))

    def _advance(self) -> None:
        self._slider.setValue(self._slider.value() + self._stride)
        if self._slider.value() < self._slider.maximum():
            return
        if self.loop:
            self._timer.stop()
            self._hold.start(HOLD_MS)
        else:
            self.stop()

    def _again(self) -> None:
        self._slider.setValue(0)
        self._run()

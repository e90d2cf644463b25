"""When Python looks for unreachable objects: between two events of the window, on its own thread.

Python does so wherever something is allocated. In a worker's thread that destroys widgets on the wrong
thread. In the window's own it may happen inside `QObject.disconnect`, which holds one of Qt's few locks while
it asks Python for an override: an unreachable widget with the same lock is then waited for, for ever.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 200
ALL_EVERY_S = 60.0
"""A search through everything that lives takes tens of milliseconds."""


class CalmCollector(QObject):
    """Takes over from Python's own timing as long as it lives, by the same counts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all_at = time.monotonic()
        gc.disable()
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(self.collect_what_is_due)
        timer.start()

    def collect_what_is_due(self) -> None:
        """Search the oldest generation that is due, as Python would have done on its own."""
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[2] and time.monotonic() - self._all_at > ALL_EVERY_S:
            self._all_at = time.monotonic()
            gc.collect(2)
        elif due[1] or due[2]:
            gc.collect(1)
        elif due[0]:
            gc.collect(0)

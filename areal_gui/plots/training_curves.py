"""The curves of one training: its loss, and validation NDCG@20 and HR@20 with the reference rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from areal_gui import theme
from areal_gui.plots.curve import Curve
from areal_gui.plots.curves import CurvePlot
from areal_gui.plots.references import Reference

PULLS_PER_SECOND = 10
METRIC_TITLES = {"ndcg@20": "NDCG@20", "hr@20": "HR@20"}


@dataclass(frozen=True)
class Picture:
    """Everything the curves show at one moment; metrics in percent."""

    loss: Sequence[Curve] = ()
    metrics: dict[str, Curve] = field(default_factory=dict)
    references: dict[str, list[Reference]] = field(default_factory=dict)


class CurveSource(Protocol):
    """What the curves pull from.

    Attributes:
        version: changes whenever there is something new to draw.
        busy: False once nothing more will come.
    """

    @property
    def version(self) -> int: ...

    @property
    def busy(self) -> bool: ...

    def picture(self) -> Picture: ...


class TrainingCurves(QWidget):
    """Pulls from its source ten times a second while it is visible, and not at all otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: CurveSource | None = None
        self._drawn: int | None = None
        self.setAccessibleName(self.tr("Curves of the training"))
        epoch = self.tr("epoch")
        self.loss = CurvePlot(self.tr("Loss"), epoch, decimals=4)
        self.metrics = {
            name: CurvePlot(self.tr("Validation {} in %").format(title), epoch)
            for name, title in METRIC_TITLES.items()
        }
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // PULLS_PER_SECOND)
        self._timer.timeout.connect(self._pull)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(3 * theme.SPACING)
        layout.setVerticalSpacing(theme.SPACING)
        layout.addWidget(self.loss, 0, 0, 2, 1)
        for row, plot in enumerate(self.metrics.values()):
            layout.addWidget(plot, row, 1)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(1, 1)

    @property
    def plots(self) -> list[CurvePlot]:
        return [self.loss, *self.metrics.values()]

    @property
    def pulling(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    def follow(self, source: CurveSource | None) -> None:
        """Show another training, or none."""
        self._source, self._drawn = source, None
        for plot in self.plots:
            plot.show_all()
        self.wake()

    def wake(self) -> None:
        """Draw what is new, and go on pulling while more can come."""
        if self.isVisible():
            self._pull()
            if self._source is not None and self._source.busy:
                self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _pull(self) -> None:
        source = self._source
        version = None if source is None else source.version
        if source is None or version != self._drawn:
            self._drawn = version
            self._show(Picture() if source is None else source.picture())
        if source is None or not source.busy:
            self._timer.stop()

    def _show(self, picture: Picture) -> None:
        self.loss.show_curves(picture.loss)
        for name, plot in self.metrics.items():
            curve = picture.metrics.get(name)
            plot.show_curves([] if curve is None else [curve], picture.references.get(name, []))

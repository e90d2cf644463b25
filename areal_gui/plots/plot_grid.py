"""The places of the plots of a training: the loss large, the metrics beside it, small ones in rows below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from areal_gui import theme

WIDE = 78 * theme.SPACING
"""From this width on, the metrics stand beside the loss; below it, under it."""
SMALL_WIDTH = 28 * theme.SPACING
MAIN_HEIGHT = 42 * theme.SPACING
METRIC_HEIGHT = 22 * theme.SPACING
SMALL_HEIGHT = 17 * theme.SPACING
COLUMNS = 60
"""Of the grid: parted by 2, 3, 4 and 5."""


class PlotGrid(QWidget):
    """Lays its plots out anew when its width changes; it is as high as they need."""

    def __init__(
        self,
        large: QWidget,
        middle: Sequence[QWidget],
        small: Sequence[QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._large, self._middle, self._small = large, list(middle), list(small)
        for plot in (large, *self._middle, *self._small):
            plot.setParent(self)  # shown without a parent they would be windows for a moment
        self._shown = list(small)
        self._form: tuple[object, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(theme.SPACING)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        # Else a wide window could not become narrow again.
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(40 * theme.SPACING, self._height)

    def sizeHint(self) -> QSize:
        return QSize(WIDE, self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def show_small(self, wanted: Sequence[QWidget]) -> None:
        """Show these of the small plots, and no others."""
        self._shown = [plot for plot in self._small if plot in wanted]
        self.arrange()

    def arrange(self) -> None:
        """Give every plot its place, where that is another one now."""
        small = self._shown
        wide = self.width() >= WIDE
        columns = max(1, min(len(small), 5, self.width() // SMALL_WIDTH))
        columns = -(-len(small) // -(-len(small) // columns)) if small else 1
        form = (wide, columns, tuple(small))
        if form == self._form:
            return
        self._form = form
        for plot in (self._large, *self._middle, *self._small):
            self._grid.removeWidget(plot)
        for plot in self._small:
            plot.setVisible(plot in small)
        row = self._place_main(wide)
        span = COLUMNS // columns
        for place, plot in enumerate(small):
            self._grid.addWidget(plot, row + place // columns, place % columns * span, 1, span)
        rows = -(-len(small) // columns)
        for line in range(self._grid.rowCount()):
            self._grid.setRowStretch(line, 2 if line < row else 1 if line < row + rows else 0)
            low = SMALL_HEIGHT if line < row + rows else 0
            self._grid.setRowMinimumHeight(line, METRIC_HEIGHT if line < row else low)
        main = MAIN_HEIGHT if wide else MAIN_HEIGHT * 2 // 3 + METRIC_HEIGHT
        self._height = main + rows * (SMALL_HEIGHT + theme.SPACING) + theme.SPACING
        self.setMinimumHeight(self._height)
        self.updateGeometry()

    def _place_main(self, wide: bool) -> int:
        """The loss and the metrics; returns the row below them."""
        half = COLUMNS // 2
        if wide:
            self._grid.addWidget(self._large, 0, 0, len(self._middle), half)
            for row, plot in enumerate(self._middle):
                self._grid.addWidget(plot, row, half, 1, half)
            return len(self._middle)
        self._grid.addWidget(self._large, 0, 0, 1, COLUMNS)
        span = COLUMNS // len(self._middle)
        for place, plot in enumerate(self._middle):
            self._grid.addWidget(plot, 1, place * span, 1, span)
        return 2

    _height = MAIN_HEIGHT

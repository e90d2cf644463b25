"""Equal tiles in as many columns as fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from areal_gui import theme


class TileGrid(QWidget):
    """Lays out its tiles anew when its width changes."""

    def __init__(
        self, tiles: Sequence[QWidget], tile_width: int = 22 * theme.SPACING, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.tiles = list(tiles)
        self._tile_width = tile_width
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2 * theme.SPACING)
        # Else the columns of a wide window would keep it from becoming narrow again.
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._arrange(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._tile_width, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self._tile_width, self._grid.minimumSize().height())

    def set_tiles(self, tiles: Sequence[QWidget]) -> None:
        """Show other tiles; the old ones are deleted."""
        for old in self.tiles:
            self._grid.removeWidget(old)
            old.deleteLater()
        self.tiles = list(tiles)
        self._arrange(max(1, self._columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() + self._grid.spacing()
        fitting = max(1, min(len(self.tiles), room // (self._tile_width + self._grid.spacing())))
        rows = -(-len(self.tiles) // fitting)
        columns = -(-len(self.tiles) // rows) if rows else 1
        if columns != self._columns:
            self._arrange(columns)

    def _arrange(self, columns: int) -> None:
        for column in range(max(self._columns, columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for place, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, place // columns, place % columns)
        self.updateGeometry()

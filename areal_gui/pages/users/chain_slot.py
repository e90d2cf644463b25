"""Where the chain is shown, or one line in its place where the model has none."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui.components import Card, Muted
from areal_gui.pages.users.trajectory_panel import TrajectoryPanel

HIGHEST = 16_777_215
"""Qt's word for no limit."""


class ChainSlot(QWidget):
    """Takes no more room than the line while there is no chain: the lists have it then."""

    def __init__(self, panel: TrajectoryPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panel = panel
        self._text = Muted(wrap=True)
        self._line = Card()
        self._line.body.addWidget(self._text)
        self._line.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        column.addWidget(self._line)

    def show_model(self, without_chain: str) -> None:
        """Show the chain, or say why this model has none; empty: it has one."""
        lacks = bool(without_chain)
        self._text.setText(without_chain)
        self._panel.setVisible(not lacks)
        self._line.setVisible(lacks)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as the line needs at this width."""
        layout = self._line.layout()
        lacks = bool(self._text.text()) and layout is not None
        self.setMaximumHeight(layout.totalHeightForWidth(self.width()) if lacks and layout else HIGHEST)

    @property
    def text(self) -> str:
        """What is said in place of the chain."""
        return self._text.text()

"""What the paper says of the same study: quoted, apart from what was measured here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import DataTable, FoldButton, Muted, Notes, TextTableModel
from engine.studies.quotations import HEADS, QUOTATIONS, SOURCE


class QuotationCard(QWidget):
    """Takes no room for studies that the paper has not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = QWidget()
        self.fold = FoldButton(self.tr("What the paper says"), self._inside)
        self.words, self.caveats = Muted(wrap=True), Notes("point")
        self._model = TextTableModel([self.tr("At 20, in percent"), *HEADS], (1, 2, 3, 4), self)
        self.table = DataTable(self.tr("Figures of the paper, quoted"))
        self.table.setModel(self._model)
        self.table.setEnabled(True)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(theme.SPACING, 0, 0, 0)
        inside.setSpacing(theme.SPACING)
        for widget in (self.words, self.table, self.caveats):
            inside.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.SPACING, theme.SPACING, 2 * theme.SPACING, theme.SPACING)
        column.addWidget(self.fold)
        column.addWidget(self._inside)

    def show_kind(self, kind: str) -> None:
        """Quote what there is on this kind of study."""
        quotation = QUOTATIONS.get(kind)
        self.setVisible(quotation is not None)
        if quotation is None:
            return
        self.words.setText(f"“{quotation.words}” ({SOURCE}, {quotation.where})")
        self.caveats.show_texts(quotation.caveats)
        self._model.set_rows([(row.label, *row.texts) for row in quotation.rows])
        self.table.setVisible(bool(quotation.rows))
        self.table.show_every_row()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed frame: this is not ours."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colours(self).border, 1, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)

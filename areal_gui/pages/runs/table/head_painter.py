"""The heads of groups, drawn over the cells of their rows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QTableView

from areal_gui import theme
from areal_gui.components import paint_icon
from areal_gui.pages.runs.table.model import RunModel

ARROW = 2 * theme.SPACING


def paint_heads(view: QTableView, model: RunModel) -> None:
    """Draw the heads that can be seen; call it at the end of the view's paint event."""
    first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
    if first < 0:
        return
    painter = QPainter(view.viewport())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for row in range(first, (last if last >= 0 else model.rowCount() - 1) + 1):
        if model.head(row) is not None:
            _paint(painter, view, model, row)


def _paint(painter: QPainter, view: QTableView, model: RunModel, row: int) -> None:
    head, named = model.head(row), theme.colours(view)
    assert head is not None
    room = QRectF(0, view.rowViewportPosition(row), view.viewport().width(), view.rowHeight(row))
    painter.fillRect(room, named.raised)
    arrow = QRectF(theme.SPACING, room.center().y() - ARROW / 2, ARROW, ARROW)
    paint_icon(painter, "chevron-right" if model.is_folded(head) else "chevron-down", arrow, named.muted)
    text = room.adjusted(ARROW + 2 * theme.SPACING, 0, -theme.SPACING, 0)
    painter.setFont(theme.scaled_font(view, 1.0, strong=True))
    painter.setPen(named.text)
    title = painter.fontMetrics().elidedText(
        head.title, Qt.TextElideMode.ElideMiddle, int(text.width() * 0.6)
    )
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, title)
    left = painter.fontMetrics().horizontalAdvance(title) + 2 * theme.SPACING
    rest = text.adjusted(left, 0, 0, 0)
    painter.setFont(theme.scaled_font(view, 0.95))
    painter.setPen(named.muted)
    summary = painter.fontMetrics().elidedText(
        head.summary, Qt.TextElideMode.ElideRight, max(0, int(rest.width()))
    )
    painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, summary)

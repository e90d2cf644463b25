"""A table header that says of each column what is in it, and has a list for its role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import QHeaderView, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox
from areal_gui.components.tooltip import literal
from areal_gui.pages.data.role_chips import dragged_role
from areal_gui.pages.data.role_names import keys_text, role_of_key

if TYPE_CHECKING:
    from engine.importing.roles import Role

NAME_HEIGHT = 3 * theme.SPACING
COMBO_HEIGHT = 4 * theme.SPACING
GAP = theme.SPACING // 2
QUIET = 0.85
"""The size of the profile beside the name."""


@dataclass(frozen=True)
class ColumnHead:
    """What is said of a column: its name, two short lines, whether they raise a doubt, and all of it."""

    name: str
    lines: tuple[str, str] = ("", "")
    in_doubt: bool = False
    text: str = ""


class RoleCombo(ComboBox):
    """A list of roles that a letter chooses from; the arrow keys to the side go to the next column."""

    key_chosen = Signal(str)
    stepped = Signal(int)
    focused = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        role = role_of_key(event.text()) if not event.modifiers() else None
        forward = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        if role is not None:
            self.key_chosen.emit(role)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if event.key() == forward else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()


class RoleHeader(QHeaderView):
    """Names, roles and profiles of columns; tells which role was chosen for which column, however it was."""

    role_chosen = Signal(int, str)
    column_focused = Signal(int)

    def __init__(self, titles: Mapping[Role, str], parent: QWidget | None = None) -> None:
        """Args: titles: the roles in the order of the list, with their texts."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._titles = dict(titles)
        self._heads: list[ColumnHead] = []
        self._dropping_on: int | None = None
        self.combos: list[RoleCombo] = []
        self.setMinimumSectionSize(17 * theme.SPACING)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.viewport().setAcceptDrops(True)
        self.sectionResized.connect(self._place)

    def show_columns(self, heads: Sequence[ColumnHead], roles: Sequence[str]) -> None:
        """Show these columns with the roles they have."""
        if [head.name for head in heads] != [head.name for head in self._heads]:
            self._make_combos([head.name for head in heads])
        self._heads = list(heads)
        for combo, head, role in zip(self.combos, heads, roles, strict=True):
            combo.blockSignals(True)
            combo.setCurrentIndex(list(self._titles).index(cast("Role", role)))
            combo.blockSignals(False)
            combo.setAccessibleDescription(head.text)
            combo.setToolTip(literal("\n".join(part for part in (head.text, keys_text(self.tr)) if part)))
        self._place()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        lines = 2 * self._quiet_metrics().height()
        return QSize(super().sizeHint().width(), NAME_HEIGHT + COMBO_HEIGHT + lines + 4 * GAP)

    def width_for(self, head: ColumnHead) -> int:
        """The room that the profile of a column needs."""
        quiet = self._quiet_metrics()
        return max(quiet.horizontalAdvance(line) for line in head.lines) + 2 * (GAP + 2)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place()

    def setOffset(self, offset: int) -> None:
        super().setOffset(offset)
        self._place()

    # Painting --------------------------------------------------------------------------------------------

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section >= len(self._heads):
            return
        named, head = theme.colours(self), self._heads[section]
        painter.save()
        painter.fillRect(rect, named.accent_soft if section == self._dropping_on else named.surface)
        painter.setPen(named.border)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(GAP + 2, 0, -GAP - 2, 0)
        painter.setFont(theme.scaled_font(self, strong=True))
        painter.setPen(named.text)
        _draw_line(painter, QRect(room.left(), rect.top(), room.width(), NAME_HEIGHT), head.name)
        painter.setFont(theme.scaled_font(self, QUIET))
        height = self._quiet_metrics().height()
        top = rect.top() + NAME_HEIGHT + COMBO_HEIGHT + 2 * GAP
        painter.setPen(named.warning if head.in_doubt else named.muted)
        _draw_line(painter, QRect(room.left(), top, room.width(), height), head.lines[0])
        painter.setPen(named.muted)
        _draw_line(painter, QRect(room.left(), top + height, room.width(), height), head.lines[1])
        painter.restore()

    def _quiet_metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.scaled_font(self, QUIET))

    # Dragging --------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drag_over(event, self.logicalIndexAt(event.position().toPoint()))

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.show_dropping(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_on(event, self.logicalIndexAt(event.position().toPoint()))

    def drag_over(self, event: QDragMoveEvent, column: int) -> None:
        """A chip is held over a column, here or in the rows below."""
        is_role = column >= 0 and dragged_role(event.mimeData()) is not None
        self.show_dropping(column if is_role else None)
        event.setAccepted(is_role)

    def drop_on(self, event: QDropEvent, column: int) -> None:
        """A chip was dropped on a column, here or in the rows below."""
        self.show_dropping(None)
        role = dragged_role(event.mimeData())
        if role is not None and column >= 0:
            event.acceptProposedAction()
            self.role_chosen.emit(column, role)

    def show_dropping(self, column: int | None) -> None:
        """Mark the column that a chip would fall on."""
        self._dropping_on = column
        self.viewport().update()

    # The lists -------------------------------------------------------------------------------------------

    def _make_combos(self, names: Sequence[str]) -> None:
        for old in self.combos:
            old.hide()
            old.deleteLater()
        self.combos = [self._combo(column, name) for column, name in enumerate(names)]
        for combo, following in zip(self.combos, self.combos[1:], strict=False):
            QWidget.setTabOrder(combo, following)

    def _combo(self, column: int, name: str) -> RoleCombo:
        combo = RoleCombo(self.viewport())
        combo.addItems(list(self._titles.values()))
        combo.setAccessibleName(self.tr("Role of the column {0}").format(name))
        combo.currentIndexChanged.connect(
            lambda index: self.role_chosen.emit(column, list(self._titles)[index])
        )
        combo.key_chosen.connect(lambda role: self.role_chosen.emit(column, role))
        combo.stepped.connect(lambda by: self._step(column + by))
        combo.focused.connect(lambda: self.column_focused.emit(column))
        combo.show()
        return combo

    def _step(self, column: int) -> None:
        if 0 <= column < len(self.combos):
            self.combos[column].setFocus(Qt.FocusReason.TabFocusReason)

    def _place(self, *_sizes: int) -> None:
        for column, combo in enumerate(self.combos):
            left = self.sectionViewportPosition(column) + GAP
            combo.setGeometry(left, NAME_HEIGHT + GAP, self.sectionSize(column) - 2 * GAP, COMBO_HEIGHT)


def _draw_line(painter: QPainter, room: QRect, text: str) -> None:
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(room, side, elided)

"""A table header in which each column has a drop-down list for its role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox

HEIGHT = 9 * theme.SPACING
NAME_HEIGHT = 3 * theme.SPACING
COMBO_HEIGHT = 4 * theme.SPACING


class RoleHeader(QHeaderView):
    """Column names with a list of roles under each; tells which role was chosen for which column."""

    role_chosen = Signal(int, str)

    def __init__(self, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Args: titles: the roles in the order of the list, with their texts."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._titles = dict(titles)
        self._names: list[str] = []
        self.combos: list[ComboBox] = []
        self.setMinimumSectionSize(17 * theme.SPACING)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.sectionResized.connect(self._place)

    def show_columns(self, names: Sequence[str], roles: Sequence[str]) -> None:
        """Show these columns with the roles they have."""
        if list(names) != self._names:
            self._make_combos(names)
        for combo, role in zip(self.combos, roles, strict=True):
            combo.blockSignals(True)
            combo.setCurrentIndex(list(self._titles).index(role))
            combo.blockSignals(False)
        self._place()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place()

    def setOffset(self, offset: int) -> None:
        super().setOffset(offset)
        self._place()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        named = theme.colours(self)
        painter.save()
        painter.fillRect(rect, named.surface)
        painter.setPen(named.border)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(theme.scaled_font(self, strong=True))
        painter.setPen(named.text)
        room = QRect(rect.left() + theme.SPACING // 2, rect.top(), rect.width() - theme.SPACING, NAME_HEIGHT)
        name = self._names[section] if section < len(self._names) else ""
        elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        painter.restore()

    def _make_combos(self, names: Sequence[str]) -> None:
        for old in self.combos:
            old.hide()
            old.deleteLater()
        self._names = list(names)
        self.combos = []
        for column, name in enumerate(names):
            combo = ComboBox(self.viewport())
            combo.addItems(list(self._titles.values()))
            combo.setAccessibleName(self.tr("Role of the column {0}").format(name))
            combo.currentIndexChanged.connect(lambda index, at=column: self._tell(at, index))
            combo.show()
            self.combos.append(combo)
        for combo, following in zip(self.combos, self.combos[1:], strict=False):
            QWidget.setTabOrder(combo, following)

    def _tell(self, column: int, index: int) -> None:
        self.role_chosen.emit(column, list(self._titles)[index])

    def _place(self, *_sizes: int) -> None:
        for column, combo in enumerate(self.combos):
            left = self.sectionViewportPosition(column) + theme.SPACING // 2
            width = self.sectionSize(column) - theme.SPACING
            combo.setGeometry(left, NAME_HEIGHT + theme.SPACING // 2, width, COMBO_HEIGHT)

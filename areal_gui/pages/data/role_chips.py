"""The roles as chips that are dragged onto the columns of the preview."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QDrag, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from areal_gui import theme
from areal_gui.components.labels import TextLabel
from areal_gui.components.tooltip import literal
from areal_gui.pages.data.role_names import KEYS, NEEDED

if TYPE_CHECKING:
    from engine.importing.roles import Role

MIME_TYPE = "application/x-areal-role"


def dragged_role(mime: QMimeData) -> Role | None:
    """The role that is being dragged; None where it is something else."""
    name = bytes(mime.data(MIME_TYPE).data()).decode()
    return cast("Role", name) if name in KEYS else None


def role_mime(role: Role) -> QMimeData:
    """What a dragged chip carries."""
    mime = QMimeData()
    mime.setData(MIME_TYPE, role.encode())
    return mime


class RoleChip(TextLabel):
    """A role: quiet once a column has it, in colour while one that is needed is missing.

    The keyboard has the lists and letters of the columns, so chips take no focus.
    """

    factor = 0.9

    def __init__(self, role: Role, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.role = role
        self._is_given = False
        self._pressed_at = QPoint()
        self.setContentsMargins(theme.SPACING + 2, 3, theme.SPACING + 2, 3)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(
            literal(self.tr("Drag onto a column, or press {0} on a column’s list").format(KEYS[role]))
        )

    def show_given(self, is_given: bool) -> None:
        """Whether a column has the role."""
        self._is_given = is_given
        self.set_colour("muted" if is_given else "accent" if self.role in NEEDED else "text")
        self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(1, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        moved = event.position().toPoint() - self._pressed_at
        if event.buttons() & Qt.MouseButton.LeftButton and (
            moved.manhattanLength() >= QApplication.startDragDistance()
        ):
            drag = QDrag(self)
            drag.setMimeData(role_mime(self.role))
            drag.setPixmap(self.grab())
            drag.setHotSpot(self._pressed_at)
            drag.exec(Qt.DropAction.CopyAction)

    def paintEvent(self, event: QPaintEvent) -> None:
        named = theme.colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        wanted = not self._is_given and self.role in NEEDED
        painter.setPen(QPen(named.accent if wanted else named.border, 1))
        painter.setBrush(named.raised if self._is_given else named.accent_soft if wanted else named.surface)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.end()
        super().paintEvent(event)


class RoleChips(QWidget):
    """One chip for each role but "ignored"."""

    def __init__(self, titles: Mapping[Role, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING // 2 + 2)
        self.chips = {role: RoleChip(role, title) for role, title in titles.items() if role != "ignored"}
        for chip in self.chips.values():
            row.addWidget(chip)
        row.addStretch(1)

    def show_roles(self, given: Collection[Role]) -> None:
        """Show which roles columns have."""
        for role, chip in self.chips.items():
            chip.show_given(role in given)

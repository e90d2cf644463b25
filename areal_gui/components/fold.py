"""The title of something that can be folded away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from areal_gui import theme
from areal_gui.components.icons import icon


class FoldButton(QToolButton):
    """A title with an arrow; pressing it shows or hides `content`."""

    def __init__(
        self, title: str, content: QWidget, *, is_open: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._content = content
        self.setText(title)
        self.setAccessibleName(title)
        self.setAutoRaise(True)
        self.setFont(theme.scaled_font(self, 1.0, strong=True))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(2 * theme.SPACING, 2 * theme.SPACING))
        self.clicked.connect(lambda: self.set_open(not self.is_open))
        self.set_open(is_open)

    @property
    def is_open(self) -> bool:
        return not self._content.isHidden()

    def set_open(self, is_open: bool) -> None:
        """Show the content, or only the title."""
        self.setIcon(icon("chevron-down" if is_open else "chevron-right"))
        self.setAccessibleDescription(self.tr("unfolded") if is_open else self.tr("folded"))
        self._content.setVisible(is_open)

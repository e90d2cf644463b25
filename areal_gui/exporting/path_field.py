"""A folder: typed, or chosen in the dialog of the system."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from areal_gui import theme
from areal_gui.components import Button


class PathField(QWidget):
    """The path can be typed; `~` is the home folder."""

    changed = Signal()

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit(str(path))
        self.field.setAccessibleName(self.tr("Folder to export into"))
        self.field.textChanged.connect(lambda _: self.changed.emit())
        self.choose = Button(self.tr("Choose…"), icon_name="open")
        self.choose.setAccessibleName(self.tr("Choose the folder to export into"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING)
        row.addWidget(self.field, 1)
        row.addWidget(self.choose)

    @property
    def path(self) -> Path:
        """The folder as it stands there."""
        try:
            return Path(self.field.text().strip() or "/nowhere/at/all").expanduser()
        except RuntimeError:  # the home of somebody who is not there
            return Path(self.field.text())

    def set_path(self, path: Path) -> None:
        """Put another folder there."""
        self.field.setText(str(path))

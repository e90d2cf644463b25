"""What this program is, and whose work it stands on."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme, version
from areal_gui.components.icons import FOLDER, paint_icon
from areal_gui.components.labels import Muted, TextLabel, Title

TEXT_WIDTH = 44 * theme.SPACING


def licences_page() -> Path:
    """The page that was made with the packaged program; from a checkout, the list of libraries."""
    made = Path(sys.executable).parent / "licences" / "index.html"
    if getattr(sys, "frozen", False) and made.is_file():
        return made
    return FOLDER.parent / "licences" / "README.md"


class About(QDialog):
    """Name, version, and what it is for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About AREAL"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        purpose = TextLabel(
            self.tr(
                "Trains a diffusion recommender on your own interaction log and shows how it recommends. "
                "It works on this computer alone: nothing is sent anywhere."
            ),
            wrap=True,
        )
        stands_on = Muted(
            self.tr("Built on Qt, under the LGPL, and other free libraries: see Licences."), wrap=True
        )
        for text in (purpose, stands_on):
            text.setFixedWidth(TEXT_WIDTH)
        texts = QVBoxLayout()
        texts.setSpacing(theme.SPACING)
        for label in (Title("AREAL"), Muted(self.tr("Version {0}").format(version())), purpose, stands_on):
            texts.addWidget(label)
        top = QHBoxLayout()
        top.setSpacing(theme.MARGIN)
        top.addWidget(_Emblem(), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(texts)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        licences = buttons.addButton(self.tr("Licences"), QDialogButtonBox.ButtonRole.ActionRole)
        licences.setToolTip(self.tr("Whose work this program stands on, and under which licences"))
        licences.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(licences_page()))))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(theme.MARGIN)
        column.addLayout(top)
        column.addWidget(buttons)


class _Emblem(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(7 * theme.SPACING, 7 * theme.SPACING)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_icon(painter, "areal", QRectF(self.rect()), theme.colours(self).accent)

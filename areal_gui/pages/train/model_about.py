"""“About this baseline”: source, deviations and licence of a model."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Heading, TextLabel
from engine.models.about import Method

WIDTH, HEIGHT = 66 * theme.SPACING, 60 * theme.SPACING


class ModelAbout(QDialog):
    """Plain texts under headings; closes with Escape."""

    def __init__(self, method: Method, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About {}").format(method.title))
        about = method.about
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[2 * theme.SPACING] * 4)
        column.setSpacing(theme.SPACING)
        deviations = [f"•  {text}" for text in about.deviations] or [self.tr("None.")]
        for title, texts in (
            (method.title, [about.summary]),
            (self.tr("Source"), [about.source]),
            (self.tr("What is different here"), deviations),
            (self.tr("Licence of the authors' code"), [about.licence]),
        ):
            column.addWidget(Heading(title))
            for text in texts:
                column.addWidget(_paragraph(text))
            column.addSpacing(theme.SPACING)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName(self.windowTitle())
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.addWidget(scroll, 1)
        outer.addWidget(buttons)
        self.resize(WIDTH, HEIGHT)


def _paragraph(text: str) -> TextLabel:
    label = TextLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label

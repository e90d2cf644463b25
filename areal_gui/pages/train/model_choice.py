"""Which model to train, what it does, and where to read more of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, ComboBox, Muted
from areal_gui.pages.train.model_about import ModelAbout
from engine.models.methods import METHODS


class ModelChoice(QWidget):
    """A list of the models; beside it the way to the text about the chosen one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ComboBox()
        self.box.setAccessibleName(self.tr("Model"))
        for name, method in METHODS.items():
            self.box.addItem(method.title, name)
        self.box.activated.connect(lambda _index: self.chosen.emit(self.box.currentData()))
        self.about_button = Button(self.tr("About"), self._open_about, kind="quiet", icon_name="info")
        self.about_button.setToolTip(self.tr("Where this model comes from, and what is different here"))
        self._summary = Muted(wrap=True)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        row.addWidget(self.box, 1)
        row.addWidget(self.about_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING // 2)
        column.addLayout(row)
        column.addWidget(self._summary)

    @property
    def summary(self) -> QLabel:
        """What the chosen model does, in a sentence."""
        return self._summary

    def show_model(self, name: str) -> None:
        """Show a model as chosen without emitting."""
        self.box.setCurrentIndex(self.box.findData(name))
        method = METHODS[name]
        self._summary.setText(method.about.summary)
        self.about_button.setAccessibleName(self.tr("About {}").format(method.title))

    def _open_about(self) -> None:
        ModelAbout(METHODS[self.box.currentData()], self).open()

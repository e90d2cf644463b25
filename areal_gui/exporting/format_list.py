"""The forms in which a model can leave the program, one below the other."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.tooltip import literal
from engine.exporting.formats import FORMATS, ExportFormat


class FormatList(QWidget):
    """Radio buttons; screen readers and tooltips say what each writes."""

    chosen = Signal(object)
    """An `ExportFormat`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING)
        for form in FORMATS:
            self._add(form, column)
        column.addStretch(1)

    @property
    def form(self) -> ExportFormat:
        """The chosen one."""
        return next(form for form in FORMATS if self.buttons[form.name].isChecked())

    def choose(self, form: ExportFormat) -> None:
        """Choose one, as a click does."""
        self.buttons[form.name].setChecked(True)

    def _add(self, form: ExportFormat, column: QVBoxLayout) -> None:
        button = QRadioButton(_tr(form.title))
        button.setAccessibleDescription(_tr(form.writes))
        button.setToolTip(literal(_tr(form.writes)))
        self._group.addButton(button)
        self.buttons[form.name] = button
        button.toggled.connect(lambda on, form=form: self.chosen.emit(form) if on else None)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _tr(text: str) -> str:
    return QCoreApplication.translate("export_formats", text)

"""The fields for what can be said of a form."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox, SpinBox
from areal_gui.components.tooltip import literal
from areal_gui.exporting.plan import Values
from engine.exporting.formats import ExportFormat, ExportOption

MOST = 1000
LONGEST = 500

Field = ComboBox | SpinBox | QLineEdit


class OptionFields(QWidget):
    """Made anew for each form; no room is taken by a form of which nothing can be said."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self._read: dict[str, Callable[[], str | int]] = {}
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(2 * theme.SPACING)
        self._rows.setVerticalSpacing(theme.SPACING)

    @property
    def values(self) -> dict[str, str | int]:
        """What the fields say."""
        return {name: read() for name, read in self._read.items()}

    def show_form(self, form: ExportFormat, values: Values) -> None:
        """Ask what can be said of a form, beginning with these values."""
        while self._rows.rowCount():
            self._rows.removeRow(0)
        self.fields, self._read = {}, {}
        for option in form.options:
            field = self._field(option, values.get(option.name, option.default))
            field.setAccessibleName(_tr(option.title))
            field.setAccessibleDescription(_tr(option.help))
            field.setToolTip(literal(_tr(option.help)))
            label = QLabel(_tr(option.title))
            label.setBuddy(field)
            label.setMinimumHeight(field.sizeHint().height())
            self.fields[option.name] = field
            self._rows.addRow(label, field)
        self.setVisible(bool(form.options))

    def _field(self, option: ExportOption, value: str | int) -> Field:
        if option.choices:
            choice = ComboBox()
            choice.addItems([text.upper() for text in option.choices])
            choice.setCurrentIndex(option.choices.index(str(value)))
            choice.currentIndexChanged.connect(lambda _: self.changed.emit())
            self._read[option.name] = lambda: option.choices[choice.currentIndex()]
            return choice
        if isinstance(value, int):
            number = SpinBox()
            number.setRange(1, MOST)
            number.setValue(value)
            number.valueChanged.connect(lambda _: self.changed.emit())
            self._read[option.name] = number.value
            return number
        text = QLineEdit(value)
        text.setMaxLength(LONGEST)
        text.setPlaceholderText(_tr("Not stated"))
        text.textChanged.connect(lambda _: self.changed.emit())
        self._read[option.name] = text.text
        return text


def _tr(text: str) -> str:
    return QCoreApplication.translate("export_formats", text)

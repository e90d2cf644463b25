"""Rows of a setting and what is typed for it; rows can be added and taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, ComboBox, Muted, icon
from areal_gui.pages.studies.editor_model import Row
from engine.training.dependence import of_other_models
from engine.training.settings import Setting, all_settings

LEFT_OUT = ("seed", "device", "data.events", "data.earliest", "data.latest")
"""Seeds have a field of their own; the others are no single values between commas."""


class SettingRows(QWidget):
    """Like a small form of which the user chooses the lines.

    Attributes:
        model: whose settings there are to choose from; None: those of all.
        usual: the value that a setting begins with.
    """

    edited = Signal()

    def __init__(self, name: str, add_text: str, hint: Callable[[Setting], str]) -> None:
        super().__init__()
        self._name, self._hint = name, hint
        self._rows: list[_Row] = []
        self._fixed = False
        self.model: str | None = None
        self.usual: Callable[[str], str] = lambda _path: ""
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.SPACING)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 2)
        self.add_button = Button(add_text, self._add, kind="quiet", icon_name="plus")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(self._grid)
        line = QGridLayout()
        line.addWidget(self.add_button, 0, 0)
        line.setColumnStretch(1, 1)
        column.addLayout(line)

    def show_rows(self, rows: Sequence[Row], *, fixed: bool = False) -> None:
        """Show these; `fixed`: their settings stay, and there are no others."""
        self._fixed = fixed
        for shown in self._rows:
            shown.dispose()
        self._rows = []
        for row in rows:
            self._append(row)
        self.add_button.setVisible(not fixed)

    def rows(self) -> list[Row]:
        """What is typed now."""
        return [Row(row.path, row.field.text()) for row in self._rows]

    def _append(self, row: Row) -> _Row:
        shown = _Row(self._name, row, self._hint, choosable(self.model), fixed=self._fixed)
        shown.setting.currentIndexChanged.connect(lambda _place: self._changed(shown))
        shown.field.textEdited.connect(lambda _text: self.edited.emit())
        shown.remove.clicked.connect(lambda _checked=False: self._take_away(shown))
        place = self._grid.rowCount()
        for column, widget in enumerate((shown.setting, shown.field, shown.remove)):
            self._grid.addWidget(widget, place, column)
        self._grid.addWidget(shown.hint, place + 1, 1, 1, 2)
        self._rows.append(shown)
        return shown

    def _add(self) -> None:
        taken = {row.path for row in self._rows}
        path = next(setting.path for setting in choosable(self.model) if setting.path not in taken)
        row = self._append(Row(path, self.usual(path)))
        row.setting.setFocus()
        self.edited.emit()

    def _changed(self, row: _Row) -> None:
        row.field.setText(self.usual(row.path))
        row.show_hint()
        self.edited.emit()

    def _take_away(self, row: _Row) -> None:
        self._rows.remove(row)
        row.dispose()
        self.add_button.setFocus()
        self.edited.emit()


class _Row:
    """The widgets of one row."""

    def __init__(
        self,
        name: str,
        row: Row,
        hint: Callable[[Setting], str],
        choices: Sequence[Setting],
        *,
        fixed: bool,
    ) -> None:
        self._hint_of = hint
        self.setting, self.field, self.remove = ComboBox(), QLineEdit(row.text), QToolButton()
        self.hint = Muted(wrap=True)
        for setting in choices:
            self.setting.addItem(f"{setting.group}: {setting.title}", setting.path)
        if self.setting.findData(row.path) < 0:
            self.setting.addItem(row.path, row.path)
        self.setting.setCurrentIndex(self.setting.findData(row.path))
        self.setting.setEnabled(not fixed)
        self.setting.setMinimumContentsLength(18)
        self.setting.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setting.setAccessibleName(f"{name}: setting")
        self.field.setAccessibleName(f"{name}: values")
        self.remove.setIcon(icon("close"))
        self.remove.setAutoRaise(True)
        self.remove.setIconSize(QSize(2 * theme.SPACING, 2 * theme.SPACING))
        self.remove.setToolTip(self.remove.tr("Take this setting away"))
        self.remove.setAccessibleName(f"{name}: take away")
        self.remove.setVisible(not fixed)
        self.show_hint()

    @property
    def path(self) -> str:
        return str(self.setting.currentData())

    def show_hint(self) -> None:
        setting = next((each for each in all_settings() if each.path == self.path), None)
        self.hint.setText("" if setting is None else self._hint_of(setting))
        self.hint.setVisible(bool(self.hint.text()))

    def dispose(self) -> None:
        for widget in (self.setting, self.field, self.remove, self.hint):
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()


def choosable(model: str | None) -> list[Setting]:
    """The settings that a study can vary, of a model or of all."""
    others = frozenset() if model is None else of_other_models(model)
    return [
        setting for setting in all_settings() if setting.path not in LEFT_OUT and setting.path not in others
    ]


def label_for(text: str, buddy: QWidget) -> QLabel:
    """A label of a form."""
    label = QLabel(text)
    label.setBuddy(buddy)
    label.setMinimumHeight(buddy.sizeHint().height())  # beside its field, not at its top
    return label

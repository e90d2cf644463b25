"""The form of every setting of a run, made from the configuration itself, in groups that fold."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card, FoldButton, Muted
from areal_gui.pages.train.form_model import FormModel
from areal_gui.pages.train.setting_field import SettingField

COLUMNS = 2
OPEN_AT_FIRST = ("Data and split", "Optimisation")
CHOSEN_ELSEWHERE = ("device",)


class SettingsForm(QWidget):
    """Shows a `FormModel` and types into it."""

    changed = Signal()
    help_wanted = Signal(str)
    """The setting the user is at, by path."""

    def __init__(self, model: FormModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.fields: dict[str, SettingField] = {}
        self.groups: dict[str, SettingGroup] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING)
        for path, setting in model.settings.items():
            if path in CHOSEN_ELSEWHERE:
                continue
            if setting.group not in self.groups:
                self.groups[setting.group] = SettingGroup(setting.group, setting.group in OPEN_AT_FIRST)
                column.addWidget(self.groups[setting.group])
            self.fields[path] = self._make_field(path)
            self.groups[setting.group].add(self.fields[path])
        self.refresh()

    def refresh(self) -> None:
        """Show every value of the model: one value can make another one wrong."""
        for path, field in self.fields.items():
            field.show_state(self._model.state(path))
        problems, changed = self._model.problems, self._model.changed
        for group in self.groups.values():
            inside = [field.setting.path for field in group.fields]
            group.show_counts(
                sum(path in changed for path in inside), sum(path in problems for path in inside)
            )

    def show_problem(self) -> None:
        """Bring the first field that has a problem into view."""
        for path in self._model.problems:
            if path in self.fields:
                self.groups[self.fields[path].setting.group].set_open(True)
                self.fields[path].editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _make_field(self, path: str) -> SettingField:
        field = SettingField(self._model.settings[path])
        field.edited.connect(self._on_edited)
        field.reset_asked.connect(self._on_reset)
        field.entered.connect(self.help_wanted)
        return field

    def _on_edited(self, path: str, text: str) -> None:
        self._model.type(path, text)
        self.refresh()
        self.changed.emit()

    def _on_reset(self, path: str) -> None:
        self._model.reset(path)
        self.refresh()
        self.changed.emit()


class SettingGroup(Card):
    """Settings that belong together, under a title that folds them away."""

    def __init__(self, title: str, is_open: bool, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.fields: list[SettingField] = []
        self._counts = Muted()
        self._inner = QWidget()
        self._fold = FoldButton(title, self._inner, is_open=is_open)
        self.header.insertWidget(0, self._fold)
        self.header.addWidget(self._counts)
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * theme.SPACING)
        self._grid.setVerticalSpacing(2 * theme.SPACING)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.body.addWidget(self._inner)

    def add(self, field: SettingField) -> None:
        """Put a field into the next free cell."""
        row, column = divmod(len(self.fields), COLUMNS)
        self._grid.addWidget(field, row, column, Qt.AlignmentFlag.AlignTop)
        self.fields.append(field)

    def set_open(self, is_open: bool) -> None:
        """Show the fields, or only the title."""
        self._fold.set_open(is_open)

    def show_counts(self, changed: int, problems: int) -> None:
        """Say in the title what a folded group hides."""
        parts = []
        if changed:
            parts.append(self.tr("{} changed").format(changed))
        if problems:
            parts.append(self.tr("{} not possible").format(problems))
        self._counts.setText(" · ".join(parts))
        self._counts.set_colour("danger" if problems else "accent")

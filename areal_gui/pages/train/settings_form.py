"""The form of every setting of a run, made from the configuration itself, in groups that fold."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Muted
from areal_gui.pages.train.form_model import FormModel
from areal_gui.pages.train.setting_field import SettingField
from areal_gui.pages.train.setting_group import SettingGroup

OPEN_AT_FIRST = ("Data and split", "Model", "Optimisation")
CHOSEN_ELSEWHERE = ("device", "method")


class SettingsForm(QWidget):
    """Shows a `FormModel` and types into it."""

    changed = Signal()
    help_wanted = Signal(str)
    """The setting the user is at, by path."""
    reset_asked = Signal(tuple)
    """Paths of the settings of a group that is to be reset."""
    shown = Signal(QWidget)
    """A part of the form that should be in view."""
    searched = Signal()
    """What is under the search should be in view."""

    def __init__(self, model: FormModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.fields: dict[str, SettingField] = {}
        self.groups: dict[str, SettingGroup] = {}
        self._shown: set[str] | None = None
        self._method = ""
        self.search = self._make_search()
        self.only_changed = QCheckBox(self.tr("Only changed"))
        self.only_changed.toggled.connect(self._narrow)
        self._nothing = Muted(wrap=True)
        self._nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(self._search_row())
        column.addWidget(self._nothing)
        for path, setting in model.settings.items():
            if path in CHOSEN_ELSEWHERE:
                continue
            if setting.group not in self.groups:
                column.addWidget(self._make_group(setting.group))
            self.fields[path] = self._make_field(path)
            self.groups[setting.group].add(self.fields[path])
        self.refresh()

    def refresh(self) -> None:
        """Show every value of the model: one value can make another one wrong."""
        if self._method != self._model.method:
            self._method = self._model.method
            self._narrow()
        for path, field in self.fields.items():
            field.show_state(self._model.state(path))
        problems, changed = self._model.problems, self._model.changed
        for group in self.groups.values():
            group.show_counts(changed, problems)
        number = sum(path in self.fields for path in changed)
        self.only_changed.setText(
            self.tr("Only changed ({})").format(number) if number else self.tr("Only changed")
        )

    def show_problem(self) -> None:
        """Bring the first field that has a problem into view."""
        for path in self._model.problems:
            if path in self.fields:
                self.show_field(path)
                return

    def show_field(self, path: str) -> None:
        """Bring a field into view, and the keyboard to it."""
        if self._shown is not None and path not in self._shown:
            self.show_all()
        field = self.fields[path]
        self.groups[field.setting.group].set_open(True)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit(field)

    def go_to_search(self) -> None:
        """Bring the keyboard to the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        self.searched.emit()

    def show_all(self) -> None:
        """Forget what was searched for."""
        self.search.clear()
        self.only_changed.setChecked(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                return self._go_to_first()
        return super().eventFilter(watched, event)

    def _go_to_first(self) -> bool:
        """From the search to the first field that it found."""
        for path, field in self.fields.items():
            if field.isVisible() and field.editor.isEnabled():
                self.show_field(path)
                return True
        return False

    def _narrow(self) -> None:
        """Show what the search and the switch ask for; what changes later stays where it is."""
        words, only_changed = self.search.text(), self.only_changed.isChecked()
        narrowed = bool(words.strip()) or only_changed
        self._shown = self._model.found(words, only_changed=only_changed) if narrowed else None
        there = self.fields.keys() - self._model.foreign
        for group in self.groups.values():
            group.show_only(there if self._shown is None else self._shown, unfold=narrowed)
        nothing = self._shown is not None and not self._shown & self.fields.keys()
        self._nothing.setVisible(nothing)
        if nothing and not words.strip():
            self._nothing.setText(self.tr("Nothing differs from the preset."))
        elif nothing:
            among = self.tr("changed setting") if only_changed else self.tr("setting")
            self._nothing.setText(
                self.tr("No {0} has “{1}” in its name or help.").format(among, words.strip())
            )

    def _make_search(self) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(self.tr("Find a setting"))
        line.setAccessibleName(self.tr("Find a setting"))
        line.setToolTip(self.tr("Words of its name or help; Return goes to the first one found"))
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self._narrow)
        line.textEdited.connect(lambda _text: self.searched.emit())
        line.installEventFilter(self)
        return line

    def _search_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * theme.SPACING)
        row.addWidget(self.search, 1)
        row.addWidget(self.only_changed)
        return row

    def _make_group(self, title: str) -> SettingGroup:
        group = SettingGroup(title, title in OPEN_AT_FIRST)
        group.reset_asked.connect(self.reset_asked)
        self.groups[title] = group
        return group

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
        self.fields[path].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

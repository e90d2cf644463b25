"""One setting in the form: its title and unit, an editor for its kind, and what is to be said of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox, Muted, TextLabel, icon
from areal_gui.pages.train.form_model import FieldState
from engine.training.setting_texts import choice_title, spoken
from engine.training.settings import Setting

Editor = QLineEdit | QCheckBox | ComboBox


class SettingField(QWidget):
    """Emits what is typed; the form answers with `show_state`."""

    edited = Signal(str, str)
    reset_asked = Signal(str)
    entered = Signal(str)
    """The focus or the mouse came to the setting of this path."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._shown: FieldState | None = None
        self._title = TextLabel(setting.title)
        self._unit = Muted(setting.unit)
        self._note = TextLabel(wrap=True)
        self._note.hide()
        self._reset = self._make_reset()
        self.editor = self._make_editor()
        self.editor.setAccessibleName(f"{setting.title}, {setting.unit}" if setting.unit else setting.title)
        self.editor.installEventFilter(self)
        self._title.setBuddy(self.editor)
        self.setToolTip(f"<p>{setting.help}</p><p><code>{setting.path}</code></p>")
        self._lay_out()

    def show_state(self, state: FieldState) -> None:
        """Show the value, whether it differs from the preset, and why it cannot be used or has no effect."""
        if state == self._shown:
            return
        self._shown = state
        self._write(state.text)
        self.editor.setEnabled(state.open)
        self._reset.setVisible(state.changed)
        usual = spoken(self.setting, state.usual) if state.usual else self.setting.empty or self.tr("empty")
        self._reset.setToolTip(self.tr("Back to the preset's value: {}").format(usual))
        self._title.set_colour("accent" if state.changed else "text" if state.open else "muted")
        note = state.problem or state.idle
        self._note.setText(note)
        self._note.set_colour("danger" if state.problem else "muted")
        self._note.setVisible(bool(note))
        self.editor.setAccessibleDescription(f"{note} {self.setting.help}".strip())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self.setting.path)
        return False

    def enterEvent(self, _event: QEvent) -> None:
        self.entered.emit(self.setting.path)

    def _make_reset(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("undo"))
        button.setAutoRaise(True)
        button.setAccessibleName(self.tr("Back to the preset's value of {}").format(self.setting.title))
        button.clicked.connect(lambda: self.reset_asked.emit(self.setting.path))
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        button.hide()
        return button

    def _make_editor(self) -> Editor:
        setting = self.setting
        if setting.kind == "choice":
            combo = ComboBox()
            for choice in setting.choices:
                combo.addItem(choice_title(setting.path, choice), choice)
            combo.activated.connect(lambda _index: self._emit(combo.currentData()))
            return combo
        if setting.kind == "bool":
            box = QCheckBox(self.tr("Yes"))
            box.clicked.connect(lambda on: self._emit("true" if on else "false"))
            return box
        line = QLineEdit()
        line.setPlaceholderText(setting.empty)
        line.textEdited.connect(self._emit)
        return line

    def _emit(self, text: str) -> None:
        self.edited.emit(self.setting.path, text)

    def _write(self, text: str) -> None:
        match self.editor:
            case QCheckBox() as box:
                box.setChecked(text == "true")
            case ComboBox() as combo:
                combo.setCurrentIndex(combo.findData(text))
            case QLineEdit() as line if line.text().strip() != text:
                line.setText(text)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACING // 2)
        top.addWidget(self._title)
        top.addWidget(self._unit)
        top.addStretch(1)
        top.addWidget(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING // 2)
        column.addLayout(top)
        column.addWidget(self.editor)
        column.addWidget(self._note)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)

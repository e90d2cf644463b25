"""What the user writes about a data set, or about a run."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from areal_gui import theme
from areal_gui.components import Card, Muted

PAUSE_MS = 1200
HEIGHT = 18 * theme.SPACING


class NotesCard(Card):
    """Says what is to be kept a moment after the last key press, and when the keyboard goes elsewhere."""

    written = Signal(int, str)
    """What it is about, by its number, and the notes it has from now on."""

    def __init__(self, about: str = "", hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Notes"), parent)
        self._owner: int | None = None
        self._kept = ""
        self._state = Muted()
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(about or self.tr("Notes about this data set"))
        self.editor.setPlaceholderText(
            hint
            or self.tr("Where it came from, what was left out, what to keep in mind. Saved as you write.")
        )
        self.editor.setTabChangesFocus(True)
        self.editor.setFixedHeight(HEIGHT)
        self.editor.installEventFilter(self)
        self.editor.textChanged.connect(self._on_text)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.header.addWidget(self._state)
        self.body.addWidget(self.editor)

    def show_notes(self, owner: int, notes: str) -> None:
        """Show the notes of another; what is being written about the same one stays."""
        if owner == self._owner:
            return
        self.keep()
        self._owner, self._kept = owner, notes
        self.editor.blockSignals(True)
        self.editor.setPlainText(notes)
        self.editor.blockSignals(False)
        self._state.setText("")

    def keep(self) -> None:
        """Say what was written, where it is not kept yet."""
        self._pause.stop()
        text = self.editor.toPlainText()
        if self._owner is not None and text != self._kept:
            self._kept = text
            self.written.emit(self._owner, text)
            self._state.setText(self.tr("Saved"))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.keep()
        return False

    def _on_text(self) -> None:
        self._state.setText(self.tr("Writing…"))
        self._pause.start()

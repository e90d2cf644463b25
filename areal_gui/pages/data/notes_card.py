"""What the user writes about a data set."""

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
    """A data set, and the notes it has from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Notes"), parent)
        self._dataset_id: int | None = None
        self._kept = ""
        self._state = Muted()
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(self.tr("Notes about this data set"))
        self.editor.setPlaceholderText(
            self.tr("Where it came from, what was left out, what to keep in mind. Saved as you write.")
        )
        self.editor.setTabChangesFocus(True)
        self.editor.setFixedHeight(HEIGHT)
        self.editor.installEventFilter(self)
        self.editor.textChanged.connect(self._on_text)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.header.addWidget(self._state)
        self.body.addWidget(self.editor)

    def show_notes(self, dataset_id: int, notes: str) -> None:
        """Show the notes of a data set; what is being written about the same one stays."""
        if dataset_id == self._dataset_id:
            return
        self.keep()
        self._dataset_id, self._kept = dataset_id, notes
        self.editor.blockSignals(True)
        self.editor.setPlainText(notes)
        self.editor.blockSignals(False)
        self._state.setText("")

    def keep(self) -> None:
        """Say what was written, where it is not kept yet."""
        self._pause.stop()
        text = self.editor.toPlainText()
        if self._dataset_id is not None and text != self._kept:
            self._kept = text
            self.written.emit(self._dataset_id, text)
            self._state.setText(self.tr("Saved"))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.keep()
        return False

    def _on_text(self) -> None:
        self._state.setText(self.tr("Writing…"))
        self._pause.start()

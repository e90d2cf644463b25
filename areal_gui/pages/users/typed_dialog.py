"""Typing or pasting a history of nobody in the log."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Muted
from areal_gui.fitting import on_screen
from areal_gui.formats import count
from areal_gui.pages.users.typed_history import LONGEST, ItemFinder, Reading, TypedHistory

SIZE = (60 * theme.SPACING, 50 * theme.SPACING)
TYPING_PAUSE_MS = 150
MOST_NAMED = 5


class TypedDialog(QDialog):
    """A text of ids or titles, what was found of it, and a name for it."""

    typed = Signal(object)
    """A `TypedHistory`."""

    def __init__(self, finder: ItemFinder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finder = finder
        self.reading = Reading()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(self.tr("A history of your own"))
        self.resize(on_screen(self, QSize(*SIZE)))
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(self.tr("First item\nSecond item\n…"))
        self.text.setAccessibleName(self.tr("Items of the history, oldest first"))
        self.text.setTabChangesFocus(True)
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Name (optional)"))
        self.name.setAccessibleName(self.tr("Name of the history"))
        self.found = Muted(wrap=True)
        self.show_button = Button(self.tr("Show"), self._show, kind="primary")
        self.show_button.setToolTip(self.tr("See what the model proposes after it (Ctrl+Return)"))
        self.show_button.setShortcut("Ctrl+Return")
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        self.text.textChanged.connect(self._pause.start)
        self._arrange()
        self._read()
        self.text.setFocus()

    def _arrange(self) -> None:
        hint = self.tr(
            "Ids or titles of items, one a line or separated by commas, the oldest first. "
            "The log stays as it is."
        )
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        row.addStretch(1)
        row.addWidget(Button(self.tr("Cancel"), self.reject))
        row.addWidget(self.show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(Muted(hint, wrap=True))
        column.addWidget(self.text, 1)
        column.addWidget(self.found)
        column.addWidget(self.name)
        column.addLayout(row)

    def _read(self) -> None:
        self._pause.stop()
        self.reading = self._finder.read(self.text.toPlainText())
        self.found.setText("\n".join(self._found_lines()))
        self.found.set_colour("warning" if self.reading.unknown else "muted")
        # Nothing at all is a history, too: that of somebody new.
        self.show_button.setEnabled(bool(self.reading.items) or not self.reading.unknown)

    def _found_lines(self) -> list[str]:
        reading, found = self.reading, len(self.reading.items)
        if not found and not reading.unknown:
            return [self.tr("Empty: what the model proposes to somebody new")]
        lines = [self.tr("1 item found") if found == 1 else self.tr("{n} items found").format(n=count(found))]
        if reading.unknown:
            lines.append(self.tr("Not known to this run: {names}").format(names=_listed(reading.unknown)))
        if reading.several:
            text = self.tr("Several items have these titles, the first counts; ids are exact: {names}")
            lines.append(text.format(names=_listed(reading.several)))
        if reading.left_out:
            lines.append(self.tr("Only the last {n} count").format(n=count(LONGEST)))
        return lines

    def _show(self) -> None:
        self._read()
        if not self.show_button.isEnabled():
            return
        items = self.reading.items
        ids = tuple(self._finder.external_ids[item] for item in items)
        self.typed.emit(TypedHistory(self.name.text().strip() or self._usual_name(), ids))
        self.accept()

    def _usual_name(self) -> str:
        items = self.reading.items
        if not items:
            return self.tr("Somebody new")
        last = self._finder.name(items[-1])
        more = len(items) - 1
        return self.tr("{name} and {n} before").format(name=last, n=count(more)) if more else last


def _listed(names: tuple[str, ...]) -> str:
    """The first names, shortened, and how many more there are."""
    shown = [f"“{name[:40]}…”" if len(name) > 40 else f"“{name}”" for name in names[:MOST_NAMED]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" (+ {count(more)})" if more else "")

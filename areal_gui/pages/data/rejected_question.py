"""Most rows of a log cannot be read: is that as it should be?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from areal_gui import formats

if TYPE_CHECKING:
    from engine.importing.load import MostRowsRejected

MOST_REASONS = 6


def reasons_text(error: MostRowsRejected) -> str:
    """The reasons with their counts, the most frequent first, each in a line."""
    lines = [f"{formats.count(number)} × {reason}" for reason, number in error.reasons.items()]
    rest = len(lines) - MOST_REASONS
    more = [_tr("and {0} more reasons").format(rest)] if rest > 0 else []
    return "\n".join([*lines[:MOST_REASONS], *more])


def ask_about_rejected(
    error: MostRowsRejected, go_on: Callable[[], object], give_up: Callable[[], object], window: QWidget
) -> None:
    """Ask whether the rest is to be imported; Escape and Return give up, for that harms nothing."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(_tr("Most rows cannot be read"))
    box.setText(error.what)
    box.setInformativeText("\n\n".join((reasons_text(error), error.why, error.advice)))
    anyway = box.addButton(
        _tr("Import the other {0} rows").format(formats.count(error.accepted)),
        QMessageBox.ButtonRole.AcceptRole,
    )
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.finished.connect(lambda _code: go_on() if box.clickedButton() is anyway else give_up())
    box.open()


def _tr(text: str) -> str:
    return QCoreApplication.translate("rejected_question", text)

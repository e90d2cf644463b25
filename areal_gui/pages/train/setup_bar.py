"""The bar under the form: help on the setting at hand, what the training will take, and its start."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import BottomBar, Button, Muted, TextLabel
from areal_gui.components.labels import MutedLine


class SetupBar(BottomBar):
    """Shows texts; what its buttons do is the view's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.help, self.outlook = Muted(wrap=True), MutedLine()
        self.state = TextLabel(wrap=True)
        self.reset_button = Button(self.tr("Reset all"), kind="quiet", icon_name="undo")
        self.start_button = Button(self.tr("Start training"), kind="primary", icon_name="play")
        self.queue_button = Button(self.tr("Add to queue"), icon_name="plus")
        self.queue_button.setToolTip(
            self.tr("Train it when it is its turn; you can set up another meanwhile")
        )
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for text in (self.help, self.outlook, self.state):
            texts.addWidget(text)
            text.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, theme.SPACING, theme.MARGIN, theme.SPACING)
        row.setSpacing(2 * theme.SPACING)
        row.addLayout(texts, 1)
        for button in (self.reset_button, self.queue_button, self.start_button):
            row.addWidget(button)
        self.setMinimumHeight(8 * theme.SPACING)

    def show_help(self, text: str) -> None:
        """Explain the setting that the user is at."""
        _show(self.help, text)

    def show_state(self, problem: str, outlook: str, changed: int) -> None:
        """Say what keeps the training from starting, or else what it will take and what was changed."""
        number = self.tr("1 setting changed") if changed == 1 else self.tr("{} settings changed")
        _show(self.state, problem or (number.format(changed) if changed else ""))
        self.state.set_colour("danger" if problem else "accent")
        _show(self.outlook, "" if problem else outlook)
        self.reset_button.setVisible(changed > 0)


def _show(label: TextLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))

"""What can be taken away of a widget: its context menu, and a button with the same menu, copy or save it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from areal_gui.components.icons import icon

if TYPE_CHECKING:
    from areal_gui.context import AppContext

COPY, SAVE = QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Save


class TakeAway(QObject):
    """The actions of one widget; a subclass makes them and says what they do.

    Attributes:
        actions: in the order of the menu.
    """

    def __init__(self, context: AppContext, widget: QWidget, name: Callable[[], str]) -> None:
        """Args: name: what the widget's contents are called now, also as a file."""
        super().__init__(widget)
        self._context, self._widget, self._name = context, widget, name
        self.actions: list[QAction] = []
        self._tip = ""

    def offer(self, actions: Sequence[QAction], tip: str, *, on_widget: bool = True) -> None:
        """Have these actions.

        Args:
            tip: of a button that has them.
            on_widget: the widget's own context menu offers them, too.
        """
        self.actions, self._tip = list(actions), tip
        if on_widget:
            self._widget.addActions(self.actions)
            self._widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def button(self) -> QToolButton:
        """A button that opens the same menu, for a place beside the title."""
        button = QToolButton()
        button.setIcon(icon("more"))
        button.setAutoRaise(True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(self._tip)
        button.setAccessibleName(self.tr("Copy or save: {0}").format(self._widget.accessibleName()))
        menu = QMenu(button)
        menu.addActions(self.actions)
        button.setMenu(menu)
        return button

    def action(
        self, text: str, run: Callable[[], None], shortcut: QKeySequence.StandardKey | None = None
    ) -> QAction:
        """An action; its shortcut holds where the keyboard is at the widget."""
        action = QAction(text, self)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: run())
        return action

    def put(self, text: str, said: str) -> None:
        """Put a text on the clipboard, and say so."""
        QGuiApplication.clipboard().setText(text)
        self._context.notify.info(said)

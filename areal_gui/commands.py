"""One registry of what the user can do; menus, shortcuts, palette and shortcut sheet are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from areal_gui.components.icons import icon


@dataclass(frozen=True)
class Command:
    """Something the user can do.

    Attributes:
        id: unique, "page.verb".
        title: what menus and the palette show; an ellipsis where a dialog follows.
        run: what it does.
        group: the heading in the shortcut sheet, and the menu's title where the command is in a menu.
        shortcut: in Qt's portable notation, "Ctrl+O".
        when: tells whether it can be used now; asked when a menu or the palette opens.
        checked: for a switch, tells its state.
        palette: False for what makes no sense to search for.
        writes: changes the workspace, so that it cannot be used where that is open for reading only.
    """

    id: str
    title: str
    run: Callable[[], object]
    group: str
    shortcut: str = ""
    icon: str = ""
    when: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    palette: bool = True
    writes: bool = False


class CommandRegistry(QObject):
    """All commands, each with the `QAction` that menus and buttons share."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._closed_because = ""

    def close_writing(self, reason: str) -> None:
        """From now on nothing can be done that changes the workspace; the tooltips say why."""
        self._closed_because = reason
        self.refresh()

    def add(self, command: Command) -> QAction:
        """Register a command; its shortcut works once a window has the returned action (`addAction`)."""
        if command.id in self._commands:
            raise ValueError(f"the command {command.id} exists already")
        action = QAction(command.title, self)
        action.setObjectName(command.id)
        if command.icon:
            action.setIcon(icon(command.icon))
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
        action.setCheckable(command.checked is not None)
        action.triggered.connect(lambda: self.run(command.id))
        self._commands[command.id] = command
        self._actions[command.id] = action
        return action

    def remove(self, command_id: str) -> None:
        """Forget a command, with its action."""
        del self._commands[command_id]
        self._actions.pop(command_id).deleteLater()

    def run(self, command_id: str) -> bool:
        """Do it, if it can be done now; tells whether it was."""
        command = self._commands[command_id]
        if not self.enabled(command):
            return False
        command.run()
        return True

    def enabled(self, command: Command) -> bool:
        if command.writes and self._closed_because:
            return False
        return command.when is None or command.when()

    def action(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def all(self) -> list[Command]:
        """The commands in the order they were added."""
        return list(self._commands.values())

    def refresh(self) -> None:
        """Bring every action up to date with `when` and `checked`."""
        for name, command in self._commands.items():
            action = self._actions[name]
            action.setEnabled(self.enabled(command))
            if command.writes and self._closed_because:
                action.setToolTip(self._closed_because)
            if command.checked is not None:
                action.setChecked(command.checked())


def matching(commands: list[Command], text: str) -> list[Command]:
    """The commands whose title or group holds the typed letters in order, the closest first."""
    scored = [
        (score, position, command)
        for position, command in enumerate(commands)
        if (score := _distance(text, f"{command.title} {command.group}")) is not None
    ]
    return [command for _, _, command in sorted(scored, key=lambda entry: entry[:2])]


def _distance(typed: str, title: str) -> int | None:
    """How far the letters of `typed` are spread in `title`; None where they are not all there."""
    position, spread = -1, 0
    lowered = title.casefold()
    for letter in typed.casefold().replace(" ", ""):
        found = lowered.find(letter, position + 1)
        if found < 0:
            return None
        at_word_start = found == 0 or not lowered[found - 1].isalnum()
        spread += 0 if at_word_start else found - position - 1
        position = found
    return spread

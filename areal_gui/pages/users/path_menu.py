"""How the denoising is played and how its map is coloured: seldom changed, so behind one button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from areal_gui.components import Button
from areal_gui.pages.users.step_player import StepPlayer

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)


class PathMenu(Button):
    """A loop, a speed, and colours by popularity."""

    by_popularity = Signal(bool)
    """The items of the map are to be coloured by their popularity, or no longer."""

    def __init__(self, player: StepPlayer, parent: QWidget | None = None) -> None:
        super().__init__("", kind="quiet", icon_name="more", parent=parent)
        self.setAccessibleName(self.tr("More of the trajectory"))
        self.setToolTip(self.tr("Loop and speed of the player, colours of the map"))
        menu = QMenu(self)
        self.loop = self._switch(menu, self.tr("Play in a loop"))
        self.loop.toggled.connect(lambda on: setattr(player, "loop", on))
        menu.addSeparator()
        self.speeds = QActionGroup(self)
        for speed in SPEEDS:
            text = (
                self.tr("Usual speed")
                if speed == 1
                else self.tr("{n} times the speed").format(n=f"{speed:g}")
            )
            action = self._switch(menu, text)
            action.setData(speed)
            action.setChecked(speed == player.speed)
            self.speeds.addAction(action)
        self.speeds.triggered.connect(lambda action: player.set_speed(action.data()))
        menu.addSeparator()
        self.popularity = self._switch(menu, self.tr("Colour items by popularity"))
        self.popularity.toggled.connect(self.by_popularity)
        self.setMenu(menu)

    def _switch(self, menu: QMenu, text: str) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        return action

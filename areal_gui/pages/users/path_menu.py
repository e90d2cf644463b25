"""How the denoising is played and how its map is coloured: seldom changed, so behind one button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from areal_gui.components import Button
from areal_gui.pages.users.step_player import StepPlayer

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)


class PathMenu(Button):
    """A loop, a speed, and what the colours of the map say."""

    coloured = Signal()
    """`colour` is another."""

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
        menu.addAction(self.tr("Colour items by")).setEnabled(False)
        self._menu = menu
        self.colours = QActionGroup(self)
        self.colours.triggered.connect(lambda _action: self.coloured.emit())
        self.offer_attributes(())
        self.setMenu(menu)

    @property
    def colour(self) -> str | None:
        """What the colours say: nothing (empty), popularity (None), or the name of an attribute."""
        chosen = self.colours.checkedAction()
        return "" if chosen is None else chosen.data()

    def offer_attributes(self, names: Sequence[str]) -> None:
        """Offer these attributes of the items; what was chosen stays if it is still offered."""
        before = self.colour
        for action in self.colours.actions():
            self.colours.removeAction(action)
            self._menu.removeAction(action)
            action.deleteLater()
        texts = ((self.tr("nothing"), ""), (self.tr("popularity"), None), *((name, name) for name in names))
        for text, data in texts:
            action = self._switch(self._menu, text.replace("&", "&&"))
            action.setData(data)
            self.colours.addAction(action)
        wanted = next((one for one in self.colours.actions() if one.data() == before), None)
        (wanted or self.colours.actions()[0]).setChecked(True)

    def _switch(self, menu: QMenu, text: str) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        return action

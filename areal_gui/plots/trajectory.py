"""The map of items with the path that denoising takes over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from areal_gui import theme
from areal_gui.components.tooltip import literal
from areal_gui.plots.item_scatter import ItemScatter, bounds_of
from areal_gui.plots.path_overlay import PathOverlay, blend

Array = NDArray[np.float64]
View = Literal["path", "items", "follow"]

HOVER_REACH = 12
ROOM = 0.08
POPULARITY = ((0.4, 1.0), (0.1, 0.4), (0.0, 0.1))
"""Which shares of the items, from the most popular on, have one colour; those drawn last come last."""
KINDS = 6
"""So many kinds of items have a colour of their own; all others are grey."""
SAMPLED = 200
"""So many items say where the map is dense."""
FAINT = 0.45
"""How much of the grey is in the dots that are not told apart."""

Group = tuple[str, QColor, Array]
"""What dots of one colour stand for, the colour, and where they are."""


class TrajectoryPlot(pg.PlotWidget):
    """Items as dots, the path x_T ... x_0 over them, one step of it chosen.

    The view shows the whole path ("path"), the items ("items"), or what is still ahead ("follow": it
    closes in as the step moves on). Panning or zooming by mouse stays until the next of these is asked for.
    """

    _built = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map: Array = np.empty((0, 2))
        self._path: Array = np.empty((0, 2))
        self._final: Array = np.empty((0, 2))
        self._name: Callable[[int], str] = str
        self._step = 0
        self._view: View = "path"
        self._popularity: NDArray[np.int64] | None = None
        self._kinds: tuple[Sequence[str], NDArray[np.int64]] | None = None
        self._more_of: Callable[[int], str] | None = None
        self._scatters = [ItemScatter() for _group in range(1 + KINDS)]
        self._overlay = PathOverlay(
            theme.colours(self), (self.tr("top of the list"), self.tr("nearest at this step"))
        )
        self._build()
        self._built = True
        self._restyle()

    def _build(self) -> None:
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.hideAxis("left")
        self.hideAxis("bottom")
        self.setAspectLocked(True)
        self.getViewBox().disableAutoRange()
        for scatter in self._scatters:
            self.addItem(scatter, ignoreBounds=True)
        self.addItem(self._overlay, ignoreBounds=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # -- content

    def set_map(self, points: NDArray[np.floating], name: Callable[[int], str]) -> None:
        """Show other items: their points [n, 2], and what each is called."""
        self._map, self._name = np.asarray(points, dtype=np.float64), name
        self._popularity = self._kinds = None
        self._show_items()
        self.set_path(np.empty((0, 2)), [])

    def set_popularity(self, rank: NDArray[np.int64] | None) -> None:
        """Colour the items by their place, from 1, in the order of popularity; None: all alike."""
        self._popularity, self._kinds = rank, None
        self._show_items()

    def set_kinds(
        self, names: Sequence[str], kind: NDArray[np.int64], more_of: Callable[[int], str] | None = None
    ) -> None:
        """Colour the items by their kind, a place in `names`, of which the first are told apart; -1: none.

        Args:
            more_of: what is told of an item under the mouse, beside its name.
        """
        self._popularity, self._kinds, self._more_of = None, (names, kind), more_of
        self._show_items()

    def _show_items(self) -> None:
        """Those that are drawn last lie over the others: the rarer ones."""
        muted = theme.colours(self).muted
        groups = self._by_popularity() or self._by_kind()
        rarer_last = [*groups[:1], *sorted(groups[1:], key=lambda group: -len(group[2]))]
        shown: list[Group] = rarer_last or [("", muted, self._map)]
        for at, scatter in enumerate(self._scatters):
            _name, colour, points = shown[at] if at < len(shown) else ("", muted, self._map[:0])
            scatter.set_points(points)
            scatter.set_colour(colour, flat=bool(groups))
        self._overlay.set_ground(self._map[:: max(1, len(self._map) // SAMPLED)])
        self._overlay.set_groups([(name, colour) for name, colour, points in groups if len(points)])

    def _by_popularity(self) -> list[Group]:
        """The rare ones below the popular ones, in deeper and deeper colours."""
        if self._popularity is None:
            return []
        colours, share = theme.colours(self), (self._popularity - 1) / len(self._popularity)
        names = (self.tr("rare items"), self.tr("popular items"), self.tr("the most popular tenth"))
        return [
            (
                name,
                blend(self._faint(), colours.kinds[2], depth),
                self._map[(share >= least) & (share < most)],
            )
            for name, (least, most), depth in zip(names, POPULARITY, (0.0, 0.5, 1.0), strict=True)
        ]

    def _by_kind(self) -> list[Group]:
        """The kinds that are told apart over the grey of all others."""
        if self._kinds is None:
            return []
        colours, (names, kind) = theme.colours(self), self._kinds
        told = list(zip(colours.kinds, names, strict=False))
        others: Group = (self.tr("others"), self._faint(), self._map[(kind < 0) | (kind >= len(told))])
        groups = [(name, colour, self._map[kind == code]) for code, (colour, name) in enumerate(told)]
        return [others, *groups]

    def _faint(self) -> QColor:
        colours = theme.colours(self)
        return blend(colours.surface, colours.muted, FAINT)

    def set_path(self, path: NDArray[np.floating], final: Sequence[int]) -> None:
        """Show a path [steps, 2] and highlight the items it ends at, the nearest first."""
        self._path = np.asarray(path, dtype=np.float64)
        self._final = self._map[list(final)]
        self._step = min(self._step, max(0, len(self._path) - 1))
        self._overlay.set_path(self._path, self._final, [self._name(item) for item in final])
        self._overlay.set_fan(np.empty((0, 0, 2)))
        self.fit()

    def set_fan(self, fan: NDArray[np.floating]) -> None:
        """Show the paths of other draws of the noise beside it, [steps, draws, 2]."""
        self._overlay.set_fan(np.asarray(fan, dtype=np.float64))

    def set_step(self, step: int, near: Sequence[int] = ()) -> None:
        """Choose a step, and ring the items nearest to the model's prediction there."""
        self._step = step
        self._overlay.set_step(step, self._map[list(near)])
        if self._view == "follow":
            self.fit()

    def set_view(self, view: View) -> None:
        """Choose what is fitted into the view."""
        self._view = view
        self.fit()

    # -- view

    def fit(self) -> None:
        """Show what the present view wants to show."""
        rect = self.wanted_range()
        if rect.width() > 0 or rect.height() > 0:
            self.setRange(rect, padding=ROOM)

    def wanted_range(self) -> QRectF:
        """What the present view wants to show, in plot coordinates, without the room around it."""
        items = bounds_of(self._map)
        if self._view == "items" or len(self._path) == 0:
            return items
        if self._view == "path":
            return items.united(bounds_of(self._path))
        ahead = bounds_of(np.concatenate([self._path[self._step :], self._final]))
        return _at_least(ahead, 0.12 * max(items.width(), items.height()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()
        event.accept()

    # -- names of items under the mouse

    def item_at(self, position: QPointF) -> int | None:
        """The item whose dot is at (or close to) a position of the viewport."""
        if len(self._map) == 0:
            return None
        box = self.getViewBox()
        here = box.mapSceneToView(self.mapToScene(position.toPoint()))
        scale_x, scale_y = box.viewPixelSize()
        distance = np.hypot((self._map[:, 0] - here.x()) / scale_x, (self._map[:, 1] - here.y()) / scale_y)
        nearest = int(distance.argmin())
        return nearest if distance[nearest] <= HOVER_REACH else None

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            item = self.item_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if item is None else literal(self._told(item)), self)
            return True
        return bool(super().viewportEvent(event))

    def _told(self, item: int) -> str:
        more = self._more_of(item) if self._kinds is not None and self._more_of is not None else ""
        return "\n".join(filter(None, (self._name(item), more)))

    # -- look

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The base class already causes such events while it is being made.
        if self._built and event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._restyle()

    def _restyle(self) -> None:
        colours = theme.colours(self)
        self.setBackground(colours.surface)
        self._show_items()
        self._overlay.set_look(colours, theme.scaled_font(self, 0.9))


def _at_least(rect: QRectF, side: float) -> QRectF:
    """The rectangle, grown about its centre so that its longer side has a least length."""
    grow = max(0.0, side - max(rect.width(), rect.height())) / 2
    return rect.adjusted(-grow, -grow, grow, grow)

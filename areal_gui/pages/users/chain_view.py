"""A chain in figures: curves along its steps, and all of it as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QGridLayout, QWidget

from areal_gui import theme
from areal_gui.components import DataTable, TextTableModel
from areal_gui.formats import percent
from areal_gui.plots.curve import Curve
from areal_gui.plots.curves import CurvePlot
from areal_gui.plots.figure_export import FigureTable

if TYPE_CHECKING:
    from areal_gui.pages.users.inspection import MappedTrajectory


class ChainPlots(QWidget):
    """How sure, how far from the end, how much guided, how much signal: over the steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Curves along the chain"))
        self.entropy = CurvePlot(self.tr("Entropy, nats"), small=True)
        self.distance = CurvePlot(self.tr("Distance from x₀"), small=True)
        self.guidance = CurvePlot(self.tr("Pull of the history"), small=True)
        self.signal = CurvePlot(self.tr("Signal ᾱ"), small=True)
        for plot, hint in (
            (
                self.entropy,
                self.tr("Of the items under the prediction: falls as the model makes up its mind"),
            ),
            (self.distance, self.tr("How far the prediction is from where the chain ends")),
            (self.guidance, self.tr("How far the prediction is from the one without a history")),
            (self.signal, self.tr("The share of signal in the state (Eq. 3)")),
        ):
            plot.setToolTip(hint)
            plot.set_axis("step")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.SPACING)
        for at, plot in enumerate(self.plots):
            grid.addWidget(plot, at // 2, at % 2)

    @property
    def plots(self) -> list[CurvePlot]:
        return [self.entropy, self.distance, self.guidance, self.signal]

    def show_trajectory(self, mapped: MappedTrajectory) -> None:
        """Show another chain."""
        curves = mapped.curves
        x = curves.places.astype(np.float64)
        signal = mapped.trajectory.alpha_bar[curves.places]
        shown: list[NDArray[np.floating]] = [curves.entropy, curves.distance, curves.guidance, signal]
        for plot, values in zip(self.plots, shown, strict=True):
            known = np.isfinite(values)
            plot.show_curves([Curve(plot.title, x[known], values[known].astype(np.float64))])
            plot.show_all()


class ChainTable(DataTable):
    """What the plots show, step by step, for those who read it."""

    def __init__(self, name: Callable[[int], str], parent: QWidget | None = None) -> None:
        """Args: name: what an item is called."""
        super().__init__(self.tr("The chain step by step"), parent)
        self._name = name
        self._headers = (
            self.tr("Step"),
            self.tr("t"),
            self.tr("Signal ᾱ"),
            self.tr("Entropy"),
            self.tr("Distance from x₀"),
            self.tr("Pull of the history"),
            self.tr("Nearest item"),
            self.tr("Probability"),
        )
        self.texts = TextTableModel(self._headers, (0, 1, 2, 3, 4, 5, 7), self)
        self.setModel(self.texts)

    def show_trajectory(self, mapped: MappedTrajectory) -> None:
        """Show another chain."""
        self.texts.set_rows([[str(cell) for cell in row] for row in chain_rows(mapped, self._name)])
        self.resizeColumnsToContents()


def chain_rows(mapped: MappedTrajectory, name: Callable[[int], str]) -> list[tuple[object, ...]]:
    """The figures of a chain at the places that its curves have."""
    path, curves = mapped.trajectory, mapped.curves
    return [
        (
            int(place),
            int(path.timesteps[place]),
            percent(float(path.alpha_bar[place])),
            f"{curves.entropy[row]:.3f}",
            f"{curves.distance[row]:.4f}",
            "–" if np.isnan(curves.guidance[row]) else f"{curves.guidance[row]:.4f}",
            name(int(path.nearest[place, 0])),
            percent(float(path.nearest_probability[place, 0])),
        )
        for row, place in enumerate(curves.places.tolist())
    ]


def chain_table(mapped: MappedTrajectory, name: Callable[[int], str]) -> FigureTable:
    """The figures of a chain and the ranks of the followed items, for a file."""
    followed = [f"rank of {name(item)}" for item in mapped.top[: mapped.curves.ranks.shape[1]]]
    headers = ("step", "t", "alpha_bar", "entropy", "distance", "pull", "nearest", "probability", *followed)
    path, curves = mapped.trajectory, mapped.curves
    rows = [
        (
            int(place),
            int(path.timesteps[place]),
            float(path.alpha_bar[place]),
            float(curves.entropy[row]),
            float(curves.distance[row]),
            float(curves.guidance[row]),
            name(int(path.nearest[place, 0])),
            float(path.nearest_probability[place, 0]),
            *curves.ranks[row].tolist(),
        )
        for row, place in enumerate(curves.places.tolist())
    ]
    return FigureTable.of(headers, rows)

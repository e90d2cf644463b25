"""The right side of the page: one user, laid out as the room allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.labels import ElidedLabel, MutedLine
from areal_gui.components.tabs import CalmTabBar
from areal_gui.pages.users.chain_slot import ChainSlot
from areal_gui.pages.users.generation_menu import GenerationMenu
from areal_gui.pages.users.history_panel import HistoryPanel
from areal_gui.pages.users.insight import chain_of
from areal_gui.pages.users.inspection import Inspection
from areal_gui.pages.users.kept_split import KeptSplit
from areal_gui.pages.users.top_panel import TopPanel
from areal_gui.pages.users.trajectory_panel import TrajectoryPanel
from areal_gui.pages.users.user_texts import facts_text, name_text
from areal_gui.settings import Settings
from engine.models.methods import without_chain

if TYPE_CHECKING:
    from areal_gui.pages.users.insight import Insight
    from engine.recommending.item_attributes import ItemAttribute
    from engine.recommending.recommender import Recommender

ROOMY = QSize(720, 520)
NARROWEST = QSize(440, 320)
LIST_SHARE, LIST_WIDTHS = 0.42, (45 * theme.SPACING, 65 * theme.SPACING)
"""Of the width for the list, and the least and the most that it has."""
HISTORY_SHARE = 0.4
"""Of the height left of the list; the rest is for the chain."""


class Name(ElidedLabel):
    """Who is shown; ids and names can be long."""

    factor = 1.1
    strong = True


class UserView(QWidget):
    """The list in full height, history and trajectory left of it; behind tabs where there is little room."""

    def __init__(
        self, settings: Settings, history: HistoryPanel, top: TopPanel, trajectory: TrajectoryPanel
    ) -> None:
        super().__init__()
        self.history, self.top, self.trajectory = history, top, trajectory
        self._name, self._facts = Name(), MutedLine()
        self._chain = ChainSlot(trajectory)
        self._has_chain = True
        self.generation = GenerationMenu()
        self._left = KeptSplit(
            Qt.Orientation.Vertical, settings, "history", lambda room: round(HISTORY_SHARE * room)
        )
        self._panes = KeptSplit(
            Qt.Orientation.Horizontal, settings, "list", lambda room: room - list_width(room)
        )
        self._stack = QStackedWidget()
        self._tabs = CalmTabBar()
        for text in (self.tr("Recommendations"), self.tr("History"), self.tr("Trajectory")):
            self._tabs.addTab(text)
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._tabs.setAccessibleName(self.tr("Parts of the user's view"))
        self._panes.addWidget(self._left)
        about = QHBoxLayout()
        about.setSpacing(2 * theme.SPACING)
        self.about = about
        about.addWidget(self._name)
        about.addWidget(self._facts, 1)
        about.addWidget(self.generation)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(about)
        column.addWidget(self._panes, 1)
        column.addWidget(self._tabs)
        column.addWidget(self._stack, 1)
        # The panels beside each other need more: without this the window never gets small enough for tabs.
        self.setMinimumSize(NARROWEST)
        self._roomy: bool | None = None
        self._arrange(roomy=True)

    def show_model(self, recommender: Recommender, attributes: Sequence[ItemAttribute] = ()) -> None:
        """Get ready for the users of another model, whose items have these attributes."""
        chain = chain_of(recommender)
        self.history.show_model(recommender)
        self.top.show_attributes(attributes)
        self.trajectory.show_model(recommender, attributes)
        self._chain.show_model("" if chain else without_chain(recommender.run.model, recommender.run.config))
        self._left.set_divisible(chain is not None)
        self.generation.setVisible(chain is not None)
        self._has_chain = chain is not None
        if chain is not None:
            self.generation.show_run(chain.generation, chain.diffusion_steps)

    def show_inspection(self, inspection: Inspection) -> None:
        """Show a user with the list; the trajectory follows when it is there."""
        self._name.setText(name_text(inspection))
        self._facts.setText(facts_text(inspection))
        self.history.show_inspection(inspection)
        self.top.show_inspection(inspection)

    @property
    def without_chain(self) -> str:
        """What stands in place of a chain; empty where the model has one."""
        return self._chain.text

    @property
    def heading(self) -> str:
        """Whom the view shows."""
        return self._name.text()

    def show_insight(self, insight: Insight) -> None:
        """Show what stands behind the list, beside the history and over the list."""
        self.history.show_insight(insight)
        self.top.show_insight(insight, self.generation.draws.value() if self._has_chain else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = event.size()
        self._arrange(roomy=size.width() >= ROOMY.width() and size.height() >= ROOMY.height())

    def _arrange(self, *, roomy: bool) -> None:
        if roomy == self._roomy:
            return
        self._roomy = roomy
        # A panel lives in one place at a time: adding it here takes it out of there.
        if roomy:
            self._left.addWidget(self.history)
            self._left.addWidget(self._chain)
            self._panes.addWidget(self.top)
            for panel in (self.history, self.top, self._chain):
                panel.show()
            for split in (self._panes, self._left):
                split.divide()
        else:
            for panel in (self.top, self.history, self._chain):
                self._stack.addWidget(panel)
            self._stack.setCurrentIndex(self._tabs.currentIndex())
        self._panes.setVisible(roomy)
        self._tabs.setVisible(not roomy)
        self._stack.setVisible(not roomy)


def list_width(room: int) -> int:
    """How much of the width the list has where nobody chose otherwise."""
    least, most = LIST_WIDTHS
    return min(max(least, round(LIST_SHARE * room)), most)

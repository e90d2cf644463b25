"""Whose users an imported model is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import loading, theme
from areal_gui.components import ComboBox, Muted
from areal_gui.components.tooltip import literal
from areal_gui.formats import count
from areal_gui.read_only import needs_writing

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.recommending.imported import Matching
    from engine.store.runs import RunRow

IMPORTED = "imported"


class AudienceChoice(QWidget):
    """A drop-down of the data sets of which the model knows items; seen only for an imported run."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._run: RunRow | None = None
        self.choice = ComboBox()
        self.choice.setAccessibleName(self.tr("Data set whose users the imported model is asked about"))
        self.choice.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.known = Muted(wrap=True)
        self.choice.activated.connect(self._choose)
        needs_writing(context, self.choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING // 2)
        column.addWidget(self.choice)
        column.addWidget(self.known)
        self.hide()

    def show_run(self, run: RunRow) -> None:
        """Offer what there is for a run."""
        self._run = run
        self.setVisible(run.status == IMPORTED)
        if run.status != IMPORTED:
            return
        workspace = self._context.workspace

        def read() -> list[Matching]:
            with loading.one_at_a_time:
                from engine.recommending.imported import matchings

            return matchings(workspace, run)

        self._context.tasks.query(read, lambda found: self._offer(run, found), key="users.matchings")

    def _offer(self, run: RunRow, found: Sequence[Matching]) -> None:
        if run is not self._run:
            return
        self.choice.clear()
        self.choice.addItem(self.tr("No one: type a history"), None)
        for each in found:
            self.choice.addItem(self.tr("Users of {name}").format(name=each.name), each.dataset_id)
            tip = literal(f"{each.name}\n{self._share(each)}")
            self.choice.setItemData(self.choice.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        chosen = [each.dataset_id for each in found]
        self.choice.setCurrentIndex(chosen.index(run.audience) + 1 if run.audience in chosen else 0)
        of = next((each for each in found if each.dataset_id == run.audience), None)
        if of is not None:
            self.known.setText(self._share(of))
        elif found:
            self.known.setText(self.tr("Choose a data set, or press T to type a history."))
        else:
            self.known.setText(
                self.tr("No data set here has items that it knows. Press T to type a history.")
            )

    def _share(self, of: Matching) -> str:
        if of.known == of.items:
            return self.tr("The model knows all {all} items.").format(all=count(of.items))
        text = self.tr("The model knows {known} of {all} items ({share:.1%}); others are left out.")
        return text.format(known=count(of.known), all=count(of.items), share=of.share)

    def _choose(self, _index: int) -> None:
        run, dataset_id = self._run, self.choice.currentData()
        if run is None or dataset_id == run.audience:
            return
        store = self._context.workspace.store

        def change() -> None:
            from engine.store.imported import set_audience

            set_audience(store, run.id, dataset_id)

        self._context.tasks.query(
            change,
            lambda _: self._context.runs_changed.emit(),
            lambda error: self._context.notify.error(error, self.tr("The data set was not chosen")),
        )

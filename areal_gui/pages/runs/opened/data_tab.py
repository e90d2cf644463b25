"""The data card of a log as a run saw it: the sequences, the filters and the split it was trained with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from areal_gui import formats, loading, theme
from areal_gui.components import Muted
from areal_gui.context import AppContext
from areal_gui.pages.data.card_texts import CardTexts, card_texts
from areal_gui.pages.data.card_view import CardView, Key
from engine.store.datasets import get_dataset
from engine.store.runs import IMPORTED, RunRow

if TYPE_CHECKING:
    from engine.workspace import Workspace


class RunCard(CardView):
    """Counts what the run was trained on, also where its log has grown since."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("The log as this run saw it"))

    def key(self, row: Any) -> Key:
        return row.id, row.epoch

    def read(self, workspace: Workspace, row: Any) -> CardTexts:
        return read_run_card(workspace, row)


class DataTab(QScrollArea):
    """The card on a page that scrolls."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = RunCard(context)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, theme.SPACING, theme.SPACING, theme.SPACING)
        self.elsewhere = Muted(
            self.tr(
                "The log that this model was trained on is not here: a bundle holds a model and its figures. "
                "What it tells of its data is in its model card, README.md among the files."
            ),
            wrap=True,
        )
        column.addWidget(self.card)
        column.addWidget(self.elsewhere)
        column.addStretch(1)
        self.setAccessibleName(self.tr("Data card of the run"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(content)
        for ground in (self.viewport(), content):
            ground.setAutoFillBackground(False)

    def show_run(self, row: RunRow) -> None:
        """Show the card of another run; it is counted once it can be seen."""
        imported = row.status == IMPORTED
        self.card.setVisible(not imported)
        self.elsewhere.setVisible(imported)
        if not imported:
            self.card.show_row(row)


def read_run_card(workspace: Workspace, run: RunRow) -> CardTexts:
    """Count the sequences of a run under its own split. Loads torch: not for the window's thread.

    Raises:
        EngineError: the sequences are gone, and the log has changed since.
    """
    with loading.one_at_a_time:
        from engine.sequences.config import DataConfig
        from engine.sequences.data_card import data_card
        from engine.sequences.snapshot import open_run_snapshot
        from engine.sequences.splits import make_split
    config = DataConfig.model_validate(run.config["data"])
    snapshot, dataset = open_run_snapshot(workspace, run), get_dataset(workspace.store, run.dataset_id)
    card = data_card(snapshot, make_split(snapshot, config), config.history_length)
    said = _tr("{0}: {1} interactions count, split {2}")
    told = said.format(dataset.name, formats.count(card.interactions), card.split.replace("_", " "))
    return replace(card_texts(card, card.interactions), subtitle=told)


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_card", text)

"""Which run's model the page asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.components import ComboBox
from areal_gui.components.tooltip import literal

if TYPE_CHECKING:
    from engine.store.runs import RunRow


class RunChoice(ComboBox):
    """A drop-down of runs; `chosen` fires when another run, or a newer state of it, is to be used."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Run whose model recommends"))
        self.setMinimumWidth(32 * theme.SPACING)
        self.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._current: RunRow | None = None
        self.currentIndexChanged.connect(self._tell)

    @property
    def run(self) -> RunRow | None:
        """The run that is shown."""
        return self._current

    def show_runs(self, runs: Sequence[RunRow], wanted: int | None = None) -> None:
        """Offer runs, newest first; keep the one that is shown unless another is wanted."""
        keep = wanted if wanted is not None else self._current.id if self._current else None
        self.blockSignals(True)
        self.clear()
        same = Counter(run.name for run in runs)
        for run in runs:
            self.addItem(self._title(run, alone=same[run.name] == 1), run)
            self.setItemData(
                self.count() - 1,
                self._hint(run, self.itemText(self.count() - 1)),
                Qt.ItemDataRole.ToolTipRole,
            )
        self.setCurrentIndex(next((i for i, run in enumerate(runs) if run.id == keep), 0 if runs else -1))
        self.blockSignals(False)
        self._tell()

    def _tell(self) -> None:
        run = self.currentData()
        self.setToolTip(self._hint(run, self.currentText()) if run else "")
        if run != self._current:
            self._current = run
            if run is not None:
                self.chosen.emit(run)

    def _title(self, run: RunRow, *, alone: bool) -> str:
        """The run's name, with what else tells it from the others."""
        parts = [run.name]
        if run.dataset_name not in run.name:
            parts.append(run.dataset_name)
        if not alone:
            parts.append(self.tr("run {0}").format(run.id))
        return " · ".join(parts)

    def _hint(self, run: RunRow, title: str) -> str:
        return literal(f"{title}\n{self._facts(run)}")

    def _facts(self, run: RunRow) -> str:
        return self.tr("Run {id}: {model}, preset {preset}, {status}, best epoch {epoch}").format(
            id=run.id, model=run.model, preset=run.preset, status=run.status, epoch=run.best_epoch
        )

"""The settings a run was made with; what differs from its preset stands out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTableView

from areal_gui.pages.train.epoch_table import plain_table
from engine.store.datasets import DatasetRow
from engine.store.runs import RunRow
from engine.training.config import RunConfig
from engine.training.presets import PRESETS, preset, preset_for
from engine.training.settings import Setting, Value, all_settings, as_text, as_value, value_of

Index = QModelIndex | QPersistentModelIndex
MISSING = object()


class ConfigModel(QAbstractTableModel):
    """Group, setting and value of every setting that the run recorded."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[Setting, Value, bool]] = []
        self._heads = (self.tr("Group"), self.tr("Setting"), self.tr("Value"))

    def show_run(self, row: RunRow, dataset: DatasetRow | None = None) -> None:
        """Show the settings of a run; a preset may have other values for its data set."""
        self.beginResetModel()
        self._rows = list(_settings_of(row, _usual(row.preset, dataset)))
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = 0) -> Any:
        setting, value, changed = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            texts = (setting.group, setting.title, f"{as_text(value) or '–'} {setting.unit}".rstrip())
            return texts[index.column()]
        if role == Qt.ItemDataRole.FontRole and changed:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            note = self.tr(" (differs from the preset)") if changed else ""
            return f"{setting.path}{note}: {setting.help}"
        return None


def config_table(model: ConfigModel, name: str) -> QTableView:
    """The view of the model."""
    table = plain_table(model, name)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    return table


def _usual(name: str, dataset: DatasetRow | None) -> RunConfig:
    """What the preset means; the recommended one in place of a preset that is gone."""
    known = name if name in PRESETS else "recommended"
    return preset(known) if dataset is None else preset_for(known, dataset)


def _settings_of(row: RunRow, usual: RunConfig) -> Iterator[tuple[Setting, Value, bool]]:
    """Setting, recorded value, and whether it differs; a run of another version may lack some."""
    for setting in all_settings():
        found: Any = row.config
        for part in setting.path.split("."):
            found = found.get(part, MISSING) if isinstance(found, dict) else MISSING
        if found is MISSING:
            yield setting, None, False
        else:
            recorded = as_value(found)
            yield setting, recorded, recorded != value_of(usual, setting.path)

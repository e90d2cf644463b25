"""The settings a run was made with; what differs from its preset stands out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTableView

from areal_gui.pages.train.epoch_table import plain_table
from areal_gui.pages.train.form_model import as_text
from engine.errors import BadSetting
from engine.store.runs import RunRow
from engine.training.presets import preset
from engine.training.settings import Setting, Value, all_settings, value_of

Index = QModelIndex | QPersistentModelIndex


class ConfigModel(QAbstractTableModel):
    """Group, setting and value of every setting that the run recorded."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[Setting, Value, bool]] = []
        self._heads = (self.tr("Group"), self.tr("Setting"), self.tr("Value"))

    def show_run(self, row: RunRow) -> None:
        """Show the settings of a run."""
        self.beginResetModel()
        self._rows = [(setting, value, value != usual) for setting, value, usual in _settings_of(row)]
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


def _settings_of(row: RunRow) -> list[tuple[Setting, Value, Value]]:
    """Setting, recorded value, and the preset's value; a run of another version may lack some."""
    try:
        usual = preset(row.preset)
    except BadSetting:
        usual = preset("recommended")
    found = []
    for setting in all_settings():
        value: Any = row.config
        for part in setting.path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        found.append((setting, value, value_of(usual, setting.path)))
    return found

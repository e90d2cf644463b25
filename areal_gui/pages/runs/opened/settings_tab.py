"""The settings a run was made with, to search; what differs from its preset stands out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Muted, icon
from areal_gui.components.table import ColumnModel
from areal_gui.pages.train.epoch_table import plain_table
from engine.store.datasets import DatasetRow
from engine.store.runs import RunRow
from engine.training.config import RunConfig
from engine.training.dependence import of_other_models
from engine.training.presets import preset_of_run
from engine.training.setting_texts import spoken, spoken_with_unit
from engine.training.settings import Setting, Value, all_settings, as_text, as_value, value_of

Index = QModelIndex | QPersistentModelIndex
MISSING = object()


class ConfigModel(ColumnModel):
    """Group, setting and value of every setting that the run recorded."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[tuple[Setting, Value, bool]] = []
        self._rows: list[tuple[Setting, Value, bool]] = []
        self._words: list[str] = []
        self._only_changed = False
        self._heads = (self.tr("Group"), self.tr("Setting"), self.tr("Value"))

    def show_run(self, row: RunRow, dataset: DatasetRow | None = None) -> None:
        """Show the settings of a run; a preset may have other values for its data set."""
        self._all = list(_settings_of(row, preset_of_run(row.preset, row.model, dataset)))
        self.find(" ".join(self._words), only_changed=self._only_changed)

    def find(self, words: str, *, only_changed: bool) -> None:
        """Show only the settings that have all these words, or only what differs from the preset."""
        self._words, self._only_changed = words.casefold().split(), only_changed
        self.beginResetModel()
        self._rows = [row for row in self._all if self._is_wanted(*row)]
        self.endResetModel()

    @property
    def changed(self) -> int:
        """How many settings differ from the preset."""
        return sum(changed for _, _, changed in self._all)

    def _is_wanted(self, setting: Setting, value: Value, changed: bool) -> bool:
        texts = (setting.group, setting.title, setting.path, as_text(value), spoken(setting, value))
        told = " ".join((*texts, setting.help)).casefold()
        return (changed or not self._only_changed) and all(word in told for word in self._words)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def headers(self) -> tuple[str, ...]:
        return self._heads

    def data(self, index: Index, role: int = 0) -> Any:
        setting, value, changed = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            texts = (setting.group or self.tr("Run"), setting.title, spoken_with_unit(setting, value))
            return texts[index.column()]
        if role == Qt.ItemDataRole.FontRole and changed:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            note = self.tr(" (differs from the preset)") if changed else ""
            return f"{setting.path}{note}: {setting.help}"
        return None


class SettingsTab(QWidget):
    """The table with a search, and a switch for what differs from the preset."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.search = ConfigModel(), QLineEdit()
        self.only_changed = QCheckBox(self.tr("Only what differs from the preset"))
        self._count = Muted()
        self.table = _settings_table(self.model, self.tr("Settings of the run"))
        self.search.setPlaceholderText(self.tr("Search the settings"))
        self.search.setAccessibleName(self.tr("Search the settings"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _: self._find())
        self.only_changed.toggled.connect(lambda _: self._find())
        row = QHBoxLayout()
        row.setSpacing(2 * theme.SPACING)
        row.addWidget(self.search, 1)
        row.addWidget(self.only_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACING, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(row)
        column.addWidget(self._count)
        column.addWidget(self.table, 1)

    def show_run(self, row: RunRow, dataset: DatasetRow | None) -> None:
        """Show the settings of another run under the same search."""
        self.model.show_run(row, dataset)
        self._tell()

    def _find(self) -> None:
        self.model.find(self.search.text(), only_changed=self.only_changed.isChecked())
        self._tell()

    def _tell(self) -> None:
        changed, shown = self.model.changed, self.model.rowCount()
        if changed == 1:
            text = self.tr("1 setting differs from the preset; it is in bold.")
        elif changed:
            text = self.tr("{0} settings differ from the preset; they are in bold.").format(changed)
        else:
            text = self.tr("Every setting is as its preset has it.")
        if not shown and self.search.text():
            text = self.tr("No setting has these words.")
        self._count.setText(text)


def _settings_table(model: ConfigModel, name: str) -> QTableView:
    table = plain_table(model, name)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    return table


def _setting_at(row: RunRow, path: str) -> Any:
    """What a run recorded of a setting; `MISSING` where its version did not know it."""
    found: Any = row.config
    for part in path.split("."):
        found = found.get(part, MISSING) if isinstance(found, dict) else MISSING
    return found


def _settings_of(row: RunRow, usual: RunConfig) -> Iterator[tuple[Setting, Value, bool]]:
    """Setting of its model, recorded value, and whether it differs; one of another version may lack some."""
    foreign = of_other_models(row.model)
    for setting in (each for each in all_settings() if each.path not in foreign):
        found = _setting_at(row, setting.path)
        if found is MISSING:
            yield setting, None, False
        else:
            recorded = as_value(found)
            yield setting, recorded, recorded != value_of(usual, setting.path)

"""A list of time zones in which one finds a city by typing a part of its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimeZone, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from areal_gui.components import ComboBox


class ZoneCombo(ComboBox):
    """Empty until one is chosen; UTC and the zone of this computer stand first."""

    zone_chosen = Signal(str)
    """The text is a zone now; else empty."""

    def __init__(self, zones: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zones = frozenset(zones)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        here = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        first = [zone for zone in dict.fromkeys((zones[0], here)) if zone in self._zones]
        self.addItems([*first, *(zone for zone in zones if zone not in first)])
        self.setCurrentIndex(-1)
        completer, edit = QCompleter(self.model(), self), QLineEdit()
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setLineEdit(edit)
        self.setCompleter(completer)
        edit.setPlaceholderText(self.tr("Type a city, or choose"))
        self.currentTextChanged.connect(self._tell)

    def show_zone(self, zone: str | None) -> None:
        """Show a choice without telling that it was made; what is being typed stays."""
        if zone is not None and zone != self.currentText():
            self.blockSignals(True)
            self.setCurrentText(zone)
            self.blockSignals(False)

    def _tell(self, text: str) -> None:
        self.zone_chosen.emit(text if text in self._zones else "")

"""A condition on a number: the column, the sign, the number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, ComboBox, Heading, Muted
from areal_gui.pages.runs.table.columns import Column
from areal_gui.pages.runs.table.filters import SIGNS, Condition, can_be_compared, unit_text

WIDTH = 64 * theme.SPACING


class ConditionDialog(QDialog):
    """Gives the condition once it is complete."""

    made = Signal(object)

    def __init__(self, columns: Sequence[Column], key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add a condition"))
        self.column, self.sign, self.number = ComboBox(), ComboBox(), QLineEdit()
        offered = [one for one in columns if can_be_compared(one)]
        for one in offered:
            self.column.addItem(f"{one.title}  ·  {one.group}", one.key)
        self.column.setCurrentIndex(max(0, self.column.findData(key)))
        for sign in SIGNS:
            self.sign.addItem(sign, sign)
        self.sign.setCurrentIndex(SIGNS.index("≥"))
        for field, name in (
            (self.column, self.tr("Column")),
            (self.sign, self.tr("Sign")),
            (self.number, self.tr("Number")),
        ):
            field.setAccessibleName(name)
        self._unit = Muted()
        self.ok = Button(self.tr("Add"), self._finish, kind="primary")
        self.ok.setDefault(True)
        self._lay_out()
        self.number.textChanged.connect(lambda _: self._check())
        self.column.currentIndexChanged.connect(lambda _: self._check())
        self._check()
        self.number.setFocus()

    def condition(self) -> Condition | None:
        """What the fields say; None while the number is none."""
        try:
            value = float(self.number.text().strip().replace(",", ".").removesuffix("%"))
        except ValueError:
            return None
        if not math.isfinite(value):
            return None
        return Condition(self.column.currentData(), self.sign.currentData(), value)

    def _check(self) -> None:
        self.ok.setEnabled(self.condition() is not None)
        self._unit.setText(unit_text(self.column.currentData() or ""))

    def _finish(self) -> None:
        if (condition := self.condition()) is not None:
            self.made.emit(condition)
            self.accept()

    def _lay_out(self) -> None:
        self.setMinimumWidth(WIDTH)
        self.number.setPlaceholderText(self.tr("number"))
        fields = QHBoxLayout()
        fields.setSpacing(theme.SPACING)
        fields.addWidget(self.column, 1)
        fields.addWidget(self.sign)
        fields.addWidget(self.number)
        fields.addWidget(self._unit)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACING)
        buttons.addStretch(1)
        buttons.addWidget(Button(self.tr("Cancel"), self.reject))
        buttons.addWidget(self.ok)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*[theme.MARGIN] * 4)
        rows.setSpacing(2 * theme.SPACING)
        rows.addWidget(Heading(self.tr("Show only runs with")))
        rows.addLayout(fields)
        note = self.tr("Runs without such a number, as failed ones have none, are not shown.")
        rows.addWidget(Muted(note, wrap=True))
        rows.addLayout(buttons)

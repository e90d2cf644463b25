"""Every keyboard shortcut, by group."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.commands import CommandRegistry
from areal_gui.components.labels import Heading, Muted, TextLabel


class ShortcutSheet(QDialog):
    """Made from the registry, so it is always complete."""

    def __init__(self, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        area, table = QScrollArea(), self._table(commands)
        area.setWidget(table)
        area.setWidgetResizable(True)
        # As wide as its longest line: the keys stand at the end of it.
        area.setMinimumWidth(table.sizeHint().width() + 2 * area.verticalScrollBar().sizeHint().width())
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(self.tr("Keyboard shortcuts"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.addWidget(area)
        column.addWidget(buttons)
        self.resize(52 * theme.SPACING, 60 * theme.SPACING)

    def _table(self, commands: CommandRegistry) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, theme.SPACING, 0)
        grid.setVerticalSpacing(theme.SPACING)
        grid.setColumnStretch(0, 1)
        with_keys = sorted(
            (entry for entry in commands.all() if entry.shortcut), key=lambda entry: entry.group
        )
        for group, entries in groupby(with_keys, key=lambda entry: entry.group):
            grid.setRowMinimumHeight(grid.rowCount(), theme.SPACING)
            grid.addWidget(Heading(group), grid.rowCount(), 0, 1, 2)
            for entry in entries:
                row = grid.rowCount()
                keys = QKeySequence(entry.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
                grid.addWidget(TextLabel(entry.title), row, 0)
                grid.addWidget(Muted(keys), row, 1, Qt.AlignmentFlag.AlignRight)
        grid.setRowStretch(grid.rowCount(), 1)
        return table

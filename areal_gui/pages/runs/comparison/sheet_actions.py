"""Taking a table away: copied as Markdown or for a spreadsheet, saved as CSV or Markdown."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from areal_gui.components.icons import icon
from areal_gui.pages.runs.comparison.sheet_view import SheetTable
from areal_gui.plots.figure_actions import FOLDER_SETTING
from engine.file_names import file_name
from engine.formulas import harmless_row

if TYPE_CHECKING:
    from areal_gui.context import AppContext

Kind = Literal["csv", "md"]


class SheetActions(QObject):
    """What can be done with one table; its context menu offers it from now on."""

    def __init__(self, context: AppContext, table: SheetTable, name: Callable[[], str]) -> None:
        """Args: name: what the table is called now, also as a file."""
        super().__init__(table)
        self._context, self._table, self._name = context, table, name
        self.actions = [
            self._action(self.tr("Copy as Markdown"), self.copy_markdown, QKeySequence.StandardKey.Copy),
            self._action(self.tr("Copy values"), self.copy_values),
            self._action(self.tr("Save as CSV…"), lambda: self.ask("csv"), QKeySequence.StandardKey.Save),
            self._action(self.tr("Save as Markdown…"), lambda: self.ask("md")),
        ]
        table.addActions(self.actions)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def button(self) -> QToolButton:
        """A button that opens the same menu."""
        button = QToolButton()
        button.setIcon(icon("more"))
        button.setAutoRaise(True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(self.tr("Copy or save this table"))
        button.setAccessibleName(self.tr("Copy or save: {0}").format(self._table.accessibleName()))
        menu = QMenu(button)
        menu.addActions(self.actions)
        button.setMenu(menu)
        return button

    def copy_markdown(self) -> None:
        """Put the table on the clipboard as Markdown."""
        QGuiApplication.clipboard().setText(self._table.sheet.markdown())
        self._context.notify.info(self.tr("The table is on the clipboard."))

    def copy_values(self) -> None:
        """Put the values on the clipboard, as a spreadsheet takes them."""
        lines = ["\t".join(map(str, harmless_row(row))) for row in self._table.sheet.values()]
        QGuiApplication.clipboard().setText("\n".join([*lines, ""]))
        self._context.notify.info(self.tr("The values are on the clipboard."))

    def ask(self, kind: Kind) -> None:
        """Ask for a file and save the table."""
        kinds = {"csv": self.tr("Tables (*.csv)"), "md": self.tr("Markdown (*.md)")}
        suggested = self._folder() / file_name(self._name(), ending=f".{kind}")
        chosen, _ = QFileDialog.getSaveFileName(
            self._table, self.tr("Save the table"), str(suggested), kinds[kind]
        )
        if chosen:
            self.save(Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.{kind}"), kind)

    def save(self, path: Path, kind: Kind) -> None:
        """Write the table into a file, and say so."""
        from engine.formulas import harmless_row

        sheet = self._table.sheet
        try:
            if kind == "md":
                path.write_text(sheet.markdown(), encoding="utf-8")
            else:
                with path.open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows(map(harmless_row, sheet.values()))
        except OSError as error:
            self._context.notify.error(error, self.tr("The table was not saved"))
            return
        self._context.settings.extra[FOLDER_SETTING] = str(path.parent)
        self._context.settings.save()
        self._context.notify.success(self.tr("Saved {0}").format(path))

    def _folder(self) -> Path:
        return Path(str(self._context.settings.extra.get(FOLDER_SETTING) or Path.home()))

    def _action(
        self, text: str, run: Callable[[], None], shortcut: QKeySequence.StandardKey | None = None
    ) -> QAction:
        action = QAction(text, self)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False: run())
        return action

"""Taking a table away: copied as Markdown or for a spreadsheet, saved as CSV or Markdown."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from areal_gui.pages.runs.comparison.sheet_view import SheetTable
from areal_gui.saving import ask_file, saved
from areal_gui.take_away import COPY, SAVE, TakeAway
from engine.file_names import file_name
from engine.formulas import harmless_row

if TYPE_CHECKING:
    from areal_gui.context import AppContext

Kind = Literal["csv", "md"]


class SheetActions(TakeAway):
    """What can be done with one table; its context menu offers it from now on."""

    def __init__(self, context: AppContext, table: SheetTable, name: Callable[[], str]) -> None:
        """Args: name: what the table is called now, also as a file."""
        super().__init__(context, table, name)
        self._table = table
        self.offer(
            [
                self.action(self.tr("Copy as Markdown"), self.copy_markdown, COPY),
                self.action(self.tr("Copy values"), self.copy_values),
                self.action(self.tr("Save as CSV…"), partial(self.ask, "csv"), SAVE),
                self.action(self.tr("Save as Markdown…"), partial(self.ask, "md")),
            ],
            self.tr("Copy or save this table"),
        )

    def copy_markdown(self) -> None:
        """Put the table on the clipboard as Markdown."""
        self.put(self._table.sheet.markdown(), self.tr("The table is on the clipboard."))

    def copy_values(self) -> None:
        """Put the values on the clipboard, as a spreadsheet takes them."""
        lines = ["\t".join(map(str, harmless_row(row))) for row in self._table.sheet.values()]
        self.put("\n".join([*lines, ""]), self.tr("The values are on the clipboard."))

    def ask(self, kind: Kind) -> None:
        """Ask for a file and save the table."""
        kinds = {"csv": self.tr("Tables (*.csv)"), "md": self.tr("Markdown (*.md)")}
        name, ending = self._name(), f".{kind}"
        path = ask_file(
            self._context,
            self._table,
            self.tr("Save the table"),
            file_name(name, ending=ending),
            {ending: kinds[kind]},
        )
        if path is not None:
            self.save(path, kind)

    def save(self, path: Path, kind: Kind) -> None:
        """Write the table into a file, and say so."""
        sheet = self._table.sheet
        try:
            if kind == "md":
                path.write_text(sheet.markdown(), encoding="utf-8")
            else:
                with path.open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows(map(harmless_row, sheet.values()))
        except OSError as error:
            self._context.notify.error(error, self.tr("The table was not saved"))
        else:
            saved(self._context, path)

"""The one way to take a figure away: its context menu and its button copy it, or save it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from areal_gui.plots.figure_export import FigureTable, picture, save_drawing, save_image, save_table
from areal_gui.saving import ask_file, saved
from areal_gui.take_away import COPY, SAVE, TakeAway
from engine.file_names import file_name

if TYPE_CHECKING:
    from areal_gui.context import AppContext

Kind = Literal["png", "svg", "csv"]
"""What a figure is saved as, by the ending of the file."""


class FigureActions(TakeAway):
    """What can be done with one figure; the widget's context menu offers it from now on."""

    def __init__(
        self,
        context: AppContext,
        widget: QWidget,
        name: Callable[[], str],
        table: Callable[[], FigureTable],
        *,
        long: bool = False,
        on_widget: bool = True,
    ) -> None:
        """Make the actions.

        Args:
            name: what the figure is called now, also as a file.
            table: its values now.
            long: they may be so many that the window must not wait for them.
            on_widget: false where the widget holds figures with actions of their own.
        """
        super().__init__(context, widget, name)
        self._table, self._long = table, long
        copy, save = (COPY, SAVE) if on_widget else (None, None)
        self.offer(
            [
                self.action(self.tr("Copy picture"), self.copy_picture, copy),
                self.action(self.tr("Copy values"), self.copy_values),
                self.action(self.tr("Save as PNG…"), partial(self.ask, "png"), save),
                self.action(self.tr("Save as SVG…"), partial(self.ask, "svg")),
                self.action(self.tr("Save values as CSV…"), partial(self.ask, "csv")),
            ],
            self.tr("Copy or save this figure"),
            on_widget=on_widget,
        )

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(picture(self._widget))
        self._context.notify.info(self.tr("The picture is on the clipboard."))

    def copy_values(self) -> None:
        """Put the values on the clipboard, as a spreadsheet takes them."""
        if self._long:
            self._context.tasks.query(lambda: self._table().tab_separated(), self._put_values)
        else:
            self._put_values(self._table().tab_separated())

    def _put_values(self, text: str) -> None:
        self.put(text, self.tr("The values are on the clipboard."))

    def ask(self, kind: Kind) -> None:
        """Ask for a file and save the figure."""
        kinds = {
            "png": self.tr("Pictures (*.png)"),
            "svg": self.tr("Drawings (*.svg)"),
            "csv": self.tr("Tables (*.csv)"),
        }
        name, ending = self._name(), f".{kind}"
        path = ask_file(
            self._context,
            self._widget,
            self.tr("Save the figure"),
            file_name(name, ending=ending, otherwise="figure"),
            {ending: kinds[kind]},
        )
        if path is not None:
            self.save(path, kind)

    def save(self, path: Path, kind: Kind) -> None:
        """Write the figure into a file, and say so."""
        if kind == "csv" and self._long:
            self._context.tasks.query(
                lambda: save_table(self._table(), path),
                lambda _done: saved(self._context, path),
                self._not_saved,
            )
            return
        try:
            if kind == "csv":
                save_table(self._table(), path)
            elif kind == "svg":
                save_drawing(self._widget, path, self._name())
            else:
                save_image(self._widget, path)
        except OSError as error:
            self._not_saved(error)
        else:
            saved(self._context, path)

    def _not_saved(self, error: Exception) -> None:
        self._context.notify.error(error, self.tr("The figure was not saved"))

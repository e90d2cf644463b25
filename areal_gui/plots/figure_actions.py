"""The one way to take a figure away: its context menu and its button copy it, or save it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from areal_gui.components.icons import icon
from areal_gui.plots.figure_export import FigureTable, picture, save_drawing, save_image, save_table
from engine.file_names import file_name

if TYPE_CHECKING:
    from areal_gui.context import AppContext

FOLDER_SETTING = "figures.folder"
Kind = str
"""What a figure is saved as, by the ending of the file: "png", "svg" or "csv"."""


class FigureActions(QObject):
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
        super().__init__(widget)
        self._context, self._widget, self._name, self._table = context, widget, name, table
        self._long, self._on_widget = long, on_widget
        self.actions = [
            self._action(self.tr("Copy picture"), self.copy_picture, QKeySequence.StandardKey.Copy),
            self._action(self.tr("Copy values"), self.copy_values),
            self._action(self.tr("Save as PNG…"), partial(self.ask, "png"), QKeySequence.StandardKey.Save),
            self._action(self.tr("Save as SVG…"), partial(self.ask, "svg")),
            self._action(self.tr("Save values as CSV…"), partial(self.ask, "csv")),
        ]
        if on_widget:
            widget.addActions(self.actions)
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def button(self) -> QToolButton:
        """A button that opens the same menu, for a place beside the figure's title."""
        button = QToolButton()
        button.setIcon(icon("more"))
        button.setAutoRaise(True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(self.tr("Copy or save this figure"))
        button.setAccessibleName(self.tr("Copy or save: {0}").format(self._widget.accessibleName()))
        menu = QMenu(button)
        menu.addActions(self.actions)
        button.setMenu(menu)
        return button

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
        QGuiApplication.clipboard().setText(text)
        self._context.notify.info(self.tr("The values are on the clipboard."))

    def ask(self, kind: Kind) -> None:
        """Ask for a file and save the figure."""
        kinds = {
            "png": self.tr("Pictures (*.png)"),
            "svg": self.tr("Drawings (*.svg)"),
            "csv": self.tr("Tables (*.csv)"),
        }
        suggested = self._folder() / file_name(self._name(), ending=f".{kind}", otherwise="figure")
        chosen, _ = QFileDialog.getSaveFileName(
            self._widget, self.tr("Save the figure"), str(suggested), kinds[kind]
        )
        if chosen:
            self.save(Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.{kind}"), kind)

    def save(self, path: Path, kind: Kind) -> None:
        """Write the figure into a file, and say so."""
        if kind == "csv" and self._long:
            self._context.tasks.query(
                lambda: save_table(self._table(), path), lambda _done: self._saved(path), self._not_saved
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
            self._saved(path)

    def _not_saved(self, error: Exception) -> None:
        self._context.notify.error(error, self.tr("The figure was not saved"))

    def _saved(self, path: Path) -> None:
        self._context.settings.extra[FOLDER_SETTING] = str(path.parent)
        self._context.settings.save()
        self._context.notify.success(self.tr("Saved {0}").format(path))

    def _folder(self) -> Path:
        return Path(str(self._context.settings.extra.get(FOLDER_SETTING) or Path.home()))

    def _action(
        self, text: str, run: Callable[[], None], shortcut: QKeySequence.StandardKey | None = None
    ) -> QAction:
        action = QAction(text, self)
        if shortcut is not None and self._on_widget:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: run())
        return action

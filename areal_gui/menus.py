"""The commands of the frame and the menu bar made from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from areal_gui import theme, version
from areal_gui.commands import Command

if TYPE_CHECKING:
    from areal_gui.main_window import MainWindow


class Menus(QObject):
    """Registers what the frame itself can do; pages add their own commands to the registry."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._add_file()
        self._add_view()
        self._add_help()

    def _ready(self) -> bool:
        return self._window.context is not None

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.aboutToShow.connect(self._window.commands.refresh)
        return menu

    def _command(
        self,
        command_id: str,
        title: str,
        run: Callable[[], object],
        group: str,
        shortcut: str = "",
        icon: str = "",
        checked: Callable[[], bool] | None = None,
        when: Callable[[], bool] | None = None,
    ) -> QAction:
        command = Command(command_id, title, run, group, shortcut, icon, when, checked)
        action = self._window.commands.add(command)
        self._window.addAction(action)
        return action

    def _add_file(self) -> None:
        group, ready = self.tr("File"), self._ready
        menu = self._menu(self.tr("&File"))
        menu.addAction(
            self._command(
                "file.open", self.tr("Open log…"), self.open_log, group, "Ctrl+O", "open", when=ready
            )
        )
        self._recent = menu.addMenu(self.tr("Open recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        menu.addAction(
            self._command(
                "file.demo", self.tr("Import demo log"), self.import_demo, group, "", "demo", when=ready
            )
        )
        menu.addSeparator()
        menu.addAction(self._command("file.quit", self.tr("Quit"), self._window.close, group, "Ctrl+Q"))

    def _add_view(self) -> None:
        group, window = self.tr("View"), self._window
        menu = self._menu(self.tr("&View"))
        pages = (self.tr("Data"), self.tr("Train"), self.tr("Runs"), self.tr("Users"))
        for number, (key, title) in enumerate(zip(("data", "train", "runs", "users"), pages, strict=True), 1):
            menu.addAction(
                self._command(
                    f"view.{key}",
                    self.tr("Go to {0}").format(title),
                    lambda page=key: window.show_page(page),
                    group,
                    f"Ctrl+{number}",
                    key,
                    when=self._ready,
                )
            )
        menu.addSeparator()
        themes = menu.addMenu(self.tr("Theme"))
        themes.aboutToShow.connect(window.commands.refresh)
        for choice, title in (
            ("system", self.tr("Follow the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ):
            themes.addAction(
                self._command(
                    f"view.theme.{choice}",
                    self.tr("Theme: {0}").format(title),
                    lambda chosen=choice: self.choose_theme(chosen),
                    group,
                    checked=lambda chosen=choice: window.settings.theme == chosen,
                )
            )
        menu.addSeparator()
        menu.addAction(
            self._command(
                "view.palette", self.tr("Find a command…"), self.show_palette, group, "Ctrl+K", "command"
            )
        )

    def _add_help(self) -> None:
        group = self.tr("Help")
        menu = self._menu(self.tr("&Help"))
        menu.addAction(
            self._command(
                "help.shortcuts", self.tr("Keyboard shortcuts"), self.show_shortcuts, group, "F1", "help"
            )
        )
        menu.addAction(
            self._command("help.about", self.tr("About AREAL"), self.show_about, group, "", "info")
        )

    def open_log(self) -> None:
        """Ask for a log file."""
        folder = self._window.settings.last_folder or str(Path.home())
        kinds = self.tr("Logs (*.csv *.tsv *.txt *.dat *.data *.inter *.gz *.zip);;All files (*)")
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Open a log"), folder, kinds)
        if names:
            self._window.import_files([Path(name) for name in names])

    def import_demo(self) -> None:
        """Import the demo log as it is; it is marked synthetic."""
        context = self._window.context
        if context is not None:
            from areal_gui.pages.data.importing import import_demo

            import_demo(context)

    def choose_theme(self, choice: theme.Choice) -> None:
        self._window.settings.theme = choice
        self._window.settings.save()
        theme.apply(choice)

    def show_palette(self) -> None:
        from areal_gui.components.command_palette import CommandPalette

        CommandPalette(self._window.commands, self._window).show_over(self._window)

    def show_shortcuts(self) -> None:
        from areal_gui.components.shortcut_sheet import ShortcutSheet

        ShortcutSheet(self._window.commands, self._window).open()

    def show_about(self) -> None:
        text = self.tr(
            "AREAL {0}\n\nTrains a guided diffusion recommender on your own interaction log, on this computer. "
            "Nothing leaves it."
        )
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, self.tr("About AREAL"), text.format(version()), parent=self._window
        )
        box.open()

    def _fill_recent(self) -> None:
        self._recent.clear()
        for name in self._window.settings.recent_files:
            action = self._recent.addAction(name)
            action.triggered.connect(lambda _=False, path=name: self._window.import_files([Path(path)]))
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("No files yet")).setEnabled(False)

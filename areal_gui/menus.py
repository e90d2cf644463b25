"""The commands of the frame and the menu bar made from them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from areal_gui import theme
from areal_gui.bundles import SUFFIX
from areal_gui.commands import Command

if TYPE_CHECKING:
    from areal_gui.main_window import MainWindow
    from areal_gui.store_care import StoreCare

NOTIFY = "notify.training"
"""Among the settings: whether the end of a training is told while the window is in the background."""

LOG_ENDINGS = (
    *("csv", "tsv", "txt", "dat", "data", "inter", "json", "jsonl", "ndjson"),
    *("parquet", "arrow", "feather", "xlsx", "sqlite", "sqlite3", "db"),
    *("gz", "bz2", "xz", "zst", "zip"),
)
"""What the files of logs are likely to end in; others can be opened as well."""


def log_kinds() -> str:
    """What the dialog for logs offers; an exported model is taken there, too, and becomes a run."""
    logs = " ".join(f"*.{end}" for end in LOG_ENDINGS)
    said = QCoreApplication.translate(
        "Menus", "Logs and models ({0} *{1});;Logs ({0});;Models (*{1});;All files (*)"
    )
    return said.format(logs, SUFFIX)


class Menus(QObject):
    """Registers what the frame itself can do; pages add their own commands to the registry."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._recent = QMenu(self.tr("Open recent"), window)
        self._recent.aboutToShow.connect(self._fill_recent)
        self._add_file()
        self._add_view()
        self._add_help()

    # What can be done ------------------------------------------------------------------------------------

    def open_log(self) -> None:
        """Ask for a log file."""
        folder = self._window.settings.last_folder or str(Path.home())
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Open a log"), folder, log_kinds())
        if names:
            self._window.import_files([Path(name) for name in names])

    def import_bundle(self) -> None:
        """Ask for a model that was exported, here or elsewhere."""
        if self._window.context is not None:
            from areal_gui.bundles import ask_bundle

            ask_bundle(self._window.context, self._window)

    def export_model(self) -> None:
        """Ask which model is to be taken away, in which form, and where to."""
        if self._window.context is not None:
            from areal_gui.exporting.dialog import ask_export

            ask_export(self._window.context, self._window)

    def import_demo(self) -> None:
        """Import the demo log as it is; it is marked synthetic."""
        if self._window.context is not None:
            from areal_gui.pages.data.importing import import_demo

            import_demo(self._window.context)

    def choose_theme(self, choice: theme.Choice) -> None:
        """Show the window in a theme, now and from now on."""
        self._window.settings.theme = choice
        self._window.settings.save()
        theme.apply(choice)

    def switch_notifying(self) -> None:
        """Tell, or do not tell, of the end of a training while the window is in the background."""
        self._window.settings.extra[NOTIFY] = not self._notifies()
        self._window.settings.save()

    def _notifies(self) -> bool:
        return bool(self._window.settings.extra.get(NOTIFY, True))

    def show_palette(self) -> None:
        """Open the list of all commands."""
        from areal_gui.components.command_palette import CommandPalette

        self._window.make_pages()
        CommandPalette(self._window.commands, self._window).show_over(self._window)

    def show_shortcuts(self) -> None:
        """Open the sheet of all shortcuts."""
        from areal_gui.components.shortcut_sheet import ShortcutSheet

        self._window.make_pages()
        ShortcutSheet(self._window.commands, self._window).open()

    def show_about(self) -> None:
        """Say what this is."""
        from areal_gui.components.about import About

        About(self._window).open()

    # The menus -------------------------------------------------------------------------------------------

    def _add_file(self) -> None:
        group, ready = self.tr("File"), self._ready
        menu = self._menu(self.tr("&File"))
        menu.addAction(
            self._add(
                "file.open", self.tr("Open log…"), self.open_log, group, "Ctrl+O", when=ready, writes=True
            )
        )
        bundle = self.tr("Import a bundle…")
        menu.addAction(self._add("file.bundle", bundle, self.import_bundle, group, when=ready, writes=True))
        menu.addMenu(self._recent)
        export = self.tr("Export a model…")
        menu.addAction(self._add("file.export", export, self.export_model, group, "Ctrl+E", when=ready))
        menu.addAction(
            self._add(
                "file.demo", self.tr("Import demo log"), self.import_demo, group, when=ready, writes=True
            )
        )
        menu.addSeparator()
        back_up, choose, check = (
            self._care(lambda care: care.back_up()),
            self._care(lambda care: care.choose_backup()),
            self._care(lambda care: care.check()),
        )
        menu.addAction(
            self._add("file.back_up", self.tr("Back up now"), back_up, group, when=ready, writes=True)
        )
        menu.addAction(self._add("file.backups", self.tr("Open backup…"), choose, group, when=ready))
        menu.addAction(self._add("file.check", self.tr("Check store"), check, group, when=ready))
        menu.addSeparator()
        menu.addAction(self._add("file.quit", self.tr("Quit"), self._window.close, group, "Ctrl+Q"))

    def _add_view(self) -> None:
        group, window = self.tr("View"), self._window
        menu = self._menu(self.tr("&View"))
        for number, (key, title) in enumerate(window.page_titles().items(), 1):
            go, text = partial(window.show_page, key), self.tr("Go to {0}").format(title)
            menu.addAction(self._add(f"view.{key}", text, go, group, f"Ctrl+{number}"))
        menu.addSeparator()
        themes = menu.addMenu(self.tr("Theme"))
        titles = (self.tr("Theme: as the system"), self.tr("Theme: light"), self.tr("Theme: dark"))
        for choice, title in zip(theme.CHOICES, titles, strict=True):
            choose, chosen = partial(self.choose_theme, choice), partial(self._has_theme, choice)
            themes.addAction(self._add(f"view.theme.{choice}", title, choose, group, checked=chosen))
        menu.addSeparator()
        notify = self.tr("Notify when a training ends")
        menu.addAction(self._add("view.notify", notify, self.switch_notifying, group, checked=self._notifies))
        menu.addAction(
            self._add("view.palette", self.tr("Find a command…"), self.show_palette, group, "Ctrl+K")
        )

    def _add_help(self) -> None:
        group = self.tr("Help")
        menu = self._menu(self.tr("&Help"))
        shortcuts = self.tr("Keyboard shortcuts")
        menu.addAction(self._add("help.shortcuts", shortcuts, self.show_shortcuts, group, "F1"))
        menu.addAction(self._add("help.about", self.tr("About AREAL"), self.show_about, group))

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._window.commands.refresh)
        return menu

    def _add(
        self,
        command_id: str,
        title: str,
        run: Callable[[], object],
        group: str,
        shortcut: str = "",
        *,
        when: Callable[[], bool] | None = None,
        checked: Callable[[], bool] | None = None,
        writes: bool = False,
    ) -> QAction:
        command = Command(command_id, title, run, group, shortcut, when=when, checked=checked, writes=writes)
        action = self._window.commands.add(command)
        self._window.addAction(action)
        return action

    def _fill_recent(self) -> None:
        self._recent.clear()
        writable = self._window.commands.action("file.open").isEnabled()
        for name in self._window.settings.recent_files:
            action = self._recent.addAction(name)
            action.setEnabled(writable)
            action.triggered.connect(lambda _=False, path=name: self._window.import_files([Path(path)]))
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("No files yet")).setEnabled(False)

    def _care(self, run: Callable[[StoreCare], None]) -> Callable[[], None]:
        """What looks after the store, once there is one."""

        def look_after() -> None:
            if self._window.context is not None:
                from areal_gui.store_care import StoreCare

                run(StoreCare(self._window.context, self._window))

        return look_after

    def _ready(self) -> bool:
        return self._window.context is not None

    def _has_theme(self, choice: theme.Choice) -> bool:
        return self._window.settings.theme == choice

"""Looking after the store from the File menu: check it, copy it, open an earlier copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from areal_gui import formats
from areal_gui.restart import open_window
from engine.events import CancelToken, Event

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.store.backup import Backup, BackupMade, BackupOpened
    from engine.store.check import StoreChecked


class StoreCare(QObject):
    """Runs the operations in the background, and tells what came of them."""

    def __init__(self, context: AppContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._root = context.workspace.root

    def check(self) -> None:
        """Look whether the store is whole; nothing is changed by looking."""

        def operation(cancel: CancelToken) -> Iterator[Event]:
            from engine.store.check import check_store

            return check_store(self._root, cancel)

        self._context.tasks.start(self.tr("Checking the store"), operation, on_finished=self._tell_checked)

    def back_up(self) -> None:
        """Copy the store now."""

        def operation(cancel: CancelToken) -> Iterator[Event]:
            from engine.store.backup import make_backup

            return make_backup(self._root, cancel)

        def done(made: BackupMade) -> None:
            said = self.tr("Backed up: {0} in {1}.").format(formats.size(made.size), made.path)
            self._context.notify.success(said)

        self._context.tasks.start(self.tr("Backing up"), operation, on_finished=done)

    def choose_backup(self) -> None:
        """Show the backups there are, and open the chosen one."""

        def read() -> list[Backup]:
            from engine.store.backup import list_backups

            return list_backups(self._root)

        def show(backups: list[Backup]) -> None:
            from areal_gui.backup_dialog import BackupDialog

            dialog = BackupDialog(backups, self._window)
            dialog.opened.connect(self._ask_folder)
            dialog.open()

        self._context.tasks.query(read, show)

    def open_backup(self, backup: Backup, folder: Path) -> None:
        """Make a workspace of a backup in a new folder, and open it in a window of its own."""

        def operation(cancel: CancelToken) -> Iterator[Event]:
            from engine.store.backup import open_backup

            return open_backup(self._root, backup, folder, cancel)

        def done(made: BackupOpened) -> None:
            open_window(Path(made.folder))
            said = self.tr("The backup opens in a window of its own. This workspace is as it was.")
            self._context.notify.success(said)

        self._context.tasks.start(
            self.tr("Opening a backup"),
            operation,
            on_finished=done,
            on_failed=lambda error: self._context.notify.error(error, self.tr("The backup was not opened")),
        )

    def _ask_folder(self, backup: Backup) -> None:
        suggested = free_folder(self._root.with_name(f"{self._root.name}-{backup.name}"))
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("A new folder for the workspace of the backup"),
            str(suggested),
            options=QFileDialog.Option.ShowDirsOnly,
        )
        if chosen:
            self.open_backup(backup, Path(chosen))

    def _tell_checked(self, checked: StoreChecked) -> None:
        if not checked.problems:
            said = self.tr("All is well: the store and its files are whole.")
            if checked.seconds >= 1:
                said += " " + self.tr("Checked in {0}.").format(formats.duration(checked.seconds))
            self._context.notify.success(said)
            return
        from areal_gui.problems_dialog import ProblemsDialog

        dialog = ProblemsDialog(checked.problems, self._context.writable, self._window)
        dialog.repair_wanted.connect(self._repair)
        dialog.open()

    def _repair(self) -> None:
        from engine.store.check import repair_store

        store = self._context.workspace.store
        self._context.tasks.query(
            lambda: repair_store(store),
            lambda _: self.check(),
            lambda error: self._context.notify.error(error, self.tr("The store was not repaired")),
        )


def free_folder(wished: Path) -> Path:
    """The wished folder, or one with a number behind its name where that is there already."""
    path, number = wished, 1
    while path.exists():
        number += 1
        path = wished.with_name(f"{wished.name}-{number}")
    return path

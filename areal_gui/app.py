"""Start-up: the window first, the workspace right after the first paint, heavy libraries after that."""

from __future__ import annotations

import argparse
import locale
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from areal_gui import theme, version, warm_up
from areal_gui.busy_view import BusyView
from areal_gui.closing import SessionEnd
from areal_gui.components.icons import icon
from areal_gui.crash import CrashGuard
from areal_gui.main_window import MainWindow
from areal_gui.purging import purge_at_close
from areal_gui.settings import Settings
from areal_gui.style import Style
from engine.errors import WorkspaceBusy

if TYPE_CHECKING:
    from engine.workspace import Workspace


SWITCH_SECONDS = 0.0005
NO_DISPLAY = (
    "There is no display to show the window on. The command line does the same: python -m engine --help\n"
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line of the window."""
    parser = argparse.ArgumentParser(
        prog="areal-gui",
        description="Train a guided diffusion recommender on your own interaction log.",
        epilog="Without a display use the command line: python -m engine --help",
    )
    parser.add_argument("file", nargs="*", type=Path, metavar="FILE", help="a log to import")
    parser.add_argument("--workspace", type=Path, metavar="DIR", help="the folder that holds everything")
    parser.add_argument("--version", action="version", version=f"AREAL {version()}")
    return parser.parse_args(arguments)


def workspace_root(named: Path | None) -> Path:
    """The workspace's folder: the engine's rule without its libraries, which load after the first paint."""
    root = named or os.environ.get("AREAL_WORKSPACE") or platformdirs.user_data_path("areal")
    return Path(root).expanduser().absolute()


def has_display() -> bool:
    """Whether there is a screen to show a window on; without one Qt would end the process."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """Qt's application object with our style and font."""
    QGuiApplication.setDesktopFileName("areal")
    application = QApplication([sys.argv[0], *arguments])
    # Qt takes the locale of the environment; with a decimal comma C libraries then misread numbers.
    locale.setlocale(locale.LC_NUMERIC, "C")
    application.setApplicationName("areal")
    application.setApplicationDisplayName("AREAL")
    application.setApplicationVersion(version())
    application.setStyle(Style())
    application.setFont(theme.base_font())
    application.setWindowIcon(icon("areal"))
    return application


class Start(QObject):
    """What happens from the first paint on, one step after the other."""

    def __init__(self, window: MainWindow, guard: CrashGuard, root: Path, files: Sequence[Path]) -> None:
        super().__init__(window)
        self._window, self._guard, self._root, self._files = window, guard, root, list(files)
        self.workspace: Workspace | None = None
        window.first_painted.connect(self._open_workspace)

    def _open_workspace(self) -> None:
        self._open(write=True, refused=self._refuse)

    def _open(self, *, write: bool, refused: Callable[[Exception], None]) -> None:
        def opened() -> Workspace:
            from engine.workspace import Workspace

            return Workspace.open(self._root, write=write)

        self._window.tasks.query(opened, self._attach, refused)

    def _attach(self, workspace: Workspace) -> None:
        self.workspace = workspace
        writable = workspace.store.writable
        self._window.settings.kept = writable
        # The crash file of a workspace is that of the window that writes to it.
        earlier_crash = self._guard.write_to(workspace.logs) if writable else None
        self._window.attach(workspace)
        if earlier_crash:
            self._window.notify.error(earlier_crash, self.tr("The last session ended badly"))
        if self._files and writable:
            self._window.import_files(self._files)
        QTimer.singleShot(warm_up.AFTER_MS, self, lambda: warm_up.begin(self._window))

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, WorkspaceBusy):
            self._offer_ways_on(error)
            return
        self._window.notify.error(error, self.tr("AREAL cannot open this workspace"))
        self._window.notify.when_dismissed(self._window.close)

    def _offer_ways_on(self, error: WorkspaceBusy) -> None:
        view = BusyView(self._root, error)

        def still_busy(again: Exception) -> None:
            if isinstance(again, WorkspaceBusy):
                view.show_holder(again)
            else:
                self._refuse(again)

        view.ask_again.connect(lambda: self._open(write=True, refused=still_busy))
        view.read_only_wanted.connect(lambda: self._open(write=False, refused=self._refuse))
        view.close_wanted.connect(self._window.close)
        self._window.show_instead(view)
        view.read_only.setFocus()


def run(arguments: Sequence[str]) -> int:
    """The whole life of the program."""
    options = parse(arguments)
    if not has_display():
        sys.stderr.write(NO_DISPLAY)
        return 1
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read once, when torch is loaded
    # While a worker runs Python code, each call from Qt into Python waits this long for its turn.
    sys.setswitchinterval(SWITCH_SECONDS)
    application = make_application()
    root = workspace_root(options.workspace)
    settings = Settings.load(root)
    theme.apply(settings.theme)
    QGuiApplication.styleHints().colorSchemeChanged.connect(
        lambda: theme.apply("system") if settings.theme == "system" else None
    )
    window = MainWindow(settings)
    guard = CrashGuard(window)
    guard.raised.connect(window.notify.error)
    guard.install()
    start = Start(window, guard, root, options.file)
    session_end = SessionEnd(window)
    window.show()
    code = application.exec()
    session_end.uninstall()
    if start.workspace is not None:
        if start.workspace.store.writable:
            purge_at_close(start.workspace)
        start.workspace.close()
    guard.uninstall()
    return code

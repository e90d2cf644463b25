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
from areal_gui.garbage import CalmCollector
from areal_gui.main_window import MainWindow
from areal_gui.purging import purge_at_close
from areal_gui.restart import open_window
from areal_gui.second_start import Reception, hand_over
from areal_gui.settings import Settings
from areal_gui.style import Style
from engine.errors import WorkspaceBusy

if TYPE_CHECKING:
    from engine.workspace import Workspace


SWITCH_SECONDS = 0.0005
COMMAND_LINE = "areal --help" if getattr(sys, "frozen", False) else "python -m engine --help"
NO_DISPLAY = f"There is no display to show the window on. The command line does the same: {COMMAND_LINE}\n"


def build_parser() -> argparse.ArgumentParser:
    """The command line of the window."""
    parser = argparse.ArgumentParser(
        prog="areal-gui",
        description="Train a guided diffusion recommender on your own interaction log.",
        epilog=f"Without a display use the command line: {COMMAND_LINE}",
    )
    parser.add_argument("file", nargs="*", type=Path, metavar="FILE", help="a log, or a bundle, to import")
    parser.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        help="the folder that holds everything (default: the user's own)",
    )
    parser.add_argument(
        "--read-only",
        action="store_true",
        help="only look; a second window beside the one that works on the workspace",
    )
    parser.add_argument(
        "--safe-mode",
        action="store_true",
        help="use nothing of what the window remembers, begin no training that waits, load nothing ahead",
    )
    parser.add_argument("--version", action="version", version=f"AREAL {version()}")
    return parser


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

    def __init__(
        self,
        window: MainWindow,
        guard: CrashGuard,
        root: Path,
        files: Sequence[Path],
        *,
        read_only: bool = False,
        safe: bool = False,
    ) -> None:
        super().__init__(window)
        self._window, self._guard, self._root, self._files = window, guard, root, list(files)
        self._read_only, self._safe = read_only, safe
        self.workspace: Workspace | None = None
        self.reception: Reception | None = None
        window.first_painted.connect(self._open_workspace)

    def _open_workspace(self) -> None:
        self._open(write=not self._read_only, refused=self._refuse)

    def _open(self, *, write: bool, refused: Callable[[Exception], None]) -> None:
        def opened() -> Workspace:
            from engine.workspace import Workspace

            return Workspace.open(self._root, write=write)

        self._window.tasks.query(opened, self._attach, refused)

    def _attach(self, workspace: Workspace) -> None:
        self.workspace = workspace
        writable = workspace.store.writable
        self._window.settings.kept = writable and not self._safe
        # The crash file of a workspace is that of the window that writes to it.
        earlier_crash = self._guard.write_to(workspace.logs) if writable else None
        self._window.attach(workspace)
        if earlier_crash:
            self._window.notify.error(earlier_crash, self.tr("The last session ended badly"))
        if writable:
            self.reception = Reception(workspace.root, self)
            self.reception.called.connect(self._window.come_forward)
        if self._files and writable:
            self._window.import_files(self._files)
        if self._safe:
            self._window.say_safe_mode(workspace.root)
        else:
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
    options = build_parser().parse_args(arguments)
    if not has_display():
        sys.stderr.write(NO_DISPLAY)
        return 1
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read once, when torch is loaded
    # While a worker runs Python code, each call from Qt into Python waits this long for its turn.
    sys.setswitchinterval(SWITCH_SECONDS)
    root = workspace_root(options.workspace)
    if not options.read_only and hand_over(root, options.file):
        return 0
    application = make_application()
    CalmCollector(application)
    settings = Settings.safe(root) if options.safe_mode else Settings.load(root)
    theme.apply(settings.theme)
    QGuiApplication.styleHints().colorSchemeChanged.connect(
        lambda: theme.apply("system") if settings.theme == "system" else None
    )
    window = MainWindow(settings)
    guard = CrashGuard(window)
    guard.raised.connect(window.notify.error)
    guard.install()
    start = Start(window, guard, root, options.file, read_only=options.read_only, safe=options.safe_mode)
    session_end = SessionEnd(window)
    window.show()
    code = application.exec()
    session_end.uninstall()
    if start.reception is not None:
        start.reception.close()
    if start.workspace is not None:
        if start.workspace.store.writable:
            purge_at_close(start.workspace)
        start.workspace.close()
    guard.uninstall()
    if window.start_next is not None:
        open_window(window.start_next)
    return code

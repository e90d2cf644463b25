"""The frame: navigation, menus, status bar, drops; what a page shows is the page's own."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QByteArray, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from areal_gui import theme
from areal_gui.bundles import import_bundles, parted
from areal_gui.commands import CommandRegistry
from areal_gui.components import Button
from areal_gui.components.banner import Banner
from areal_gui.components.drop_overlay import DropOverlay
from areal_gui.components.labels import Muted, MutedLine
from areal_gui.components.navigation import Navigation
from areal_gui.components.task_bar import TaskBar
from areal_gui.context import AppContext
from areal_gui.fitting import on_screen
from areal_gui.interrupted import (
    offer_to_go_on,
    take_up_trainings,
    tell_interrupted,
    tell_left_over,
)
from areal_gui.menus import Menus
from areal_gui.notify import Notifier
from areal_gui.purging import is_anything_deleted, purge
from areal_gui.read_failures import ReadFailures
from areal_gui.restart import open_window
from areal_gui.settings import Settings
from areal_gui.tasks import TaskRunner

if TYPE_CHECKING:
    from areal_gui.background import Background
    from areal_gui.pages.train.training_queue import TrainingQueue
    from engine.workspace import Workspace

PAGES = ("data", "train", "runs", "users", "studies")
NARROW_BELOW = 1000
SMALLEST = (800, 560)
USUAL = QSize(1280, 832)
STATUS_HEIGHT = 4 * theme.SPACING


class Page(Protocol):
    """What the frame asks of a page; its module is `areal_gui.pages.<key>.page`."""

    title: str
    icon_name: str
    key: str

    def shown(self) -> None:
        """Called each time the page becomes visible."""


class MainWindow(QMainWindow):
    """Is painted at once; `attach` gives it the workspace when that is open."""

    first_painted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("AREAL")
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)
        self.settings = settings
        self.tasks = TaskRunner(self)
        self.notify = Notifier(self)
        self.commands = CommandRegistry(self)
        self.context: AppContext | None = None
        self.background: Background | None = None
        self._pages: dict[str, QWidget] = {}
        self._wanted_page = ""
        self._dragged: list[Path] = []
        self._instead: QWidget | None = None
        self._painted = False
        self._closing = False
        self.start_next: Path | None = None
        """The workspace to open again once this window is gone."""
        self.tasks.unhandled.connect(lambda title, error: self.notify.error(error, title))
        self._menus = Menus(self)
        self._drop_overlay = DropOverlay(self)
        self._build()
        self.unread = ReadFailures(self.tasks, self.notify, self._column, self)
        self.stack.currentChanged.connect(self.unread.clear)
        self._restore_geometry()

    def _build(self) -> None:
        titles = self.page_titles().items()
        entries = [(key, title, key, f"Ctrl+{number}") for number, (key, title) in enumerate(titles, 1)]
        self.navigation = Navigation(entries)
        self.navigation.chosen.connect(self.show_page)
        self.stack = QStackedWidget()
        self._centre = QWidget()
        row = QHBoxLayout(self._centre)
        self._column = QVBoxLayout()
        self._column.addWidget(self.stack, 1)
        for layout in (row, self._column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(self._column, 1)
        self.setCentralWidget(self._centre)
        self.device_label, self.workspace_label = Muted(), MutedLine()
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        # Fixed, or the page would move each time a task begins or ends.
        bar.setFixedHeight(max(STATUS_HEIGHT, bar.fontMetrics().height() + theme.SPACING))
        bar.setContentsMargins(theme.SPACING, 0, theme.SPACING, 0)
        self.device_label.setContentsMargins(0, 0, 2 * theme.SPACING, 0)
        self.device_label.hide()
        bar.addWidget(self.device_label)
        bar.addWidget(self.workspace_label, 1)
        bar.addPermanentWidget(TaskBar(self.tasks))

    def attach(self, workspace: Workspace) -> None:
        """Take an open workspace, and show the page asked for meanwhile, else the one the user left."""
        self.context = AppContext(
            workspace, self.settings, self.tasks, self.notify, self.commands, parent=self
        )
        self.context.page_wanted.connect(self.show_page)
        self.context.training_ready.connect(self._on_training_ready)
        if self._instead is not None:
            self.stack.removeWidget(self._instead)
            self._instead.deleteLater()
            self._instead = None
        if not self.context.writable:
            self._say_read_only(workspace.root)
        self.workspace_label.setText(self.tr("Workspace: {0}").format(_home_short(workspace.root)))
        left = self.settings.page if self.settings.page in PAGES else PAGES[0]
        self.show_page(self._wanted_page or left)
        tell_interrupted(self.context)
        tell_left_over(self.context)
        take_up_trainings(self.context)
        self._purge(workspace)
        self.commands.refresh()

    def _on_training_ready(self, training: TrainingQueue) -> None:
        from areal_gui.background import Background

        self.background = Background(self, training)
        training.offered.connect(lambda way: offer_to_go_on(training, way, self._column))

    def show_instead(self, view: QWidget) -> None:
        """Show this in the place of the pages until there is a workspace."""
        self._instead = view
        self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)

    def _say_read_only(self, root: Path) -> None:
        again = Button(self.tr("Open for changes"), lambda: self._start_again(root), kind="quiet")
        again.setToolTip(self.tr("Close this window and start again; it waits until the workspace is free"))
        text = self.tr("Read-only: another window or command is writing to this workspace.")
        self._column.insertWidget(0, Banner(text, [again]))

    def say_safe_mode(self, root: Path) -> None:
        """Say what is different, and offer the way back."""

        def start_normally() -> None:
            self.start_next = root
            self.close()

        again = Button(self.tr("Start normally"), start_normally, kind="quiet")
        again.setToolTip(self.tr("Close this window and start again, without safe mode"))
        text = self.tr("Safe mode: nothing remembered is used or kept, and no training that waits begins.")
        self._column.insertWidget(0, Banner(text, [again]))

    def _start_again(self, root: Path) -> None:
        if open_window(root):
            self.close()

    def _purge(self, workspace: Workspace) -> None:
        """Remove what an earlier window could not, where it was killed for one."""

        def begin(found: bool) -> None:
            if found:
                self.tasks.start(
                    self.tr("Removing what was deleted"),
                    lambda cancel: purge(workspace, cancel),
                    on_finished=lambda _: self._tell_removed(),
                )

        if workspace.store.writable:
            self.tasks.query(lambda: is_anything_deleted(workspace), begin)

    def _tell_removed(self) -> None:
        if self.context is not None:
            self.context.datasets_changed.emit()
            self.context.runs_changed.emit()

    def page_titles(self) -> dict[str, str]:
        """The pages in the order of the navigation; known before any of them is loaded."""
        titles = (self.tr("Data"), self.tr("Train"), self.tr("Runs"), self.tr("Users"), self.tr("Studies"))
        return dict(zip(PAGES, titles, strict=True))

    def show_device(self, text: str) -> None:
        """Say where training will run."""
        self.device_label.setText(text)
        self.device_label.show()

    # Pages -----------------------------------------------------------------------------------------------

    def show_page(self, key: str) -> None:
        """Show a page, making it the first time; before there is a workspace, as soon as it is there."""
        if self.context is None:
            self._wanted_page = key
            self.navigation.choose(key)
            return
        self._make_page(key, self.context)
        self.stack.setCurrentWidget(self._pages[key])
        self.navigation.choose(key)
        self.settings.page = key
        cast(Page, self._pages[key]).shown()

    def make_pages(self) -> None:
        """Make those that were not shown yet: what they can do is then known to the palette and the sheet."""
        if self.context is not None:
            for key in PAGES:
                self._make_page(key, self.context)

    def _make_page(self, key: str, context: AppContext) -> None:
        if key not in self._pages:
            self._pages[key] = importlib.import_module(f"areal_gui.pages.{key}.page").Page(context)
            self.stack.addWidget(self._pages[key])

    def page(self, key: str) -> QWidget | None:
        """A page, if it was made before."""
        return self._pages.get(key)

    def import_files(self, paths: list[Path]) -> None:
        """Import bundles; open the import dialog for a log (and, among the paths, perhaps its items file)."""
        if self.context is None or not self.context.writable:
            return
        bundles, others = parted(paths)
        import_bundles(self.context, bundles)
        if others:
            from areal_gui.pages.data.import_dialog import ImportDialog

            ImportDialog.ask(self.context, others, self)

    def come_forward(self, files: list[Path]) -> None:
        """Somebody started the program again: be seen, wherever the window was, and take the files."""
        if self.background is not None:
            self.background.come_back()
        else:
            self.showNormal() if self.isMinimized() else self.show()
            self.raise_()
            self.activateWindow()
        if not files:
            return
        if QApplication.activeModalWidget() is None:
            self.import_files(files)
        else:
            names = ", ".join(file.name for file in files)
            self.notify.info(self.tr("{0} was not opened: answer the open dialog first.").format(names))

    # Drops -----------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # Read here: on the drop itself a source that is in a hurry may already have taken them back.
        self._dragged = local_files(event.mimeData())
        if self._dragged and self.context is not None and self.context.writable:
            event.acceptProposedAction()
            self._drop_overlay.show_over(self._centre)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._drop_overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop_overlay.hide()
        paths = self._dragged
        event.acceptProposedAction()
        # The source waits for the drop to end, so the dialog opens after it.
        QTimer.singleShot(0, self, lambda: self.import_files(paths))

    # Life of the window ----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        super().paintEvent(_event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.set_narrow(self.width() < NARROW_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.tasks.active():
            event.ignore()
            self.start_next = None
            if not self._closing:
                self._ask()
            return
        if self.context is not None:  # else the settings are another window's
            self.settings.window_geometry = bytes(self.saveGeometry().data())
            self.settings.save()
        self.hide()  # a library that is being loaded in the background cannot be stopped half-way
        self.tasks.stop()
        event.accept()

    def end_session(self) -> None:
        """The system wants the program gone: ask nothing, save what runs, close."""
        if not self._closing:
            self.leave_trainings()
            self.stop_and_close()

    def leave_trainings(self) -> None:
        """Have what is being trained saved; the next start goes on with it."""
        if self._training_runs():
            assert self.context is not None
            self.context.training.leave()

    def _training_runs(self) -> bool:
        return self.context is not None and self.background is not None and self.context.training.control.busy

    def _ask(self) -> None:
        if not self._training_runs():
            self._ask_to_stop()
            return
        from areal_gui.closing import TrainingQuestion

        assert self.context is not None
        assert self.background is not None
        TrainingQuestion(self, self.context.training, self.background).open()

    def _ask_to_stop(self) -> None:
        names = ", ".join(task.title for task in self.tasks.active())
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Close AREAL?"))
        box.setText(self.tr("{0} is still running.").format(names))
        box.setInformativeText(self.tr("It is stopped when the window closes."))
        stop = box.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Keep running"), QMessageBox.ButtonRole.RejectRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stop.clicked.connect(self.stop_and_close)
        box.open()

    def stop_and_close(self) -> None:
        """Ask everything that runs to end, and close once it has."""
        self._closing = True
        self.tasks.changed.connect(lambda: None if self.tasks.active() else self.close())
        for task in self.tasks.active():
            task.cancel()
        if not self.tasks.active():
            self.close()

    def _restore_geometry(self) -> None:
        self.resize(on_screen(self, USUAL))
        if self.settings.geometry:
            self.restoreGeometry(QByteArray(self.settings.window_geometry))


def local_files(mime: QMimeData) -> list[Path]:
    """The files of a drag."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _home_short(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)

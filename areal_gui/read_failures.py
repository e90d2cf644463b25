"""What could not be read, said above the page that lacks it, with the way to try again."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout

from areal_gui.components import Button
from areal_gui.components.banner import Banner
from areal_gui.components.problem_text import problem_text
from areal_gui.notify import Notifier
from areal_gui.tasks import FailedRead, TaskRunner


class ReadFailures(QObject):
    """Tells of every read whose asker did not say what to do on failure; one banner for all of them."""

    def __init__(self, tasks: TaskRunner, notify: Notifier, room: QVBoxLayout, parent: QObject) -> None:
        """Args: room: where the banner goes, as its first line."""
        super().__init__(parent)
        self._notify, self._room = notify, room
        self._failed: list[FailedRead] = []
        self.banner: Banner | None = None
        tasks.unread.connect(self._tell)

    def clear(self) -> None:
        """Another page is shown, or somebody has read it."""
        self._failed = []
        self._take_down()

    def try_again(self) -> None:
        """Ask again for all that failed; what fails again is told again."""
        failed = self._failed
        self.clear()
        for each in failed:
            each.again()

    def show_details(self) -> None:
        """The report of each, to be copied."""
        for each in self._failed:
            self._notify.error(each.error, self.tr("This could not be read"))

    def _tell(self, failed: FailedRead) -> None:
        self._failed.append(failed)
        texts = list(dict.fromkeys(problem_text(each.error) for each in self._failed))
        said = self.tr("Not everything could be read.") + " " + texts[0]
        if len(texts) > 1:
            said += " " + self.tr("And {n} more; see the details.").format(n=len(texts) - 1)
        self._take_down()
        self.banner = Banner(
            said,
            [
                Button(self.tr("Try again"), self.try_again, kind="primary", icon_name="refresh"),
                Button(self.tr("Details"), self.show_details),
                Button(self.tr("Close"), self.clear, kind="quiet"),
            ],
            wraps=True,
        )
        self._room.insertWidget(0, self.banner)

    def _take_down(self) -> None:
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None

"""A window that holds the list of the page beside what others make of the same history."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, ComboBox, Muted
from areal_gui.fitting import on_screen
from areal_gui.formats import count
from areal_gui.pages.users.audience_choice import IMPORTED
from areal_gui.pages.users.beside import BesideList, References, list_of_run, lists_of_references, own_list
from areal_gui.pages.users.beside_model import BesideModel
from areal_gui.pages.users.latest import LatestQuery
from areal_gui.pages.users.tables import Table
from areal_gui.pages.users.user_view import Name
from engine.formulas import harmless_row

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from areal_gui.pages.users.insight import Alternative
    from areal_gui.pages.users.inspection import Inspection, Recommenders
    from engine.events import CancelToken
    from engine.recommending.recommender import Recommender
    from engine.store.runs import RunRow

SIZE = (112 * theme.SPACING, 90 * theme.SPACING)


class BesideWindow(QDialog):
    """It follows the page: another user, a changed history, another run."""

    opened = Signal()
    """It became visible and wants to know what the page shows."""

    def __init__(self, context: AppContext, recommenders: Recommenders, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._recommenders = context, recommenders
        self._references = References(context.workspace)
        self._query = LatestQuery(context.tasks, "users.beside")
        self._cancel: CancelToken | None = None
        self._runs: list[RunRow] = []
        self._asked: tuple[Recommender, Inspection | Alternative] | None = None
        self.setWindowTitle(self.tr("Side by side"))
        self.resize(on_screen(self, QSize(*SIZE)))
        self.model = BesideModel()
        self.model.setParent(self)
        self.table = Table(self.model, self.tr("Lists side by side"), stretch=0)
        self.who, self.summary = Name(), Muted(wrap=True)
        self.other = ComboBox()
        self.other.setAccessibleName(self.tr("Another run of the same data set"))
        self.other.setToolTip(self.tr("Another run that answers the same history"))
        self.other.setMinimumWidth(28 * theme.SPACING)
        self.other.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.other.currentIndexChanged.connect(lambda _index: self._look())
        self.copy_button = Button(self.tr("Copy"), self.copy, kind="quiet", icon_name="copy")
        self.copy_button.setToolTip(self.tr("Copy the lists, ready for a spreadsheet (Ctrl+C)"))
        QShortcut(QKeySequence.StandardKey.Copy, self).activated.connect(self.copy)
        self._arrange()
        self.show_runs([])

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACING)
        head.addWidget(self.who, 1)
        head.addWidget(Muted(self.tr("with run")))
        head.addWidget(self.other)
        head.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(theme.SPACING)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)

    # -- what it follows

    def show_runs(self, runs: Sequence[RunRow]) -> None:
        """Which runs there are; those of the same data set are offered."""
        self._runs = list(runs)
        self._offer()

    def follow(
        self, name: str, recommender: Recommender | None, subject: Inspection | Alternative | None
    ) -> None:
        """Hold another list beside the others; None: there is none at present."""
        before = self._asked[0].run.id if self._asked else None
        self._asked = (recommender, subject) if recommender and subject else None
        self.who.setText(name)
        if self._asked and self._asked[0].run.id != before:
            self._offer()
        self._look()

    def _offer(self) -> None:
        keep = self.other.currentData()
        self.other.blockSignals(True)
        self.other.clear()
        self.other.addItem(self.tr("none"), None)
        for run in self._others():
            self.other.addItem(self._title(run), run)
        at = [run.id for run in self._others()].index(keep.id) + 1 if self._offers(keep) else 1
        self.other.setCurrentIndex(min(at, self.other.count() - 1))
        self.other.setEnabled(self.other.count() > 1)
        self.other.blockSignals(False)

    def _others(self) -> list[RunRow]:
        if self._asked is None:
            return []
        own = self._asked[0].run
        return [run for run in self._runs if run.users_of == own.users_of and run.id != own.id]

    def _offers(self, run: RunRow | None) -> bool:
        return run is not None and run.id in [other.id for other in self._others()]

    def _title(self, run: RunRow) -> str:
        return self.tr("{name} · run {id}").format(name=run.name, id=run.id)

    # -- the lists

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more: what is still being counted ends."""
        self._stop()
        super().hideEvent(event)

    def _stop(self) -> None:
        self._query.forget()
        if self._cancel is not None:
            self._cancel.cancel()
            self._cancel = None

    def _look(self) -> None:
        if not self.isVisible() or self._asked is None:
            self._query.forget()
            if self.model.rowCount():
                self.model.show([], [])
            self.summary.setText("" if self._asked else self.tr("Nothing to compare yet"))
            return
        from engine.events import CancelToken

        recommender, subject = self._asked
        own = own_list(recommender.run, subject.recommendations)
        other, history = self.other.currentData(), list(subject.items)
        k = len(own.lines)
        self._show([own])
        counted = recommender.run.status != IMPORTED  # of a bundle there is no log to count
        self.summary.setText(
            self.tr("Counting what the simple methods propose…") if counted else self._told([own])
        )
        cancel = self._cancel = self._cancel or CancelToken()

        def read() -> list[BesideList]:
            from engine.events import Cancelled

            found = [own]
            if other is not None:
                found.append(list_of_run(self._recommenders, other, recommender, history, k))
            if not counted:
                return found
            try:
                references = self._references.get(recommender.run, cancel)
            except Cancelled:
                return found
            return found + lists_of_references(references, recommender.items, history, k)

        self._query.ask(read, self._take, self._fail)

    def _take(self, lists: list[BesideList]) -> None:
        self._show(lists)
        self.summary.setText(self._told(lists))

    def _told(self, lists: list[BesideList]) -> str:
        """What the other lists share with the first one, and what is missing of them."""
        own = lists[0]
        parts = [
            self.tr("{source}: {n} of {all}").format(
                source=self._source(one), n=count(one.shared_with(own)), all=count(len(own.lines))
            )
            for one in lists[1:]
        ]
        text = self.tr("Shared with this run’s list: {parts}").format(parts=" · ".join(parts))
        told = [text] if parts else []
        if self._asked is not None and self._asked[0].run.status == IMPORTED:
            told.append(self.tr("Simple methods need the log of the training, which a bundle leaves out."))
        unknown = [
            self.tr("{source} does not know {n} items of the history").format(
                source=self._source(one), n=count(one.unknown)
            )
            for one in lists[1:]
            if one.unknown
        ]
        return "\n".join([*told, *unknown])

    def _show(self, lists: list[BesideList]) -> None:
        self.model.show(lists, [self._source(one) for one in lists])
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.table.fit_column(0, "100")
        for column in range(1, self.model.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _source(self, one: BesideList) -> str:
        names = {"item-knn": self.tr("Item-kNN"), "popularity": self.tr("Popularity")}
        if isinstance(one.source, str):
            return names.get(one.source, one.source)
        own = self._asked is not None and self._asked[0].run.id == one.source
        return self.tr("This run") if own else self.tr("Run {id}").format(id=one.source)

    def _fail(self, error: Exception) -> None:
        self.summary.setText(self.tr("The other lists cannot be shown"))
        self._context.notify.error(error, self.tr("The lists cannot be compared"))

    def copy(self) -> None:
        """Put the lists on the clipboard."""
        out = io.StringIO()
        csv.writer(out, delimiter="\t", lineterminator="\n").writerows(map(harmless_row, self.model.rows()))
        QGuiApplication.clipboard().setText(out.getvalue())
        self._context.notify.success(self.tr("{count} rows copied.").format(count=self.model.rowCount()))

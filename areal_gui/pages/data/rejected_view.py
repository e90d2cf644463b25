"""The rows that could not be read: how many for which reason, each with its line, and all as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from areal_gui import formats, theme
from areal_gui.components import Button, ComboBox, EmptyState, Muted, TextTableModel, icon
from areal_gui.context import AppContext
from areal_gui.pages.data.interaction_filters import TYPING_PAUSE_MS
from areal_gui.pages.data.rejected_query import BLOCK, RejectedQuery, RejectedWritten, write_rejected
from areal_gui.pages.users.tables import Table
from areal_gui.saving import FOLDER, ask_file
from engine.events import CancelToken, Event
from engine.file_names import file_name

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow, RejectedRow

FILE, LINE, REASON, TEXT = range(4)
SHOWN_LENGTH = 300
WIDEST_REASON = "more fields than the line before has"
WIDEST_FILE = "transactions-2026-01.csv"
LINE_SAMPLE = "10,000,000"


class RejectedView(QWidget):
    """Reads nothing until it is seen, and then a block at a time while it is scrolled."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row: DatasetRow | None = None
        self._query: RejectedQuery | None = None
        self._last, self._more = 0, False
        self._files: set[str] = set()
        self.reasons = ComboBox()
        self.reasons.setAccessibleName(self.tr("Only rows rejected for this reason"))
        self.search = QLineEdit()
        self.counted = Muted()
        self.save = Button(self.tr("Save as CSV…"), self._ask_path, icon_name="export")
        self.model = TextTableModel(
            [self.tr("File"), self.tr("Line"), self.tr("Reason"), self.tr("Text")], (LINE,), self
        )
        self.table = Table(self.model, self.tr("Rejected rows"), stretch=TEXT)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._none = EmptyState(
            "check", self.tr("Every row was read"), self.tr("No row of this log was left out at its import.")
        )
        self._views = QStackedLayout(self)
        self._views.addWidget(self._none)
        self._views.addWidget(self._build())
        self._connect()

    def _build(self) -> QWidget:
        self.search.setPlaceholderText(self.tr("Find in the text of the rows"))
        self.search.setAccessibleName(self.tr("Find in the text of the rejected rows"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.table.fit_column(LINE, LINE_SAMPLE)
        above, below = QHBoxLayout(), QHBoxLayout()
        for row in (above, below):
            row.setSpacing(theme.SPACING)
        above.addWidget(self.reasons, 1)
        above.addWidget(self.search, 1)
        below.addWidget(self.counted, 1)
        below.addWidget(self.save)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 2 * theme.SPACING, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(above)
        column.addLayout(below)
        column.addWidget(self.table, 1)
        return inside

    def _connect(self) -> None:
        self._pause.timeout.connect(self._ask)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.reasons.activated.connect(lambda _index: self._ask())
        self.table.verticalScrollBar().valueChanged.connect(self._read_on_at_end)

    def show_row(self, row: DatasetRow) -> None:
        """Show the rejected rows of a data set; the filters stay where it is the one that was shown."""
        same = self._row is not None and (self._row.id, self._row.n_rejected) == (row.id, row.n_rejected)
        self._row = row
        self._views.setCurrentIndex(1 if row.n_rejected else 0)
        if same:
            return
        self.search.clear()
        self._pause.stop()
        self._query = None
        self.reasons.clear()
        self.model.set_rows([])
        self.counted.setText("")
        if self.isVisible():
            self._begin()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._query is None:
            self._begin()

    def _begin(self) -> None:
        if self._row is None or not self._row.n_rejected:
            return
        from engine.store import datasets

        store, row = self._context.workspace.store, self._row
        self._context.tasks.query(
            lambda: datasets.rejected_counts(store, row.id),
            lambda counts: self._offer_reasons(row, counts),
            key="data.reasons",
        )
        self._ask()

    def _offer_reasons(self, row: DatasetRow, counts: dict[str, int]) -> None:
        if row is not self._row:
            return
        self.reasons.clear()
        total = formats.count(sum(counts.values()))
        self.reasons.addItem(self.tr("All reasons ({0})").format(total), "")
        for reason, number in counts.items():
            self.reasons.addItem(f"{reason} ({formats.count(number)})", reason)
        self.table.fit_column(REASON, max(counts, key=len, default=""), at_most=WIDEST_REASON)

    def _ask(self) -> None:
        if self._row is None:
            return
        reason = str(self.reasons.currentData() or "")
        query = RejectedQuery(self._row.id, reason, self.search.text())
        if query != self._query:
            self._query = query
            self._read(0)

    def _read_on_at_end(self, value: int) -> None:
        if self._more and value >= self.table.verticalScrollBar().maximum() - self.table.height():
            self._more = False
            self._read(self._last)

    def _read(self, after: int) -> None:
        query, store = self._query, self._context.workspace.store
        if query is not None:
            self._context.tasks.query(
                lambda: query.read(store, after),
                lambda rows: self._show(query, rows, after),
                key="data.rejected",
            )

    def _show(self, query: RejectedQuery, rows: list[RejectedRow], after: int) -> None:
        if query != self._query:
            return
        texts = [
            (Path(row.file).name, formats.count(row.line), row.reason, row.text[:SHOWN_LENGTH])
            for row in rows
        ]
        if after:
            self.model.add_rows(texts)
        else:
            self.model.set_rows(texts)
            self.table.scrollToTop()
        self._show_files({text[FILE] for text in texts}, first=not after)
        self._last = rows[-1].number if rows else after
        self._more = len(rows) == BLOCK
        self._say_count()

    def _show_files(self, names: set[str], *, first: bool) -> None:
        """The column of files is there for logs of several files only."""
        self._files = names if first else self._files | names
        self.table.setColumnHidden(FILE, len(self._files) < 2)
        self.table.fit_column(FILE, max(self._files, key=len, default=""), at_most=WIDEST_FILE)

    def _say_count(self) -> None:
        number = formats.count(self.model.rowCount())
        if not self.model.rowCount():
            text = self.tr("No rejected row holds this")
        elif self._more:
            text = self.tr("the first {0}; more as you scroll").format(number)
        else:
            text = self.tr("1 row") if number == "1" else self.tr("{0} rows").format(number)
        self.counted.setText(text)
        self.save.setEnabled(self.model.rowCount() > 0)

    # As a file -------------------------------------------------------------------------------------------

    def _ask_path(self) -> None:
        if self._row is None:
            return
        name, kinds = file_name(self._row.name, "rejected-rows", ".csv"), {".csv": self.tr("Tables (*.csv)")}
        path = ask_file(self._context, self, self.tr("Save the rejected rows"), name, kinds)
        if path is not None:
            self.save_as(path)

    def save_as(self, path: Path) -> None:
        """Write the rows that are looked at, all of them, in the background."""
        query, context = self._query, self._context
        if query is None:
            return

        def write(cancel: CancelToken) -> Iterator[Event]:
            return write_rejected(context.workspace.store, query, path, cancel)

        def done(written: RejectedWritten) -> None:
            context.settings.extra[FOLDER] = str(path.parent)
            said = self.tr("{0} rows saved to {1}").format(formats.count(written.rows), written.path)
            context.notify.success(said)

        context.tasks.start(
            self.tr("Saving the rejected rows"),
            write,
            on_finished=done,
            on_failed=lambda error: context.notify.error(error, self.tr("The rows were not saved")),
        )

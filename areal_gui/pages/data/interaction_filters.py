"""The fields above the table of interactions: which rows, and which of them to go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QIntValidator, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, ComboBox, Muted, icon
from areal_gui.pages.data.interaction_query import InteractionQuery, Sorting

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow

TYPING_PAUSE_MS = 250
TIME_WIDTH = 19 * theme.SPACING
ROW_WIDTH = 15 * theme.SPACING
MOST = 2_147_483_647


class InteractionFilters(QWidget):
    """Says what was asked for shortly after the last key press, and at once on Return."""

    changed = Signal()
    row_wanted = Signal(int)
    """The number of the row to go to, from 0."""
    sorting_wanted = Signal(object)
    """A `Sorting`, for one who has no mouse to click on a title with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.user = self._field(self.tr("Id of a user or session"), self.tr("Only this user or session"))
        self.item = self._field(self.tr("Id of an item"), self.tr("Only this item"))
        when = self.tr("In UTC: 2014, 2014-05, 2014-05-03 or 2014-05-03 18:30")
        self.since = self._field(self.tr("From"), self.tr("From this time on. {0}").format(when))
        self.until = self._field(self.tr("Until"), self.tr("Until the end of this time. {0}").format(when))
        self.event_box = ComboBox()
        self.event_box.setAccessibleName(self.tr("Only this kind of event"))
        self.event_box.activated.connect(lambda _index: self.changed.emit())
        self.sorting_box = ComboBox()
        self.sorting_box.setAccessibleName(self.tr("Order of the rows"))
        self._sortings: list[Sorting] = []
        self.sorting_box.activated.connect(lambda at: self.sorting_wanted.emit(self._sortings[at]))
        self.clear_button = Button(self.tr("Clear"), self.clear, kind="quiet", icon_name="close")
        self.clear_button.setToolTip(self.tr("Show every row again"))
        self.counted = Muted()
        self.go_to = QLineEdit()
        self.go_to.setPlaceholderText(self.tr("Go to row"))
        self.go_to.setAccessibleName(self.tr("Go to the row with this number"))
        self.go_to.setValidator(QIntValidator(1, MOST, self.go_to))
        self.go_to.setFixedWidth(ROW_WIDTH)
        self.go_to.returnPressed.connect(self._go)
        self._lay_out()

    def offer(self, row: DatasetRow) -> None:
        """Offer what a data set can be filtered by, with nothing filled in."""
        for field in (self.user, self.item, self.since, self.until, self.go_to):
            field.clear()
        self._pause.stop()
        for field in (self.since, self.until):
            field.setVisible(row.has_times)
        self.event_box.clear()
        self.event_box.addItem(self.tr("All events"), "")
        for name, _ in row.events:
            self.event_box.addItem(name, name)
        self.event_box.setVisible(len(row.events) > 1)
        self._offer_sortings(row)
        self.show_query(InteractionQuery(row.id))

    def query(self, dataset_id: int) -> InteractionQuery:
        """What is asked for now; the order is the table's."""
        return InteractionQuery(
            dataset_id,
            user=self.user.text().strip(),
            item=self.item.text().strip(),
            since=self.since.text().strip(),
            until=self.until.text().strip(),
            event=self.event_box.currentData() or "",
        )

    def show_query(self, query: InteractionQuery) -> None:
        """Mark the times that cannot be read, and offer to clear what is set."""
        for field, wrong in zip((self.since, self.until), query.wrong_times, strict=True):
            palette = QPalette()
            if wrong:
                palette.setColor(QPalette.ColorRole.Text, theme.colours().danger)
            field.setPalette(palette)
        self.clear_button.setVisible(query.filtered)

    def show_sorting(self, sorting: Sorting) -> None:
        """Show how the rows are sorted."""
        self.sorting_box.setCurrentIndex(self._sortings.index(sorting) if sorting in self._sortings else -1)

    def _offer_sortings(self, row: DatasetRow) -> None:
        titles: dict[Sorting, str] = {
            ("sequence", False): self.tr("Users in order"),
            ("sequence", True): self.tr("Users, last first"),
            ("item", False): self.tr("Items in order"),
            ("item", True): self.tr("Items, last first"),
        }
        if row.has_times:
            titles |= {("ts", False): self.tr("Oldest first"), ("ts", True): self.tr("Newest first")}
        if row.recipe.get("value") is not None:
            titles |= {
                ("value", False): self.tr("Least value first"),
                ("value", True): self.tr("Greatest value first"),
            }
        self._sortings = list(titles)
        self.sorting_box.clear()
        self.sorting_box.addItems(list(titles.values()))

    def clear(self) -> None:
        """Leave nothing out."""
        for field in (self.user, self.item, self.since, self.until):
            field.clear()
        self.event_box.setCurrentIndex(0)
        self._pause.stop()
        self.changed.emit()
        self.user.setFocus()

    def _go(self) -> None:
        self.row_wanted.emit(int(self.go_to.text()) - 1)

    def _field(self, title: str, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(title)
        field.setAccessibleName(hint)
        field.setToolTip(hint)
        field.setClearButtonEnabled(True)
        field.textEdited.connect(lambda _text: self._pause.start())
        field.textChanged.connect(lambda text: None if text else self._pause.start())  # its cross was clicked
        field.returnPressed.connect(self._at_once)
        return field

    def _at_once(self) -> None:
        self._pause.stop()
        self.changed.emit()

    def _lay_out(self) -> None:
        self.user.addAction(icon("filter"), QLineEdit.ActionPosition.LeadingPosition)
        for field in (self.since, self.until):
            field.setMaximumWidth(TIME_WIDTH)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, parts in (
            (first, (self.user, self.item, self.event_box, self.sorting_box)),
            (second, (self.since, self.until)),
        ):
            row.setSpacing(theme.SPACING)
            for part in parts:
                row.addWidget(part, 1)
        second.addWidget(self.clear_button)
        second.addStretch(1)
        second.addWidget(self.counted)
        second.addWidget(self.go_to)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(first)
        column.addLayout(second)

"""What the model proposes to the user."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from areal_gui import theme
from areal_gui.components import Button, Card, ComboBox, Muted, icon
from areal_gui.components.tooltip import literal
from areal_gui.pages.users.insight_texts import certainty_hint, certainty_text, change_text
from areal_gui.pages.users.inspection import TOP, Inspection
from areal_gui.pages.users.kind_filter import KindFilter
from areal_gui.pages.users.list_models import RecommendationModel
from areal_gui.pages.users.list_text import tab_separated
from areal_gui.pages.users.tables import HEAD_HEIGHT, ChangeMark, ShareBar, Table

if TYPE_CHECKING:
    from areal_gui.pages.users.insight import Alternative, Insight
    from engine.recommending.catalogue import Recommendation
    from engine.recommending.item_attributes import ItemAttribute

LENGTHS = (10, TOP, 50, 100)
WORDS_FROM = 48 * theme.SPACING
"""So wide, the panel has room for a word on each of its buttons."""


class TopPanel(Card):
    """The top items with their probabilities; to copy and to export."""

    recommendation_chosen = Signal(int)
    """The place, from 0, of the line that was chosen."""
    length_chosen = Signal(int)
    """How many items the list is to have."""
    beside_wanted = Signal()
    """The list is to be shown beside those of others."""

    def __init__(
        self,
        done: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self.header.addStrut(HEAD_HEIGHT)
        self.length = ComboBox()
        for k in LENGTHS:
            self.length.addItem(self.tr("Top {count}").format(count=k), k)
        self.length.setCurrentIndex(LENGTHS.index(TOP))
        self.length.setAccessibleName(self.tr("Length of the list"))
        self.length.setToolTip(self.tr("How many items the list has"))
        self.length.currentIndexChanged.connect(self._choose_length)
        self.header.insertWidget(0, self.length)
        self._done = done
        self._own: Inspection | None = None
        self._change = ""
        self._before_held_out: list[int] = []
        self._held_out: int | None = None
        self.model = RecommendationModel()
        self.model.setParent(self)
        self.table = Table(self.model, self.tr("Recommendations"), stretch=RecommendationModel.ITEM)
        self.table.setItemDelegateForColumn(RecommendationModel.SCORE, ShareBar(self.table))
        self.table.setItemDelegateForColumn(RecommendationModel.BEFORE, ChangeMark(self.table))
        self.table.setColumnHidden(RecommendationModel.BEFORE, True)
        for column, sample in (
            (RecommendationModel.RANK, "100"),
            (RecommendationModel.BEFORE, "▲ 100"),
            (RecommendationModel.SCORE, "100.00% ––––"),
            (RecommendationModel.POPULARITY, "100,000"),
            (RecommendationModel.KIND, "repeat"),
        ):
            self.table.fit_column(column, sample)
        self.table.show_if_room(RecommendationModel.POPULARITY, 430)
        self.table.show_if_room(RecommendationModel.KIND, 500)
        self._certainty = Muted(wrap=True)
        self._filtered = False
        self._add_actions()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter by title or id"))
        self.filter.setAccessibleName(self.tr("Show only items with these words"))
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(icon("filter"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.textChanged.connect(self._filter_rows)
        self.filter.hide()
        self.kinds = KindFilter()
        self.kinds.currentIndexChanged.connect(self._filter_rows)
        self.model.modelReset.connect(self._take_list)
        filters = QHBoxLayout()
        filters.setSpacing(theme.SPACING)
        filters.addWidget(self.filter, 1)
        filters.addWidget(self.kinds, 1)
        self.body.addWidget(self._certainty)
        self.body.addLayout(filters)
        self.body.addWidget(self.table, 1)
        self.table.selectionModel().selectionChanged.connect(self._tell_chosen)

    def _add_actions(self) -> None:
        self.copy_button = Button(self.tr("Copy"), self.copy, kind="quiet", icon_name="copy")
        self.copy_button.setAccessibleName(self.tr("Copy"))
        self.copy_button.setToolTip(self.tr("Copy the list, ready for a spreadsheet (Ctrl+C)"))
        self.export_button = Button(self.tr("Export"), kind="quiet", icon_name="export")
        self.export_button.setToolTip(self.tr("Save the list, the trajectory, or a report of this user"))
        self.beside_button = Button("", self.beside_wanted.emit, kind="quiet", icon_name="table")
        self.beside_button.setAccessibleName(self.tr("Side by side"))
        self.beside_button.setToolTip(self.tr("Side by side with another run, item-kNN and popularity (B)"))
        self.header.addStretch(1)
        self.header.addWidget(self.beside_button)
        self.header.addWidget(self.copy_button)
        self.header.addWidget(self.export_button)
        keys = QShortcut(QKeySequence.StandardKey.Copy, self.table, context=Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.copy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the sign alone stands for copying."""
        super().resizeEvent(event)
        self.copy_button.setText(self.tr("Copy") if event.size().width() >= WORDS_FROM else "")

    def show_inspection(self, inspection: Inspection) -> None:
        """Show a user's list."""
        self._own = inspection
        self.table.clearSelection()
        self.show_alternative(None)
        self.table.scrollToTop()

    def set_held_out(self, before: list[int], item: int | None) -> None:
        """The item that the test held out of this user; the list after what is `before` it marks it."""
        self._before_held_out, self._held_out = before, item

    def show_alternative(self, alternative: Alternative | None) -> None:
        """Show the list that another history or way of drawing gives; None: the user's own again."""
        self.table.setColumnHidden(RecommendationModel.BEFORE, alternative is None)
        change = "" if alternative is None else change_text(alternative.change)
        self._change = self.tr("What if: {change}").format(change=change) if change else ""
        self._certainty.setText(self._change)
        self._certainty.setToolTip("")
        chosen = [index.row() for index in self.table.selectionModel().selectedRows()]
        if alternative is not None:
            tested = self._held_out is not None and alternative.items == self._before_held_out
            self.model.show(
                alternative.recommendations,
                alternative.change,
                self._held_out if tested else None,
                self._gone_lines(alternative),
            )
        elif self._own is not None:
            self.model.show(self._own.recommendations)
        if chosen:
            self.table.selectRow(min(chosen[0], len(self.model.rows) - 1))

    def show_insight(self, insight: Insight, samples: int) -> None:
        """Show how sure the model is of the list."""
        sure = certainty_text(insight.certainty, len(self.model.rows), samples)
        self._certainty.setText(" · ".join(filter(None, (self._change, sure, self.kinds.summary))))
        lines = (self._certainty.text(), certainty_hint(samples))
        self._certainty.setToolTip(literal("\n".join(filter(None, lines))))

    def _choose_length(self) -> None:
        """A short list is seen at a glance; only a long one can be filtered."""
        k = self.length.currentData()
        self.filter.setVisible(k > TOP)
        if k <= TOP:
            self.filter.clear()
        self.length_chosen.emit(k)

    def show_attributes(self, attributes: Sequence[ItemAttribute]) -> None:
        """What the items of another model have in common."""
        self.kinds.show_attributes(attributes)

    @property
    def listed(self) -> list[Recommendation]:
        """The lines that are shown: those of the list that the filters let through."""
        return [row for row in self.model.rows if self._passes(row)]

    def _take_list(self) -> None:
        self.kinds.show_list([row.item for row in self.model.rows])
        self._filter_rows()

    def _passes(self, row: Recommendation) -> bool:
        name = f"{row.title or ''} {row.external_id}".casefold()
        return self.kinds.passes(row.item) and all(
            word in name for word in self.filter.text().casefold().split()
        )

    def _filter_rows(self) -> None:
        filtered = bool(self.filter.text().strip() or self.kinds.chosen)
        if not filtered and not self._filtered:
            return
        self._filtered = filtered
        for at in range(self.model.rowCount()):
            self.table.setRowHidden(at, not self._passes(self.model.line(at)))

    def _gone_lines(self, alternative: Alternative) -> list[Recommendation]:
        """What the list had before and lacks now."""
        gone = set(alternative.change.gone)
        return [line for line in self._own.recommendations if line.item in gone] if self._own else []

    def _tell_chosen(self, selected: QItemSelection) -> None:
        rows = selected.indexes()
        if rows and rows[0].row() < len(self.model.rows):
            self.recommendation_chosen.emit(rows[0].row())

    @property
    def summary(self) -> str:
        """How sure the model is of the list."""
        return self._certainty.text()

    def copy(self) -> None:
        """Put the list on the clipboard."""
        listed = self.listed
        QGuiApplication.clipboard().setText(tab_separated(listed))
        one, many = self.tr("1 row copied."), self.tr("{count} rows copied.")
        self._done(one if len(listed) == 1 else many.format(count=len(listed)))

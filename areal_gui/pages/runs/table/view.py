"""The table of runs: several can be chosen, groups fold, columns move and give way."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from areal_gui import theme
from areal_gui.components.row_focus import CellOfRow, paint_row_focus
from areal_gui.components.table import ROW_HEIGHT
from areal_gui.pages.runs.run_lines import RunLine
from areal_gui.pages.runs.table.columns import Column
from areal_gui.pages.runs.table.head_painter import paint_heads
from areal_gui.pages.runs.table.model import AIR, RunModel

NAME_LETTERS, NUMBER_LETTERS, OTHER_LETTERS = 24, 12, 14
"""Widths in mean letters; of the name the least, for it takes all the room that is left."""
LETTERS = {
    "starred": 2, "number": 6, "status": 13, "test/ndcg@20": 14, "test/hr@20": 12, "epochs": 9, "dataset": 17,
    "created": 17, "reason": 30, "notes": 30,
}  # fmt: skip
TITLE_ROOM = 4
"""Letters for the arrow of the order beside a title."""
GIVE_WAY = ("reason", "device", "preset", "created", "dataset", "epochs", "test/hr@20")
"""Usual columns that are hidden while there is no room, the first first; those of the user's choice stay."""


class RunTable(QTableView):
    """The view of the model. What is chosen are runs, by their numbers: they stay chosen when rows move."""

    opened = Signal(int)
    star_switched = Signal(int)
    sort_wanted = Signal(str)
    columns_moved = Signal(list)
    menu_wanted = Signal(QPoint)
    header_menu_wanted = Signal(str, QPoint)
    chosen_changed = Signal()

    def __init__(self, model: RunModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = model
        self._gives_way = True
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names often differ at their end
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * theme.SPACING)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_up_header()
        self._known_chosen: list[RunLine] | None = None
        self.selectionModel().selectionChanged.connect(self._on_selection)
        model.modelReset.connect(self._forget_chosen)
        # The ring goes around a whole row, of which Qt would paint one cell anew.
        self.selectionModel().currentRowChanged.connect(lambda *_: self.viewport().update())

    # What is chosen --------------------------------------------------------------------------------------

    @property
    def chosen(self) -> list[RunLine]:
        """The chosen runs from top to bottom."""
        if self._known_chosen is None:
            self._known_chosen = self._read_chosen()
        return self._known_chosen

    def _on_selection(self) -> None:
        self._forget_chosen()
        self.chosen_changed.emit()

    def _forget_chosen(self) -> None:
        self._known_chosen = None

    def _read_chosen(self) -> list[RunLine]:
        # By stretches: Qt asks every cell of every row where it is asked for rows.
        selection = self.selectionModel().selection()
        parts = [selection.at(place) for place in range(selection.count())]
        stretches = [(part.top(), part.bottom()) for part in parts]
        rows = sorted({row for first, last in stretches for row in range(first, last + 1)})
        return [line for row in rows if (line := self._runs.line(row)) is not None]

    @property
    def current(self) -> RunLine | None:
        """The run that the keyboard stands on."""
        return self._runs.line(self.currentIndex().row())

    def choose(self, run_ids: Collection[int], current: int | None = None, *, scroll: bool = True) -> None:
        """Choose these runs, as far as they are shown, and go to one of them."""
        rows = [row for run_id in run_ids if (row := self._runs.row_of(run_id)) is not None]
        selection, last = QItemSelection(), self._runs.columnCount() - 1
        for first, final in _stretches(sorted(rows)):
            selection.select(self._runs.index(first, 0), self._runs.index(final, last))
        flags = QItemSelectionModel.SelectionFlag
        row = None if current is None else self._runs.row_of(current)
        if row is not None:
            index = self._runs.index(row, self._name_place())
            self.selectionModel().setCurrentIndex(index, flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)
        if row is not None and scroll:
            self.scrollTo(self._runs.index(row, self._name_place()))

    def show_order(self, key: str, descending: bool) -> None:
        """Mark the column that decides the order."""
        place = self._runs.column_of(key)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(-1 if place is None else place, order)
        self._runs.mark_sorted(key)

    def fit_columns(self, *, gives_way: bool) -> None:
        """Give the columns their widths; the usual ones give way where there is little room."""
        self._gives_way = gives_way
        header = self.horizontalHeader()
        for place in range(self._runs.columnCount()):
            shown = self._runs.column_at(place)
            stretch = gives_way and shown.key == "name"
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(place, mode)
            self.setColumnWidth(place, self._width(shown))
        self._show_columns()

    # Mouse and keyboard ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentIndex().row(), event.key()
        rows = self._runs.rowCount()
        is_head = self._runs.head(row) is not None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self._activate(row)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and (is_head or self._gives_way):
            if is_head:
                self._fold(row, folded=key == Qt.Key.Key_Left)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and rows and not event.modifiers():
            self.setCurrentIndex(
                self._runs.index(0 if key == Qt.Key.Key_Home else rows - 1, self._name_place())
            )
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        line, head = self._runs.line(index.row()), self._runs.head(index.row())
        if left and head is not None:
            self._fold(index.row(), folded=not self._runs.is_folded(head))
        elif left and line is not None and self._runs.column_at(index.column()).key == "starred":
            self.star_switched.emit(line.row.id)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        line = self._runs.line(index.row())
        if line is not None and self._runs.column_at(index.column()).key != "starred":
            self.opened.emit(line.row.id)
        else:
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).bottomLeft()
        self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_columns()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_heads(self, self._runs)
        paint_row_focus(self)

    def _activate(self, row: int) -> None:
        line, head = self._runs.line(row), self._runs.head(row)
        if line is not None:
            self.opened.emit(line.row.id)
        elif head is not None:
            self._fold(row, folded=not self._runs.is_folded(head))

    def _fold(self, row: int, *, folded: bool) -> None:
        """Fold, keep what is chosen of what can be seen, and stay on the head."""
        head, chosen = self._runs.head(row), [line.row.id for line in self.chosen]
        self._runs.fold(row, folded)
        self.choose(chosen)
        place = None if head is None else self._runs.row_of_head(head.title)
        if place is not None:
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self._runs.index(place, self._name_place()), flags.NoUpdate)

    # The header ------------------------------------------------------------------------------------------

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumHeight(ROW_HEIGHT)
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setSortIndicatorShown(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.sectionClicked.connect(lambda place: self.sort_wanted.emit(self._runs.column_at(place).key))
        header.sectionMoved.connect(self._tell_moved)
        header.customContextMenuRequested.connect(self._ask_header_menu)
        self.fit_columns(gives_way=True)

    def _ask_header_menu(self, where: QPoint) -> None:
        header = self.horizontalHeader()
        place = header.logicalIndexAt(where)
        if place >= 0:
            self.header_menu_wanted.emit(self._runs.column_at(place).key, header.mapToGlobal(where))

    def _tell_moved(self, _place: int, before: int, after: int) -> None:
        """Tell of the new order, and put the sections back: the model itself takes the order over."""
        header = self.horizontalHeader()
        keys = [self._runs.column_at(header.logicalIndex(at)).key for at in range(header.count())]
        header.blockSignals(True)
        header.moveSection(after, before)
        header.blockSignals(False)
        self.columns_moved.emit(keys)

    def _name_place(self) -> int:
        return self._runs.column_of("name") or 0

    def _width(self, shown: Column) -> int:
        if shown.key == "name":
            letters = NAME_LETTERS
        else:
            usual = NUMBER_LETTERS if shown.number else OTHER_LETTERS
            letters = LETTERS.get(shown.key) or max(usual, len(shown.title) + TITLE_ROOM)
        return self.fontMetrics().averageCharWidth() * letters + 2 * theme.SPACING

    def _show_columns(self) -> None:
        shown = [self._runs.column_at(place) for place in range(self._runs.columnCount())]
        needed, room = sum(self._width(one) for one in shown), self.viewport().width()
        for key in GIVE_WAY:
            place = self._runs.column_of(key)
            if place is not None:
                hide = self._gives_way and needed > room
                self.setColumnHidden(place, hide)
                needed -= self._width(shown[place]) if hide else 0
        for place, one in enumerate(shown):
            if one.key not in GIVE_WAY:
                self.setColumnHidden(place, False)


class _Cell(CellOfRow):
    """Numbers keep clear of what stands to the right of them."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if option.displayAlignment & Qt.AlignmentFlag.AlignRight:
            option.text += AIR


_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def _stretches(rows: Collection[int]) -> list[tuple[int, int]]:
    """Rows in order as stretches from one to another: 5,000 chosen rows are one."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = found[-1][0], row
        else:
            found.append((row, row))
    return found

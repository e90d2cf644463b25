"""The arranged runs as rows of a table: heads of groups, and the runs of those that are unfolded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from areal_gui.components import icon
from areal_gui.components.tooltip import literal
from areal_gui.pages.runs.run_lines import RunLine, status_icon, status_reason
from areal_gui.pages.runs.table.arrangement import Group
from areal_gui.pages.runs.table.columns import DEFAULT, Column, column

Index = QModelIndex | QPersistentModelIndex
CENTRED = ("starred",)
HEAD = Qt.ItemFlag.ItemIsEnabled
RUN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
ARROW_ROOM = 3 * "\u00a0"
AIR = "\u2002"
"""Behind a number: what follows may be aligned to the left."""


class RunModel(QAbstractTableModel):
    """Shows what it is given; order, groups and filter are decided elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[Group] = []
        self._columns: list[Column] = [found for key in DEFAULT if (found := column(key))]
        self._rows: list[Group | RunLine] = []
        self._places: dict[int, int] = {}
        self._folded: set[str] = set()
        self._sorted = ""

    def show(self, groups: Sequence[Group], columns: Sequence[Column]) -> None:
        """Show these groups in these columns, and no others; folded groups stay folded."""
        self.beginResetModel()
        self._groups, self._columns = list(groups), list(columns)
        self._flatten()
        self.endResetModel()

    def mark_sorted(self, key: str) -> None:
        """Leave room for the arrow beside the title of this column."""
        self._sorted = key
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def line(self, row: int) -> RunLine | None:
        """The run in a row; None where a head or nothing is there."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, RunLine) else None

    def head(self, row: int) -> Group | None:
        """The group whose head is in a row."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Group) else None

    def is_folded(self, group: Group) -> bool:
        return group.title in self._folded

    def fold(self, row: int, folded: bool) -> None:
        """Hide or show the runs under a head."""
        head = self.head(row)
        if head is None or self.is_folded(head) == folded:
            return
        self.beginResetModel()
        (self._folded.add if folded else self._folded.discard)(head.title)
        self._flatten()
        self.endResetModel()

    def row_of(self, run_id: int) -> int | None:
        """Where a run stands now; None where it is filtered out or folded away."""
        return self._places.get(run_id)

    def row_of_head(self, title: str) -> int | None:
        """Where the head of a group stands now."""
        heads = (row for row, found in enumerate(self._rows) if isinstance(found, Group))
        return next((row for row in heads if self._rows[row].title == title), None)  # type: ignore[union-attr]

    def column_of(self, key: str) -> int | None:
        """Where a column stands now."""
        return next((place for place, one in enumerate(self._columns) if one.key == key), None)

    def column_at(self, place: int) -> Column:
        return self._columns[place]

    @property
    def lines(self) -> list[RunLine]:
        """The runs in the order of the rows, those that are folded away too."""
        return [line for group in self._groups for line in group.lines]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        # Qt asks this of every chosen row while it paints a cell.
        return RUN if self._rows[index.row()].__class__ is RunLine else HEAD

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        shown = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            if not _is_right(shown):
                return shown.title
            return shown.title + (ARROW_ROOM if shown.key == self._sorted else AIR)
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(shown.help or shown.title)
        return _alignment(shown) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = 0) -> Any:
        shown = self._columns[index.column()]
        found = self._rows[index.row()]
        if isinstance(found, Group):
            return self._of_head(found, shown, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return shown.text(found)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(shown)
        if role == Qt.ItemDataRole.DecorationRole:
            return _picture(found, shown)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = shown.text(found)
            if shown.key in ("status", "reason"):
                text = status_reason(found.row) or text
            return literal(found.row.notes if shown.key == "notes" else text)
        if role == Qt.ItemDataRole.AccessibleTextRole and shown.key == "starred":
            return self.tr("starred") if found.row.starred else self.tr("not starred")
        return None

    def _of_head(self, head: Group, shown: Column, role: int) -> Any:
        """The view draws a head over the whole row; here is what is said of it."""
        if role == Qt.ItemDataRole.AccessibleTextRole and shown.key == "name":
            folded = self.tr("folded") if self.is_folded(head) else self.tr("unfolded")
            return f"{head.title}, {head.summary}, {folded}"
        return None

    def _flatten(self) -> None:
        self._rows = []
        for group in self._groups:
            if group.title:
                self._rows.append(group)
            if group.title not in self._folded or not group.title:
                self._rows.extend(group.lines)
        self._places = {
            found.row.id: row for row, found in enumerate(self._rows) if isinstance(found, RunLine)
        }


def _picture(line: RunLine, shown: Column) -> Any:
    if shown.key == "status":
        return icon(*status_icon(line.row.status))
    if shown.key == "starred" and line.row.starred:
        return icon("star-filled", "warning")
    return None


def _alignment(shown: Column) -> Qt.AlignmentFlag:
    if shown.key in CENTRED:
        return Qt.AlignmentFlag.AlignCenter
    side = Qt.AlignmentFlag.AlignRight if _is_right(shown) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _is_right(shown: Column) -> bool:
    return shown.number and shown.key not in ("number", "created", *CENTRED)

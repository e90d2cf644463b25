"""The table of lists side by side: one column a source, one row a rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from areal_gui.components.tooltip import literal
from areal_gui.formats import count
from areal_gui.pages.users.beside import BesideList, Line
from areal_gui.pages.users.list_models import MUTED_ROLE

_Index = QModelIndex | QPersistentModelIndex
SHARED = "✓"


class BesideModel(QAbstractTableModel):
    """The first list is that of the page; the items that the others share with it are marked."""

    def __init__(self) -> None:
        super().__init__()
        self._lists: list[BesideList] = []
        self._titles: list[str] = []

    def show(self, lists: Sequence[BesideList], titles: Sequence[str]) -> None:
        """Show these lists, the page's own first."""
        self.beginResetModel()
        self._lists, self._titles = list(lists), list(titles)
        self.endResetModel()

    def rows(self) -> list[list[str]]:
        """The names of the items under the titles, for the clipboard."""
        body = [
            [count(rank + 1), *(line.name if (line := self._line(rank, at)) else "" for at in self._columns)]
            for rank in range(self.rowCount())
        ]
        return [["rank", *self._titles], *body]

    @property
    def _columns(self) -> range:
        return range(len(self._lists))

    def _line(self, rank: int, at: int) -> Line | None:
        lines = self._lists[at].lines
        return lines[rank] if rank < len(lines) else None

    def _place(self, line: Line) -> int | None:
        return self._lists[0].place_of(line.external_id)

    # -- Qt's questions

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else max((len(one.lines) for one in self._lists), default=0)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1 + len(self._lists)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        at = index.column() - 1
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if at < 0:
            return count(index.row() + 1) if role == Qt.ItemDataRole.DisplayRole else None
        line = self._line(index.row(), at)
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{SHARED} {line.name}" if at and self._place(line) else line.name
        if role == MUTED_ROLE:
            return bool(at) and not self._place(line)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return literal(self._hint(line, at))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "#" if section == 0 else self._titles[section - 1]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole and section > 0:
            return literal(self._titles[section - 1])
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column == 0 else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _hint(self, line: Line, at: int) -> str:
        name = self.tr("{name} (item {item})").format(name=line.name, item=line.external_id)
        if at:
            place = self._place(line)
            where = (
                self.tr("Number {place} of this run's list.").format(place=place)
                if place
                else self.tr("Not in this run's list.")
            )
            return f"{name}\n{where}"
        found = [
            self.tr("{source}: number {place}").format(source=title, place=place)
            for title, other in zip(self._titles[1:], self._lists[1:], strict=True)
            if (place := other.place_of(line.external_id))
        ]
        return "\n".join([name, *(found or [self.tr("In none of the other lists.")])])

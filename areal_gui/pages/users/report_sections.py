"""What a report says of the user that is shown: the same texts, tables and pictures as on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QBuffer, QByteArray, QCoreApplication, QIODevice, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.formats import count
from areal_gui.pages.users.history_model import HistoryModel
from areal_gui.pages.users.list_models import MUTED_ROLE, SHARE_ROLE, RecommendationModel
from areal_gui.plots.figure_export import picture

if TYPE_CHECKING:
    from areal_gui.pages.users.user_view import UserView
    from engine.exporting.user_report import ReportTable, Section

LONGEST_HISTORY = 200
PICTURE = QSize(720, 420)
"""The size of each picture of the chain, however large it is on the screen."""


def report_sections(view: UserView) -> list[Section]:
    """The sections of a report."""
    from engine.exporting.user_report import Section

    return [
        Section(_tr("Recommendations"), [view.top.summary], _list_table(view)),
        Section(_tr("History, newest first"), _history_texts(view), _history_table(view)),
        Section(_tr("How the list formed"), [view.without_chain])
        if view.without_chain
        else Section(_tr("How the list formed"), [view.trajectory.summary], pictures=_pictures(view)),
    ]


def _list_table(view: UserView) -> ReportTable:
    """The list; where each line was before while something else is tried, and its kind if that differs."""
    model, of = view.top.model, RecommendationModel
    tried = not view.top.table.isColumnHidden(of.BEFORE)
    columns = [of.RANK, *([of.BEFORE] if tried else []), of.ITEM, of.SCORE, of.POPULARITY]
    if any(row.repeat for row in model.rows):
        columns.append(of.KIND)
    shares = [float(model.index(row, 0).data(SHARE_ROLE) or 0) for row in range(model.rowCount())]
    return _table(model, columns, model.rowCount(), (columns.index(of.SCORE), shares))


def _history_table(view: UserView) -> ReportTable:
    of = HistoryModel
    return _table(view.history.model, [of.POSITION, of.ITEM, of.TIME, of.EFFECT], LONGEST_HISTORY)


def _history_texts(view: UserView) -> list[str]:
    """What the model sees of it, and what the last column says."""
    history = view.history
    told = [history.seen, history.summary]
    if any(history.model.index(row, HistoryModel.EFFECT).data() for row in range(history.model.rowCount())):
        told.append(_tr("If left out: the place of that recommendation without this item."))
    rows = history.model.rowCount()
    if rows > LONGEST_HISTORY:
        told.append(_tr("The last {n} of {rows} entries.").format(n=count(LONGEST_HISTORY), rows=count(rows)))
    return [" ".join(one.rstrip(".") + "." for one in told if one)]


def _table(
    model: QAbstractItemModel,
    columns: Sequence[int],
    longest: int,
    bars: tuple[int, list[float]] | None = None,
) -> ReportTable:
    """The columns that say anything; what steps back on the screen does so here."""
    from engine.exporting.user_report import ReportTable

    across, n_rows = Qt.Orientation.Horizontal, min(model.rowCount(), longest)
    cells = {
        column: [str(model.index(row, column).data() or "") for row in range(n_rows)] for column in columns
    }
    told = [column for column in columns if any(cells[column]) or column in columns[:2]]
    numbers = frozenset(
        at
        for at, column in enumerate(told)
        if Qt.AlignmentFlag(model.headerData(column, across, Qt.ItemDataRole.TextAlignmentRole))
        & Qt.AlignmentFlag.AlignRight
    )
    muted = (row for row in range(n_rows) if model.index(row, columns[0]).data(MUTED_ROLE))
    return ReportTable(
        [str(model.headerData(column, across)) for column in told],
        list(zip(*(cells[column] for column in told), strict=True)),
        numbers,
        bars,
        fitted=True,
        muted=frozenset(muted),
    )


def _pictures(view: UserView) -> list[tuple[str, bytes]]:
    """The chain in light colours, to print, all of one size."""
    chain = view.trajectory
    shown = chain.plot.viewRect()
    found = [
        (_tr("The way from noise to the list, over the map of all items"), _png(chain.plot, chain.plot.fit)),
        (_tr("The ranks of the first items over the steps"), _png(chain.ranks)),
        (_tr("Curves along the chain"), _png(chain.curves)),
    ]
    chain.plot.setRange(shown, padding=0)
    return [one for one in found if one[1]]


def _png(widget: QWidget, ready: Callable[[], None] = lambda: None) -> bytes:
    """What a widget shows, also one that is hidden behind another."""
    size = widget.size()
    light = theme.palette(dark=False)
    light.setColor(QPalette.ColorRole.Window, light.base().color())  # as on a card
    widget.setPalette(light)
    widget.resize(PICTURE)
    ready()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture(widget).save(buffer, "PNG")
    widget.setPalette(QPalette())
    widget.resize(size)
    return bytes(data.data())


def _tr(text: str) -> str:
    return QCoreApplication.translate("report_sections", text)

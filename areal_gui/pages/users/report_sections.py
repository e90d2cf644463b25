"""What a report says of the user that is shown: the same texts, tables and pictures as on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QBuffer, QByteArray, QCoreApplication, QIODevice, Qt
from PySide6.QtWidgets import QWidget

from areal_gui.pages.users.history_model import HistoryModel
from areal_gui.pages.users.list_models import SHARE_ROLE, RecommendationModel
from areal_gui.plots.figure_export import picture

if TYPE_CHECKING:
    from areal_gui.pages.users.user_view import UserView
    from engine.exporting.user_report import ReportTable, Section

LONGEST_HISTORY = 200


def report_sections(view: UserView) -> list[Section]:
    """The sections of a report."""
    from engine.exporting.user_report import Section

    top, history, chain = view.top, view.history, view.trajectory
    listed = (
        RecommendationModel.RANK,
        RecommendationModel.ITEM,
        RecommendationModel.SCORE,
        RecommendationModel.POPULARITY,
        RecommendationModel.KIND,
    )
    shares = [float(top.model.index(row, 0).data(SHARE_ROLE) or 0) for row in range(top.model.rowCount())]
    events = (HistoryModel.POSITION, HistoryModel.ITEM, HistoryModel.TIME, HistoryModel.EFFECT)
    pictures = (
        []
        if view.without_chain
        else [
            (_tr("The way from noise to the list, over the map of all items"), _png(chain.plot)),
            (_tr("The ranks of the first items over the steps"), _png(chain.ranks)),
            (_tr("Curves along the chain"), _png(chain.curves)),
        ]
    )
    formed = Section(
        _tr("How the list formed"), [chain.summary], pictures=[one for one in pictures if one[1]]
    )
    if view.without_chain:
        formed = Section(_tr("How the list formed"), [view.without_chain])
    return [
        Section(_tr("Recommendations"), [top.summary], _table(top.model, listed, bars=(2, shares))),
        Section(_tr("History, newest first"), [history.summary], _table(history.model, events)),
        formed,
    ]


def _table(
    model: QAbstractItemModel, columns: tuple[int, ...], bars: tuple[int, list[float]] | None = None
) -> ReportTable:
    from engine.exporting.user_report import ReportTable

    across = Qt.Orientation.Horizontal
    rows = [
        [str(model.index(row, column).data() or "") for column in columns]
        for row in range(min(model.rowCount(), LONGEST_HISTORY))
    ]
    numbers = frozenset(
        at
        for at, column in enumerate(columns)
        if Qt.AlignmentFlag(model.headerData(column, across, Qt.ItemDataRole.TextAlignmentRole))
        & Qt.AlignmentFlag.AlignRight
    )
    return ReportTable([str(model.headerData(column, across)) for column in columns], rows, numbers, bars)


def _png(widget: QWidget) -> bytes:
    """What a widget shows, also one that is hidden behind another."""
    if widget.width() < 200 or widget.height() < 100:
        widget.resize(720, 420)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture(widget).save(buffer, "PNG")
    return bytes(data.data())


def _tr(text: str) -> str:
    return QCoreApplication.translate("report_sections", text)

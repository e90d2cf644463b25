"""The rows of a log as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from areal_gui import formats
from areal_gui.components.paged_model import PagedModel
from areal_gui.pages.data.interaction_query import Order

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow
    from engine.store.interactions import InteractionRow

USER, NUMBER, ITEM, TITLE, TIME, VALUE, EVENT, SPLIT = range(8)

ORDERS: dict[int, Order] = {USER: "sequence", ITEM: "item", TIME: "ts", VALUE: "value"}
"""What clicking on the title of a column sorts by."""


class InteractionModel(PagedModel["InteractionRow"]):
    """Users, items and times as the log has them; the number counts within a user's sequence."""

    right_aligned = frozenset({NUMBER, TIME, VALUE})

    def headers(self) -> Sequence[str]:
        return (
            self.tr("User or session"),
            self.tr("No."),
            self.tr("Item"),
            self.tr("Title"),
            self.tr("Time (UTC)"),
            self.tr("Value"),
            self.tr("Event"),
            self.tr("Split"),
        )

    def texts(self, row: InteractionRow) -> tuple[str, ...]:
        return (
            row.user,
            formats.count(row.seq + 1),
            row.item,
            row.title or "",
            "" if row.ts is None else formats.second(row.ts),
            "" if row.value is None else f"{row.value:.10g}",
            row.event or "",
            {"val": self.tr("validation")}.get(row.split or "", row.split or ""),
        )


def columns_of(row: DatasetRow) -> set[int]:
    """The columns that hold anything in a data set."""
    has = {
        TITLE: row.has_titles,
        TIME: row.has_times,
        VALUE: row.recipe.get("value") is not None,
        EVENT: bool(row.events),
        SPLIT: row.has_split,
    }
    return {USER, NUMBER, ITEM} | {column for column, there in has.items() if there}

"""Marks of a finished order: every so manieth row with its number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, TextClause, text

from engine.store.datasets import DatasetRow
from engine.store.tables import INTERACTION_ORDERS


def finished_orders(connection: Connection, dataset: DatasetRow) -> set[str]:
    """Orders of the log as it is now that can be walked."""
    query = text("SELECT by FROM order_mark WHERE dataset_id = :d AND generation = :g AND row = 0")
    found = set(connection.execute(query, {"d": dataset.id, "g": dataset.generation}).scalars())
    return {name for name, by in INTERACTION_ORDERS.items() if by in found}


def key_of_row(connection: Connection, dataset: DatasetRow, order: str, row: int) -> tuple[float, int, int]:
    """Value, user and place of the row-th interaction of an order."""
    values = _values(dataset, order, row)
    mark = connection.execute(_mark("row <= :x"), values).one()
    query = text(
        "SELECT value, user_id, seq FROM interaction_order WHERE dataset_id = :d AND by = :by "
        "AND (value, user_id, seq) >= (:value, :user_id, :seq) "
        "ORDER BY value, user_id, seq LIMIT 1 OFFSET :behind"
    )
    found = connection.execute(query, values | dict(mark._mapping) | {"behind": row - mark.row}).one()
    return found.value, found.user_id, found.seq


def rank(connection: Connection, dataset: DatasetRow, order: str, value: float) -> int:
    """How many rows of an order have a smaller value."""
    values = _values(dataset, order, value)
    mark = connection.execute(_mark("value < :x"), values).one_or_none()
    if mark is None:
        return 0
    query = text(
        "SELECT count(*) FROM interaction_order WHERE dataset_id = :d AND by = :by "
        "AND (value, user_id, seq) >= (:value, :user_id, :seq) AND value < :x"
    )
    return int(mark.row + connection.execute(query, values | dict(mark._mapping)).scalar_one())


def _mark(condition: str) -> TextClause:
    """The last mark for which that holds."""
    return text(
        "SELECT row, value, user_id, seq FROM order_mark WHERE dataset_id = :d AND by = :by "
        f"AND generation = :g AND {condition} ORDER BY row DESC LIMIT 1"
    )


def _values(dataset: DatasetRow, order: str, x: float) -> dict[str, Any]:
    return {"d": dataset.id, "by": INTERACTION_ORDERS[order], "g": dataset.generation, "x": x}

"""The beginning of a log as it is stored: read here, shown in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from areal_gui import formats

if TYPE_CHECKING:
    from engine.store.connection import Store

ROWS = 20
USERS = 5


def first_rows(store: Store, dataset_id: int) -> list[tuple[str, str, str, str]]:
    """User, item, title and time of the first rows in the order of the sequences."""
    from engine.errors import NotFound
    from engine.store import users

    rows: list[tuple[str, str, str, str]] = []
    for user_id in range(USERS):
        try:
            user = users.user_at(store, dataset_id, user_id)
        except NotFound:
            break
        for step in users.history(store, dataset_id, user_id)[: ROWS - len(rows)]:
            time = formats.minute(step.ts) if step.ts is not None else ""
            rows.append((user.external_id, step.external_id, step.title or "", time))
        if len(rows) >= ROWS:
            break
    return rows

"""Many rows at once."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import select

from engine.store.bulk import BATCH, insert_columns
from engine.store.tables import interaction
from engine.workspace import Workspace


@pytest.mark.parametrize("rows", [0, 1, 124, 125, 126, BATCH - 1, BATCH, BATCH + 1])
def test_any_number_of_rows_arrives_as_it_was(workspace: Workspace, rows: int) -> None:
    columns = {
        "user_id": np.arange(rows),
        "seq": [0] * rows,
        "item_id": np.arange(rows) * 3,
        "value": np.full(rows, 0.5),
    }
    with workspace.store.write() as connection:
        steps = list(insert_columns(connection, interaction, {"dataset_id": 5}, columns))
    assert (steps[-1] if steps else 0) == rows
    with workspace.store.read() as connection:
        stored = connection.execute(select(interaction).order_by(interaction.c.user_id)).all()
    assert [tuple(row) for row in stored] == [(5, at, 0, 3 * at, None, 0.5, None, None) for at in range(rows)]


def test_an_unknown_number_is_stored_as_null(workspace: Workspace) -> None:
    columns = {"user_id": [1, 2], "seq": [0, 0], "item_id": [1, 1], "value": np.array([np.nan, 2.0])}
    with workspace.store.write() as connection:
        list(insert_columns(connection, interaction, {"dataset_id": 1}, columns))
        assert connection.execute(select(interaction.c.value)).scalars().all() == [None, 2.0]

"""Any page of the log in any order: put together, the pages are the sorted log."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.access import InteractionOrder
from engine.store.interactions import InteractionRow, count, page
from engine.store.sorting import sort_interactions
from engine.workspace import Workspace

ROWS = 300


@pytest.fixture
def workspace_with_log(workspace: Workspace, tmp_path: Path) -> Workspace:
    log = tmp_path / "log.csv"
    rows = "".join(f"u{at % 17:02d},i{at * 7 % 23},{1_400_000_000 + at * 31 % 97}\n" for at in range(ROWS))
    log.write_text(f"user,item,time\n{rows}")
    list(import_log(workspace, [log], Recipe.from_preview(sniff(log)), CancelToken()))
    return workspace


def all_pages(workspace: Workspace, order: InteractionOrder, *, descending: bool) -> list[InteractionRow]:
    rows: list[InteractionRow] = []
    while True:
        after = rows[-1].place if rows else None
        found = page(workspace.store, 1, order=order, descending=descending, after=after, limit=41)
        rows += found
        if len(found) < 41:
            return rows


def key(row: InteractionRow, order: InteractionOrder) -> tuple[object, ...]:
    first = {"item": (row.item,), "ts": (row.ts,)}.get(order, ())
    return (*first, row.user_id, row.seq)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", ["sequence", "item", "ts"])
@pytest.mark.parametrize("log", ["small", "not sorted yet", "sorted for good"])
def test_the_pages_together_are_the_sorted_log(
    workspace_with_log: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    order: InteractionOrder,
    descending: bool,
    log: str,
) -> None:
    workspace = workspace_with_log
    if log != "small":
        monkeypatch.setattr("engine.store.interactions._AMPLE", 1)
        for module in ("access", "sorting", "interactions"):
            monkeypatch.setattr(f"engine.store.{module}.SMALL", 0)
    if log == "sorted for good":
        list(sort_interactions(workspace.store, 1, CancelToken()))
    rows = all_pages(workspace, order, descending=descending)
    assert len(rows) == ROWS == count(workspace.store, 1)
    assert [key(row, order) for row in rows] == sorted((key(row, order) for row in rows), reverse=descending)
    assert len({(row.user_id, row.seq) for row in rows}) == ROWS
    (jumped,) = page(workspace.store, 1, order=order, descending=descending, at_row=211, limit=1)
    assert (jumped.user, jumped.seq) == (rows[211].user, rows[211].seq)

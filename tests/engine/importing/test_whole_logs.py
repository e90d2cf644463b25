"""What an import asks, keeps and counts: most rows rejected, kinds of events, files that differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.load import MostRowsRejected, import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.datasets import list_datasets, rejected_rows
from engine.workspace import Workspace
from tests.engine.importing.conftest import Histories, ImportText

HEADER = "user,item,timestamp\n"
GOOD = "u,i,1400000000\n"


def test_an_import_that_rejects_most_rows_asks_first(workspace: Workspace, import_text: ImportText) -> None:
    with pytest.raises(MostRowsRejected, match="3 of 5 rows") as caught:
        import_text(HEADER + 2 * GOOD + "u,,1400000000\n" * 2 + "u,i,never\n")
    assert (caught.value.accepted, caught.value.rejected) == (2, 3)
    assert caught.value.reasons == {"no item": 2, "time not understood": 1}
    assert list_datasets(workspace.store) == []


def test_it_goes_on_when_that_was_accepted(workspace: Workspace, import_text: ImportText) -> None:
    dataset = import_text(HEADER + 2 * GOOD + "u,,1400000000\n" * 3, accept_rejected=True)
    assert (dataset.n_interactions, dataset.n_rejected) == (2, 3)
    assert [row.line for row in rejected_rows(workspace.store, dataset.id)] == [4, 5, 6]


def test_half_of_the_rows_is_not_most(import_text: ImportText) -> None:
    assert import_text(HEADER + 2 * GOOD + "u,,1400000000\n" * 2).n_rejected == 2


def test_kinds_of_events_are_numbered_and_counted(import_text: ImportText, full_histories: object) -> None:
    text = "user,item,timestamp,event\nu,a,1,view\nu,b,2,cart\nu,c,3,\nu,d,4, view \n"
    dataset = import_text(text, event="event")
    assert dataset.events == [("view", 2), ("cart", 1)]
    assert dataset.n_interactions == 4


def test_files_of_one_log_may_be_written_differently(
    tmp_path: Path, import_files: ImportText, histories: Histories
) -> None:
    (tmp_path / "a.csv").write_text("user,item,timestamp\nu,x,1400000000\nv,x,1400000001\n")
    (tmp_path / "b.csv").write_bytes("user;item;timestamp\nu;Gérard;1400000002\n".encode("utf-16"))
    (tmp_path / "c.csv").write_text("u\tz\t1400000003\nw\tz\t1400000004\n")
    found = histories(import_files(*(tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))).id)
    assert found == {"u": ["x", "Gérard", "z"], "v": ["x"], "w": ["z"]}


def test_the_third_file_may_go_on_with_what_the_second_numbered_anew(
    tmp_path: Path, import_files: ImportText, histories: Histories
) -> None:
    for name, rows in (("a", "1,1,x\n1,2,y\n"), ("b", "1,1,z\n"), ("c", "1,3,w\n2,1,w\n")):
        (tmp_path / f"{name}.csv").write_text("session_id,position,item_id\n" + rows)
    found = histories(import_files(*(tmp_path / f"{name}.csv" for name in "abc")).id)
    assert found == {"1": ["x", "y", "w"], "1 (2)": ["z"], "2": ["w"]}


def test_the_shape_of_the_file_is_kept(import_text: ImportText, tmp_path: Path) -> None:
    dataset = import_text(HEADER + GOOD)
    assert dataset.shape == sniff(tmp_path / "log.csv").shape != ""


def test_an_ambiguous_time_must_be_answered(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("user,item,time\n" + "".join(f"u,i{day},0{day}/07/2014 10:00\n" for day in range(1, 8)))
    recipe = Recipe.from_preview(sniff(file), time="time")
    if not sniff(file).questions:
        pytest.skip("such times are not asked about yet")
    with pytest.raises(BadInput):
        list(import_log(workspace, [file], recipe, CancelToken()))
    answered = recipe.model_copy(update={"day_first": True, "time_zone": "UTC"})
    *_, last = import_log(workspace, [file], answered, CancelToken())
    assert last.interactions == 7  # type: ignore[attr-defined]

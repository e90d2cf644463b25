"""Item files joined to a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.events import CancelToken
from engine.importing.load import ItemTitlesJoined, import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.importing.titles import match_items
from engine.store.datasets import item_attributes, items
from engine.workspace import Workspace
from tests.engine.importing.conftest import ImportText, run_import

LOG = "user_id,item_id\na,007\na,008\nb,007\nb,9\n"


@pytest.mark.parametrize(
    ("items_text", "titles", "attributes"),
    [
        (
            'item_id,title,genres\n007,"Bond, James",Spy|Drama\n008,Eight,(none)\n',
            ["Bond, James", "Eight", None],
            {"genres": ["Spy", "Drama"]},
        ),
        (
            "007::Bond (1962)::Spy|Drama\n008::Eight (1963)::Drama\n5::x::y\n",
            ["Bond (1962)", "Eight (1963)", None],
            {"genres": ["Spy", "Drama"]},
        ),
        ("name;code;price\nBond;007;5\nEight;008;6\n", ["Bond", "Eight", None], {"price": "5"}),
        (
            "product_id,department,product_type,package_size\n007,FOOD,BREAD,2 LB\n008,FOOD,,\n9,,,\n",
            ["BREAD, 2 LB", "FOOD", None],
            {"department": "FOOD", "product_type": "BREAD", "package_size": "2 LB"},
        ),
        ("7,Seven\n007,Bond\n007,Second\n", ["Bond", None, None], {}),
    ],
)
def test_titles_and_attributes(
    workspace: Workspace,
    import_text: ImportText,
    tmp_path: Path,
    items_text: str,
    titles: list[str | None],
    attributes: dict[str, object],
) -> None:
    (tmp_path / "items.csv").write_text(items_text)
    dataset = import_text(LOG, items_file=str(tmp_path / "items.csv"))
    catalogue = items(workspace.store, dataset.id)
    assert catalogue.external_ids == ["007", "008", "9"]
    assert catalogue.titles == titles
    assert item_attributes(workspace.store, dataset.id, 0) == attributes
    assert dataset.has_titles


def test_the_match_rate_is_reported_and_may_be_zero(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "items.csv").write_text("item_id,title\n1,A\n2,B\nbroken\n3,C\n")
    events = run_import(workspace, [tmp_path / "log.csv"], items_file=str(tmp_path / "items.csv"))
    joined = next(event for event in events if isinstance(event, ItemTitlesJoined))
    assert (joined.matched, joined.total, joined.unreadable) == (0, 3, 1)


def test_the_key_is_the_column_with_the_logs_ids_whatever_it_is_called(
    workspace: Workspace, import_text: ImportText, tmp_path: Path
) -> None:
    (tmp_path / "items.csv").write_text("supplier,label,ref\n1,Tent,007\n9,Lamp,008\n1,Rope,9\n")
    dataset = import_text(LOG, items_file=str(tmp_path / "items.csv"))
    assert item_attributes(workspace.store, dataset.id, 2)["supplier"] == "1"


def test_named_columns_of_the_item_file_win(
    workspace: Workspace, import_text: ImportText, tmp_path: Path
) -> None:
    (tmp_path / "items.csv").write_text("item_id,title,ref,label\n007,A,1,Tent\n1,B,007,Rope\n")
    (tmp_path / "log.csv").write_text(LOG)
    recipe = Recipe.from_preview(sniff(tmp_path / "log.csv"), items_file=str(tmp_path / "items.csv"))
    recipe = recipe.model_copy(update={"items_key": "ref", "items_title": "label"})
    *_, last = import_log(workspace, [tmp_path / "log.csv"], recipe, CancelToken())
    assert items(workspace.store, last.dataset_id).titles == ["Rope", None, None]  # type: ignore[attr-defined]
    assert match_items(tmp_path / "items.csv", recipe, ["007", "1", "9", "x"]) == 0.5


def test_the_match_rate_of_a_sample_needs_no_named_columns(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("name;code\nBond;007\nEight;008\n")
    recipe = Recipe(user="u", item="i")
    assert match_items(tmp_path / "items.csv", recipe, ["007", "9"]) == 0.5
    assert match_items(tmp_path / "items.csv", recipe, []) == 0.0

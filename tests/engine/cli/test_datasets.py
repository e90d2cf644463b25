"""`datasets` and its verbs, and newer files into a data set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli.verbs import FILTERS
from engine.importing.filters import Filters
from engine.store.runs import create_run
from engine.workspace import Workspace
from tests.engine.cli.calling import areal, write_log

COLUMNS = "user,item,time,kind,stars\n"
OLD = [f"u{n},i{k},{1000 * n + k},{'buy' if k else 'view'},{k}" for n in range(4) for k in range(3)]
NEWER = [*OLD[-3:], "u0,i2,9000,buy,5", "u9,new,9100,view,1", "u9,i1,notatime,view,1"]


@pytest.fixture
def workspace_with_shop(tmp_path: Path) -> Path:
    """A workspace with the data set 1 “shop”: 4 users, 3 items."""
    (tmp_path / "shop.csv").write_text(COLUMNS + "\n".join(OLD) + "\n")
    done = areal(tmp_path / "w", "import", tmp_path / "shop.csv", "--event", "kind", "--value", "stars")
    assert done.code == 0, done.err
    return tmp_path / "w"


def newer(workspace: Path) -> Path:
    path = workspace.parent / "newer.csv"
    path.write_text(COLUMNS + "\n".join(NEWER) + "\n")
    return path


def names(workspace: Path) -> list[str]:
    return [row["name"] for row in areal(workspace, "datasets", "--json").result["datasets"]]


def test_a_data_set_is_renamed(workspace_with_shop: Path) -> None:
    done = areal(workspace_with_shop, "datasets", "rename", "shop", "Laden", "--json")
    assert (done.result["dataset_id"], done.result["name"]) == (1, "Laden")
    assert names(workspace_with_shop) == ["Laden"]


def test_a_copy_gets_a_free_name_and_no_runs(workspace_with_shop: Path) -> None:
    with Workspace.open(workspace_with_shop) as workspace:
        create_run(
            workspace.store,
            dataset_id=1,
            name="r",
            model="areal",
            preset="quick",
            seed=0,
            device="cpu",
            config={"data": {}},
        )
    assert areal(workspace_with_shop, "datasets", "duplicate", "1", "--json").result["name"] == "shop copy"
    areal(workspace_with_shop, "datasets", "duplicate", "1")
    areal(workspace_with_shop, "datasets", "--json", "duplicate", "1", "--name", "mine")
    assert names(workspace_with_shop) == ["mine", "shop copy 2", "shop copy", "shop"]
    assert areal(workspace_with_shop, "datasets", "delete", "mine", "--yes").code == 0
    taken = areal(workspace_with_shop, "datasets", "duplicate", "1", "--name", "shop")
    assert (taken.code, "unique" in taken.err) == (3, True)


def test_notes_are_kept_and_shown(workspace_with_shop: Path) -> None:
    assert "Nothing is noted" in areal(workspace_with_shop, "datasets", "notes", "shop").err
    assert areal(workspace_with_shop, "datasets", "notes", "shop", "from the old shop").code == 0
    assert areal(workspace_with_shop, "datasets", "notes", "shop").out == "from the old shop\n"
    assert areal(workspace_with_shop, "datasets", "notes", "1", "", "--json").result["notes"] == ""


def test_deleting_wants_to_be_told_twice_and_runs_to_be_named(workspace_with_shop: Path) -> None:
    with Workspace.open(workspace_with_shop) as workspace:
        run = create_run(
            workspace.store,
            dataset_id=1,
            name="r",
            model="areal",
            preset="quick",
            seed=0,
            device="cpu",
            config={"data": {}},
        )
        folder = workspace.run_folder(run)
    asked = areal(workspace_with_shop, "datasets", "delete", "shop")
    assert asked.code == 2
    assert "12 interactions, with run 1 for good" in asked.err
    assert "--yes --with-runs" in asked.err
    assert areal(workspace_with_shop, "datasets", "delete", "shop", "--yes").code == 3
    assert names(workspace_with_shop) == ["shop"]
    done = areal(workspace_with_shop, "datasets", "delete", "shop", "--yes", "--with-runs", "--json")
    assert done.result["runs"] == [run]
    assert names(workspace_with_shop) == []
    assert not folder.exists()


def test_the_effect_of_filters_is_told_and_changes_nothing(workspace_with_shop: Path) -> None:
    none = areal(workspace_with_shop, "datasets", "effect", "shop")
    assert "No filter is on" in none.err
    done = areal(
        workspace_with_shop,
        *("datasets", "effect", "shop", "--set", "data.events=buy", "--set", "data.item_core=4", "--json"),
        *("--set", "data.latest=1970-01-01T00:50:00Z"),
    )
    assert done.result["before"] == {"sequences": 4, "items": 3, "interactions": 12}
    assert [step["filter"] for step in done.result["steps"]] == ["events", "window", "core"]
    assert [step["interactions"] for step in done.result["steps"]] == [8, 6, 0]
    assert done.result["filters"]["events"] == ["buy"]
    assert names(workspace_with_shop) == ["shop"]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("training.epochs=3", "is no filter"),
        ("data.item_kore=3", "data.item_core"),
        ("data.item_core=0", "not possible"),
        ("data.events=rent", "no event “rent”"),
        ("data.earliest=yesterday", "2014-04-07"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(workspace_with_shop: Path, setting: str, said: str) -> None:
    refused = areal(workspace_with_shop, "datasets", "effect", "shop", "--set", setting)
    assert refused.code == 2
    assert said in refused.err


@pytest.mark.parametrize("verb", ["train", "card", "study grid", "import", "datasets effect"])
def test_the_help_names_every_filter(tmp_path: Path, verb: str) -> None:
    shown = areal(tmp_path, *verb.split(), "--help").out
    assert FILTERS in shown
    for name in Filters.model_fields:
        assert f"data.{name}=" in shown


def test_newer_files_grow_a_data_set_and_it_is_said_by_what(workspace_with_shop: Path) -> None:
    done = areal(workspace_with_shop, "import", newer(workspace_with_shop), "--into", "shop", "--json")
    wanted = {
        "dataset_id": 1,
        "new_interactions": 2,
        "new_users": 1,
        "new_items": 1,
        "already_there": 3,
        "rejected": 1,
        "users": 5,
        "items": 4,
        "interactions": 14,
    }
    assert {name: done.result[name] for name in wanted} == wanted
    again = areal(workspace_with_shop, "import", newer(workspace_with_shop), "--into", "1")
    assert "nothing is new" in again.err
    assert areal(workspace_with_shop, "datasets", "--json").result["datasets"][0]["n_rejected"] == 1


@pytest.mark.parametrize("more", [["--name", "x"], ["--set", "data.item_core=2"]])
def test_growing_changes_nothing_else_of_a_data_set(workspace_with_shop: Path, more: list[str]) -> None:
    refused = areal(workspace_with_shop, "import", newer(workspace_with_shop), "--into", "shop", *more)
    assert refused.code == 2
    assert more[0] in refused.err


def test_newer_files_with_other_columns_are_refused_or_named(workspace_with_shop: Path) -> None:
    path = workspace_with_shop.parent / "other.csv"
    path.write_text("who,what,when\nu0,i9,9000\n")
    refused = areal(workspace_with_shop, "import", path, "--into", "shop")
    assert refused.code == 3
    assert "no column 'user'" in refused.err
    columns = ["--user", "who", "--item", "what", "--time", "when"]
    missing = areal(workspace_with_shop, "import", path, "--into", "shop", *columns)
    assert (missing.code, "'stars'" in missing.err) == (3, True)


def test_a_recipe_goes_from_file_to_file_with_its_filters(workspace_with_shop: Path) -> None:
    folder, recipe = workspace_with_shop.parent, workspace_with_shop.parent / "recipe.json"
    filters = ["--set", "data.events=buy", "--set", "data.sequence_core=2"]
    kinds = ["--event", "kind", "--value", "stars"]
    log = [folder / "shop.csv", "--name", "first"]
    areal(workspace_with_shop, "import", *log, *kinds, *filters, "--save-recipe", recipe)
    assert json.loads(recipe.read_text())["filters"] == {"events": ["buy"], "sequence_core": 2}

    again = folder / "again.json"
    path = newer(workspace_with_shop)
    said = ["--recipe", recipe, "--name", "second", "--save-recipe", again]
    assert areal(workspace_with_shop, "import", path, *said).code == 0
    assert json.loads(again.read_text()) == json.loads(recipe.read_text()) | {"name": "second"}
    effect = areal(workspace_with_shop, "datasets", "effect", "second", "--json")
    assert (effect.result["filters"]["events"], effect.result["after"]["interactions"]) == (["buy"], 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"user": "who", "item": "item"}', ["no column 'who' for the user", "user, item, time", "Name one"]),
        ('{"user": 1, "item": 9}', ["no column '9' for the item", "user, item, time"]),
        ('{"user": 1}', ["item", "Field required", "import dialog"]),
        ('{"user": 1, "item": 2, "colour": 3}', ["colour", "recipe of this version"]),
        ('{"user": 1, "item": 2, "filters": {"item_core": 0}}', ["filters.item_core", "greater than"]),
        ("user: 1", ["is no recipe", "JSON"]),
        ("[]", ["is no recipe"]),
    ],
)
def test_a_recipe_that_does_not_fit_is_refused_with_the_reason(
    workspace_with_shop: Path, content: str, said: list[str]
) -> None:
    recipe = workspace_with_shop.parent / "r.json"
    recipe.write_text(content)
    refused = areal(workspace_with_shop, "import", newer(workspace_with_shop), "--recipe", recipe)
    assert refused.code == 3
    for text in said:
        assert text in refused.err
    assert names(workspace_with_shop) == ["shop"]


def test_a_training_says_what_its_filters_leave(tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv", sessions=40))
    done = areal(
        tmp_path / "w",
        *("train", "shop", "--preset", "quick", "--device", "cpu", "--set", "data.sequence_core=4"),
        *("--set", "training.epochs=1", "--set", "model.embedding_size=16"),
    )
    assert done.code == 0, done.err
    assert "The filters leave 20 of 40 sequences" in done.err


@pytest.mark.parametrize(
    ("setting", "column"),
    [("data.events=buy", "event"), ("data.minimum_value=2", "value"), ("data.latest=2020-01-01", "time")],
)
def test_a_filter_without_its_column_is_refused_at_the_import(
    tmp_path: Path, setting: str, column: str
) -> None:
    (tmp_path / "bare.csv").write_text("user,item\nu0,i0\nu0,i1\nu1,i0\n")
    refused = areal(tmp_path / "w", "import", tmp_path / "bare.csv", "--set", setting)
    assert refused.code == 3
    assert f"No column holds the {column}" in refused.err
    assert names(tmp_path / "w") == []


def test_an_item_file_that_is_gone_is_told_when_a_recipe_names_it(tmp_path: Path) -> None:
    log = write_log(tmp_path / "shop.csv", sessions=20)
    (tmp_path / "r.json").write_text('{"user": 1, "item": 2, "items_file": "/nowhere/items.csv"}')
    refused = areal(tmp_path / "w", "import", log, "--recipe", tmp_path / "r.json")
    assert refused.code == 3
    assert "items.csv" in refused.err
    assert names(tmp_path / "w") == []

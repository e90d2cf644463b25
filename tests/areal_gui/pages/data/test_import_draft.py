"""What the import dialog knows, without the dialog."""

from __future__ import annotations

from pathlib import Path

import pytest

from areal_gui.pages.data import items_file
from areal_gui.pages.data.import_draft import ImportDraft, Shelf
from areal_gui.pages.data.import_look import first_look
from engine.importing.sniff import sniff
from engine.workspace import Workspace

LOG = "user,item,rating,timestamp\n1,10,4.5,964982703\n1,11,3.0,964981247\n2,10,5.0,964982224\n"


def same(text: str) -> str:
    return text


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "shop" / "ratings.csv"
    path.parent.mkdir()
    path.write_text(LOG)
    return path


@pytest.fixture
def draft(log: Path) -> ImportDraft:
    return ImportDraft([log], sniff(log), Shelf(frozenset({"taken"})))


def test_a_plain_log_can_be_imported_as_proposed(draft: ImportDraft) -> None:
    assert draft.roles == ["user", "item", "value", "time"]
    assert draft.problem(same) == ""
    recipe = draft.recipe()
    assert (recipe.user, recipe.item, recipe.value, recipe.time) == ("user", "item", "rating", "timestamp")
    assert recipe.name == "shop"


def test_a_role_has_one_column(draft: ImportDraft) -> None:
    draft.set_role(2, "item")

    assert draft.roles == ["user", "ignored", "item", "time"]


def test_what_is_missing_is_said(draft: ImportDraft) -> None:
    draft.set_role(1, "ignored")
    assert "items" in draft.problem(same)
    draft.set_role(0, "ignored")
    assert "users or sessions" in draft.problem(same)


@pytest.mark.parametrize(
    ("name", "words"), [("  ", "name"), ("taken", "exists already"), (" taken ", "exists")]
)
def test_a_name_is_needed_that_no_other_set_has(draft: ImportDraft, name: str, words: str) -> None:
    draft.name = name

    assert words in draft.problem(same)


def test_the_proposed_name_is_free(log: Path) -> None:
    assert ImportDraft([log], sniff(log), Shelf(frozenset({"shop", "shop 2"}))).name == "shop 3"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("movielens/ratings.csv", "movielens"),
        ("movietweetings/100K/ratings.dat", "movietweetings 100K"),
        ("yoochoose/yoochoose-clicks.dat.gz", "yoochoose-clicks"),
    ],
)
def test_a_name_that_says_nothing_gives_way_to_the_folders(tmp_path: Path, path: str, name: str) -> None:
    log = tmp_path / path
    log.parent.mkdir(parents=True)
    plain = tmp_path / "plain.csv"
    plain.write_text(LOG)

    assert ImportDraft([log], sniff(plain)).name == name


def test_a_file_with_titles_beside_the_log_is_offered(log: Path) -> None:
    movies = log.with_name("movies.csv")
    movies.write_text("item,title\n10,Ten\n")

    draft = ImportDraft([log], sniff(log))

    assert draft.items == movies
    assert draft.recipe().items_file == str(movies)


def test_a_file_with_titles_that_is_not_there_is_a_problem(draft: ImportDraft, tmp_path: Path) -> None:
    draft.items = tmp_path / "gone.csv"

    assert "does not exist" in draft.problem(same)


def test_without_times_the_user_is_told_what_decides_the_order(draft: ImportDraft) -> None:
    assert "time" in draft.order_text(same)
    draft.set_role(3, "ignored")
    assert "lines" in draft.order_text(same)
    draft.set_role(2, "order")
    assert "order column" in draft.order_text(same)


def test_another_form_keeps_the_roles_where_the_columns_stay(draft: ImportDraft, log: Path) -> None:
    draft.set_role(2, "ignored")
    draft.take(sniff(log, encoding="latin-1"))
    assert draft.roles == ["user", "item", "ignored", "time"]

    draft.take(sniff(log, has_header=False))
    assert len(draft.roles) == 4
    assert draft.preview is not None
    assert draft.preview.form.columns == ["1", "2", "3", "4"]


def test_a_form_that_does_not_fit_stands_in_the_way(draft: ImportDraft) -> None:
    draft.refuse("It has only one column.")

    assert draft.problem(same) == "It has only one column."
    with pytest.raises(ValueError, match="one column"):
        draft.recipe()


def test_a_log_whose_folder_is_gone_has_no_file_beside_it(tmp_path: Path) -> None:
    assert items_file.beside(tmp_path / "gone" / "log.csv") is None


def test_a_newer_log_keeps_the_titles_that_came_with_it(
    draft: ImportDraft, log: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older" / "movies.csv"
    older.parent.mkdir()
    older.write_text("movie,name\n10,Ten\n")
    recipe = draft.recipe().model_copy(
        update={"items_file": str(older), "items_key": "movie", "items_title": "name"}
    )

    draft.use(recipe)
    assert (draft.items, draft.items_key, draft.items_title) == (older, "movie", "name")

    newer = log.with_name("movies.csv")
    newer.write_text("movie,name\n10,Ten\n11,Eleven\n")
    with_titles = ImportDraft([log], sniff(log))
    with_titles.use(recipe)
    assert (with_titles.items, with_titles.items_key) == (newer, "movie")


def test_snapshots_of_one_log_in_a_folder_are_told(workspace: Workspace, tmp_path: Path) -> None:
    rows = [f"u{at % 7},i{at % 5},{1_400_000_000 + at}\n" for at in range(60)]
    for name, count in (("old", 30), ("new", 60)):
        (tmp_path / f"{name}.csv").write_text("user,item,time\n" + "".join(rows[:count]))
    draft = first_look(workspace.store, [tmp_path / "old.csv", tmp_path / "new.csv"])
    assert draft.preview is not None
    assert any("share rows, as snapshots" in warning for warning in draft.preview.warnings)

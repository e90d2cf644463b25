"""Taking a model from one workspace to another on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.cli.calling import areal, write_log, write_titles


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    areal(
        folder / "w", "import", write_log(folder / "shop.csv"), "--items", write_titles(folder / "names.csv")
    )
    settings = ("--set", "training.epochs=1", "--set", "model.embedding_size=16")
    assert areal(folder / "w", "train", "1", "--preset", "quick", *settings).code == 0
    done = areal(folder / "w", "export", "1", "--out", folder / "models", "--json")
    assert done.code == 0, done.err
    return Path(done.result["path"])


def test_a_bundle_is_asked_without_a_workspace(bundle: Path, tmp_path: Path) -> None:
    here = areal(bundle.parents[1] / "w", "recommend", "1", "--history", "0003, 0005", "--json")
    done = areal(tmp_path / "none", "recommend", "--bundle", bundle, "--history", "0003,0005", "--json")

    assert done.code == 0, done.err
    assert done.result["recommendations"] == here.result["recommendations"]
    assert len(done.result["recommendations"]) == 20
    assert not (tmp_path / "none").exists()


def test_an_unknown_item_of_a_history_is_named(bundle: Path, tmp_path: Path) -> None:
    done = areal(tmp_path, "recommend", "--bundle", bundle, "--history", "0003,00005")

    assert done.code == 2
    assert "knows no item '00005'" in done.err
    assert "Did you mean" in done.err


@pytest.mark.parametrize("more", [("--user", "s003"), ("--all", "--out", "x.csv")])
def test_a_bundle_knows_no_users(more: tuple[str, ...], bundle: Path, tmp_path: Path) -> None:
    done = areal(tmp_path, "recommend", "--bundle", bundle, *more)

    assert done.code == 2
    assert "A bundle knows no users" in done.err


def test_a_run_or_a_bundle_is_needed_and_not_both(bundle: Path, tmp_path: Path) -> None:
    assert areal(tmp_path, "recommend", "--history", "0003").code == 2
    assert areal(tmp_path, "recommend", "1", "--bundle", bundle, "--history", "0003").code == 2


def test_an_imported_bundle_recommends_to_the_users_of_the_log_that_is_here(
    bundle: Path, tmp_path: Path
) -> None:
    root, made = tmp_path / "w", bundle.parents[1] / "w"
    areal(root, "import", write_log(tmp_path / "shop.csv"))
    done = areal(root, "import-bundle", bundle, "--json")

    assert done.code == 0, done.err
    assert (done.result["audience"], done.result["known"], done.result["of_items"]) == ("shop", 24, 24)
    expected = areal(made, "recommend", "1", "--user", "s003", "--json").result
    assert areal(root, "recommend", "1", "--user", "s003", "--json").result == expected
    listed = areal(root, "runs", "--status", "imported", "--json").result["runs"]
    assert [row["name"] for row in listed] == ["shop, AREAL, quick"]


def test_the_users_that_it_is_asked_about_can_be_chosen(bundle: Path, tmp_path: Path) -> None:
    areal(tmp_path, "import-bundle", bundle)
    none = areal(tmp_path, "runs", "users", "1")
    areal(tmp_path, "import", write_log(tmp_path / "shop.csv"))
    chosen = areal(tmp_path, "runs", "users", "1", "shop", "--json").result
    taken = areal(tmp_path, "runs", "users", "1", "none", "--json").result

    assert "knows no item" in none.out
    assert (chosen["users_of"], chosen["datasets"][0]["known"]) == (2, 24)
    assert taken["users_of"] is None


def test_of_a_run_that_was_trained_here_users_are_not_chosen(bundle: Path) -> None:
    done = areal(bundle.parents[1] / "w", "runs", "users", "1")

    assert done.code == 2
    assert "was not imported" in done.err


def test_a_file_that_is_no_bundle_is_refused_as_bad_input(tmp_path: Path) -> None:
    log = write_log(tmp_path / "shop.csv")
    done = areal(tmp_path / "w", "import-bundle", log)

    assert done.code == 3
    assert "is not a bundle of AREAL" in done.err

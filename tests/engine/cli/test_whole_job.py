"""The whole job through the command line, on a small log: what scripts get, and what people see."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from tests.engine.cli.calling import SMALL, areal, write_log

HEADLINE = ("hr@20", "ndcg@20", "mrr@20")
REFERENCES = {"random", "popularity", "repeat-last", "markov", "item-knn", "v-sknn"}


def assert_metrics(result: dict[str, object]) -> None:
    for name in HEADLINE:
        value = result[name]
        assert isinstance(value, float)
        assert 0 <= value <= 1, "metrics are fractions"


def test_import_tells_its_counts(tmp_path: Path) -> None:
    done = areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv"), "--json")

    assert done.code == 0, done.err
    assert done.result["name"] == "shop"
    assert (done.result["users"], done.result["items"]) == (120, 24)
    assert done.result["interactions"] == 420
    assert done.result["rejected"] == 0


def test_import_without_json_prints_for_people_only(tmp_path: Path) -> None:
    done = areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv"))

    assert done.out == ""
    assert "420" in done.err


def test_columns_by_name_and_by_number_mean_the_same(tmp_path: Path) -> None:
    log = write_log(tmp_path / "shop.csv")
    named = areal(tmp_path / "w", "import", log, "--user", "product", "--item", "session", "--json").result
    numbered = areal(
        tmp_path / "w", "import", log, "--user", "2", "--item", "1", "--name", "b", "--json"
    ).result

    assert (named["users"], named["items"]) == (24, 120)
    assert (numbered["users"], numbered["items"]) == (24, 120)


def test_a_column_taken_for_another_role_is_freed(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("user_id,item_id,page\nu1,i1,p1\nu1,i2,p2\nu2,i1,p3\n")

    done = areal(tmp_path / "w", "import", log, "--item", "page", "--user", "item_id", "--json")

    assert done.code == 0, done.err
    assert (done.result["users"], done.result["items"]) == (2, 3)


def test_several_files_make_one_data_set(tmp_path: Path) -> None:
    parts = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for part in parts:
        write_log(part)

    done = areal(tmp_path / "w", "import", *parts, "--name", "both", "--json")

    assert done.result["interactions"] == 840


def test_datasets_lists_what_was_imported(trained: Path) -> None:
    table, listed = areal(trained, "datasets"), areal(trained, "datasets", "--json")

    assert "shop" in table.out
    (found,) = listed.result["datasets"]
    assert (found["id"], found["name"], found["n_interactions"]) == (1, "shop", 420)
    assert found["has_titles"] is True


def test_training_tells_every_epoch_and_ends_with_the_test(tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv"))

    done = areal(tmp_path / "w", "train", "1", "--preset", "quick", *SMALL, "--seed", "7", "--json")

    assert done.code == 0, done.err
    events = [line["event"] for line in done.lines]
    assert events.count("run_started") == 1
    assert events.count("epoch_finished") == 2
    assert "steps_done" in events
    assert_metrics(done.result)
    assert done.result["status"] == "finished"
    assert done.result["references"].keys() == REFERENCES
    for metrics in done.result["references"].values():
        assert_metrics(metrics)
    (run,) = areal(tmp_path / "w", "runs", "--json").result["runs"]
    assert run["seed"] == 7
    assert run["config"]["training"]["epochs"] == 2


def ranked(metrics: dict[str, float]) -> dict[str, float]:
    """What depends on ranks alone: times are never the same twice."""
    return {name: value for name, value in metrics.items() if "@" in name}


def test_the_same_seed_gives_the_same_metrics(tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv"))
    train = ("train", "1", "--preset", "quick", *SMALL, "--seed", "3", "--device", "cpu", "--json")

    first, second = (areal(tmp_path / "w", *train).result["metrics"] for _ in range(2))

    assert ranked(first) == ranked(second)


def test_training_shows_people_the_references_and_the_end(tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv"))

    done = areal(tmp_path / "w", "train", "1", "--preset", "quick", *SMALL)

    assert done.out == ""
    for word in ("Popularity", "epoch 2", "NDCG@20", "Item-kNN", "Test", "seen"):
        assert word in done.err


def test_a_log_with_a_split_column_is_split_by_it_unless_told_otherwise(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    parts = ["train"] * 8 + ["val", "test"]
    rows = [f"s{s},{(s + i) % 9},{i},{parts[s % 10]}" for s in range(40) for i in range(3)]
    log.write_text("session,item,position,split\n" + "\n".join(rows) + "\n")
    areal(tmp_path / "w", "import", log, "--order", "position", "--split-column", "split")

    for words in ((), ("--set", "data.split=by_sequence")):
        done = areal(tmp_path / "w", "train", "log", "--preset", "quick", *SMALL, *words)
        assert done.code == 0, done.err

    newest, oldest = areal(tmp_path / "w", "runs", "--json").result["runs"]
    assert oldest["config"]["data"]["split"] == "column"
    assert newest["config"]["data"]["split"] == "by_sequence"


def test_runs_shows_the_test_metrics(trained: Path) -> None:
    table, listed = areal(trained, "runs"), areal(trained, "runs", "--json")

    assert "finished" in table.out
    (run,) = listed.result["runs"]
    assert_metrics(run["metrics"])


@pytest.mark.parametrize("split", ["test", "val"])
def test_evaluate_gives_slices_and_references(split: str, trained: Path) -> None:
    done = areal(trained, "evaluate", "1", "--split", split, "--json")

    assert done.code == 0, done.err
    assert done.result["split"] == split
    assert_metrics(done.result)
    assert done.result["slices"].keys() >= {"all", "empty-history", "with-history"}
    assert done.result["references"].keys() == REFERENCES
    assert done.result["policy"] in ("keep", "exclude")


def test_evaluate_agrees_with_what_training_said(trained: Path) -> None:
    (run,) = areal(trained, "runs", "--json").result["runs"]

    said = areal(trained, "evaluate", "1", "--json").result["metrics"]
    assert ranked(said) == pytest.approx(ranked(run["metrics"]))


def test_evaluate_prints_its_tables(trained: Path) -> None:
    done = areal(trained, "evaluate", "1")

    for word in ("The model", "Popularity", "Empty history", "HR@20", "%"):
        assert word in done.out


def test_recommend_prints_a_table_with_titles(trained: Path) -> None:
    done = areal(trained, "recommend", "1", "--user", "s003", "--top", "3")

    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == 4
    assert "電影" in done.out


def test_recommend_gives_scripts_the_same(trained: Path) -> None:
    done = areal(trained, "recommend", "1", "--user", "s003", "--json")

    found = done.result["recommendations"]
    assert [each["rank"] for each in found] == list(range(1, len(found) + 1))
    scores = [each["score"] for each in found]
    assert scores == sorted(scores, reverse=True)
    assert found[0]["item"].isdigit()
    assert len(found[0]["item"]) == 4, "leading zeros are kept"


@pytest.mark.parametrize("name", ["all.csv", "all.parquet"])
def test_recommend_all_writes_every_user(name: str, trained: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    done = areal(trained, "recommend", "1", "--all", "--out", path, "--top", "2", "--json")

    assert done.code == 0, done.err
    assert (done.result["users"], done.result["rows"]) == (120, 240)
    assert list(tmp_path.iterdir()) == [path]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = pq.read_table(path).to_pylist()
    assert len(rows) == 240
    one = areal(trained, "recommend", "1", "--user", rows[2]["user"], "--top", "1", "--json")
    (first,) = one.result["recommendations"]
    assert first["item"] == rows[2]["item"]
    assert first["score"] == pytest.approx(float(rows[2]["score"]), rel=1e-4)


def test_trajectory_tells_the_steps(trained: Path, tmp_path: Path) -> None:
    path = tmp_path / "steps.npz"
    done = areal(trained, "trajectory", "1", "--user", "s003", "--out", path, "--json")

    assert done.code == 0, done.err
    steps = done.result["steps"]
    assert steps[-1]["t"] == 0
    with np.load(path, allow_pickle=False) as arrays:
        assert arrays["timesteps"].tolist() == [step["t"] for step in steps]
        assert arrays["x"].shape == arrays["prediction"].shape == (len(steps), 16)
        assert arrays["x_map"].shape == (len(steps), 2)
        assert arrays["nearest_id"][0].tolist() == steps[0]["nearest"]


def test_trajectory_prints_a_table(trained: Path) -> None:
    done = areal(trained, "trajectory", "1", "--user", "s003")

    assert "alpha_bar" in done.out
    assert "Товар" in done.out


def test_export_writes_a_bundle_and_never_over_another(trained: Path, tmp_path: Path) -> None:
    first = areal(trained, "export", "1", "--out", tmp_path / "models", "--format", "bundle", "--json")
    second = areal(trained, "export", "1", "--out", tmp_path / "models")

    assert first.code == 0, first.err
    assert Path(first.result["path"]).suffix == ".areal"
    assert second.code == 3
    assert "exists already" in second.err

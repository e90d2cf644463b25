"""Real logs through the command line, where this machine has them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.engine.cli.calling import areal
from tests.support.real_data import RealData

LOGS = [
    ("yoochoose/yoochoose-clicks-100k-iso.dat", None, (), (21_210, 2_933, 83_846)),
    ("movielens-latest-small/ratings.csv", "movielens-latest-small/movies.csv", (), (610, 9_724, 100_836)),
    ("movietweetings/100K/ratings.dat", "movietweetings/100K/movies.dat", (), (16_554, 10_506, 100_000)),
    (
        "zhihu/zhihu_sessions.csv",
        None,
        ("--user", "session_id", "--item", "item_id", "--order", "position", "--split-column", "split"),
        (11_714, 4_838, 77_712),
    ),
]


@pytest.mark.parametrize(
    ("log", "titles", "words", "counts"), LOGS, ids=[log[0].split("/")[0] for log in LOGS]
)
def test_the_whole_log_is_taken(
    log: str,
    titles: str | None,
    words: tuple[str, ...],
    counts: tuple[int, int, int],
    real_data: RealData,
    tmp_path: Path,
) -> None:
    items = () if titles is None else ("--items", real_data(titles))

    done = areal(tmp_path / "w", "import", real_data(log), *words, *items, "--json")

    assert done.code == 0, done.err
    assert (done.result["users"], done.result["items"], done.result["interactions"]) == counts
    assert done.result["rejected"] == 0
    (dataset,) = areal(tmp_path / "w", "datasets", "--json").result["datasets"]
    assert dataset["has_titles"] is (titles is not None)


@pytest.mark.parametrize("name", ["clicks_hour_000.lfs-pointer.csv", "jodotlearn.ratings.dat"])
def test_a_file_that_is_not_what_it_says_is_refused(name: str, real_data: RealData, tmp_path: Path) -> None:
    refused = areal(tmp_path / "w", "import", real_data("odd-files") / name, "--json")

    assert refused.code == 3
    (error,) = refused.lines
    assert error["event"] == "error"
    assert error["what"]
    assert error["why"]
    assert error["advice"]
    assert areal(tmp_path / "w", "datasets", "--json").result["datasets"] == []


def test_one_epoch_on_clicks_passes_popularity(real_data: RealData, tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", real_data("yoochoose/yoochoose-clicks-100k-iso.dat"), "--name", "clicks")
    small = ("training.epochs=1", "training.batch_size=512", "model.embedding_size=32", "sampling.samples=1")
    settings = [word for setting in small for word in ("--set", setting)]

    done = areal(tmp_path / "w", "train", "clicks", "--preset", "quick", *settings, "--json")

    assert done.code == 0, done.err
    assert done.result["ndcg@20"] > 3 * done.result["references"]["popularity"]["ndcg@20"]


def core(rows: list[tuple[str, str]], of_items: int, of_users: int) -> dict[str, int]:
    """What the k-core of (user, item) rows leaves, found by removing until nothing changes."""
    while True:
        users, items = Counter(user for user, _ in rows), Counter(item for _, item in rows)
        left = [row for row in rows if users[row[0]] >= of_users and items[row[1]] >= of_items]
        if len(left) == len(rows):
            return {"sequences": len(users), "items": len(items), "interactions": len(rows)}
        rows = left


def test_filters_leave_the_core_of_a_real_log(real_data: RealData, tmp_path: Path) -> None:
    log = real_data("movielens-latest-small/ratings.csv")
    with log.open() as file:
        liked = [(row["userId"], row["movieId"]) for row in csv.DictReader(file) if float(row["rating"]) >= 4]
    areal(tmp_path / "w", "import", log, "--set", "data.minimum_value=4")
    more = ("--set", "data.item_core=10", "--set", "data.sequence_core=20")
    effect = areal(tmp_path / "w", "datasets", "effect", "1", *more, "--json")
    assert effect.result["after"] == core(liked, 10, 20)


def test_a_log_in_two_parts_by_time_becomes_the_whole_log(real_data: RealData, tmp_path: Path) -> None:
    lines = real_data("movietweetings/100K/ratings.dat").read_text().splitlines()
    lines.sort(key=lambda line: int(line.rsplit("::", 1)[1]))
    older, newer = tmp_path / "older.dat", tmp_path / "newer.dat"
    older.write_text("\n".join(lines[:70_000]) + "\n")
    newer.write_text("\n".join(lines[65_000:]) + "\n")
    areal(tmp_path / "w", "import", older)
    done = areal(tmp_path / "w", "import", newer, "--into", "older", "--json").result

    assert (done["users"], done["items"], done["interactions"]) == (16_554, 10_506, 100_000)
    assert (done["new_interactions"], done["already_there"], done["rejected"]) == (30_000, 5_000, 0)

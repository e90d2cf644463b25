"""What an import will give, told from its first rows."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.estimate import Estimate, estimate, projected, read_beginning
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from tests.support.real_data import RealData


def write(path: Path, rows: int, users: int) -> Path:
    random = np.random.default_rng(1)
    user, item = random.integers(0, users, rows).tolist(), random.integers(0, 300, rows).tolist()
    lines = [f"{u},{i},{1_400_000_000 + 60 * at}" for at, (u, i) in enumerate(zip(user, item, strict=True))]
    path.write_text("user,item,timestamp\n" + "\n".join(lines) + "\n")
    return path


def recipe(path: Path, **changes: object) -> Recipe:
    return Recipe.from_preview(sniff(path)).model_copy(update=changes)


def of_beginning(paths: list[Path], rows: int = 100_000) -> Estimate:
    """What is told from about so many rows, however fast they are read."""
    how = recipe(paths[0])
    return projected(read_beginning(paths, how, CancelToken(), rows=rows, seconds=0.0), how)


def test_a_small_log_is_counted(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv", 1000, 20)
    items = {line.split(",")[1] for line in log.read_text().splitlines()[1:]}
    with log.open("a") as file:
        file.write("broken\n")
    told = estimate([log], recipe(log), CancelToken())
    assert told.exact
    assert (told.users, told.items, told.interactions, told.sequences) == (20, len(items), 1000, 20)
    assert told.rejected_share == pytest.approx(1 / 1001)


def test_pauses_make_more_sequences(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "user,item,timestamp\nu,a,1400000000\nu,b,1400000060\nu,c,1400009999\nv,a,1400000000\n"
    )
    told = estimate(
        [tmp_path / "log.csv"], recipe(tmp_path / "log.csv", session_gap_minutes=30.0), CancelToken()
    )
    assert (told.users, told.sequences) == (2, 3)


def test_a_large_log_is_projected_and_that_is_said(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{name}.csv", 150_000, 5_000) for name in "ab"]
    told = of_beginning(paths)
    assert not told.exact
    assert told.interactions == pytest.approx(300_000, rel=0.02)
    assert told.users == pytest.approx(5_000, rel=0.01)
    assert told.items == 300


def test_users_that_come_one_after_the_other_go_on_coming(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    rows = [f"{at // 4},{at % 50},{1_400_000_000 + at}" for at in range(300_000)]
    log.write_text("user,item,timestamp\n" + "\n".join(rows) + "\n")
    told = of_beginning([log])
    assert not told.exact
    assert told.users == pytest.approx(75_000, rel=0.05)
    assert told.items == 50


def test_a_log_of_which_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv", 100, 10)
    with pytest.raises(BadInput, match="Not a single"):
        estimate([log], recipe(log, split="item", item="user", user="timestamp", time=None), CancelToken())


@pytest.mark.parametrize(
    ("name", "users", "items"),
    [
        ("complete-journey/transactions.csv.gz", 2_469, 68_509),
        ("movietweetings/latest-2014/ratings.dat", 21_081, 12_611),
        ("movielens-latest-small/ratings.csv", 610, 9_724),
        ("yoochoose/yoochoose1_64_train_sessions.csv", 116_167, 17_376),
        ("zhihu/zhihu_sessions.csv", 11_714, 4_838),
        ("yoochoose/yoochoose-clicks-100k-iso.dat", 21_210, 2_933),
    ],
)
@pytest.mark.parametrize("share", [0.1, 0.3])
def test_real_logs_are_told_from_their_beginning(
    real_data: RealData, name: str, users: int, items: int, share: float
) -> None:
    log = real_data(name)
    whole = of_beginning([log], rows=10**9)
    assert (whole.users, whole.items, whole.exact) == (users, items, True)
    told = of_beginning([log], rows=int(share * whole.interactions))
    assert not told.exact
    assert told.sampled_rows < 0.75 * whole.interactions
    off = {0.1: 1.75, 0.3: 1.4}[share]
    for mine, real in ((told.users, users), (told.items, items), (told.interactions, whole.interactions)):
        assert real / off < mine < real * off


def test_the_members_of_a_zip_count_by_their_size(tmp_path: Path) -> None:
    paths = [write(tmp_path / "a.csv", 200_000, 5_000), write(tmp_path / "b.csv", 20_000, 5_000)]
    with zipfile.ZipFile(tmp_path / "log.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    log = tmp_path / "log.zip"
    members = [log / path.name for path in paths]
    told = of_beginning(members)
    assert not told.exact
    assert told.interactions == pytest.approx(220_000, rel=0.1)

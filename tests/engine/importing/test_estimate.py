"""What an import will give, told from its first rows."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.estimate import estimate
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff


def write(path: Path, rows: int, users: int) -> Path:
    random = np.random.default_rng(1)
    user, item = random.integers(0, users, rows).tolist(), random.integers(0, 300, rows).tolist()
    lines = [f"{u},{i},{1_400_000_000 + 60 * at}" for at, (u, i) in enumerate(zip(user, item, strict=True))]
    path.write_text("user,item,timestamp\n" + "\n".join(lines) + "\n")
    return path


def recipe(path: Path, **changes: object) -> Recipe:
    return Recipe.from_preview(sniff(path)).model_copy(update=changes)


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
    begun = time.perf_counter()
    told = estimate(paths, recipe(paths[0]), CancelToken())
    assert time.perf_counter() - begun < 2  # half a second where the machine is not busy
    assert not told.exact
    assert told.interactions == pytest.approx(300_000, rel=0.02)
    assert told.users == pytest.approx(5_000, rel=0.01)
    assert told.items == 300


def test_users_that_come_one_after_the_other_go_on_coming(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    rows = [f"{at // 4},{at % 50},{1_400_000_000 + at}" for at in range(300_000)]
    log.write_text("user,item,timestamp\n" + "\n".join(rows) + "\n")
    told = estimate([log], recipe(log), CancelToken())
    assert not told.exact
    assert told.users == pytest.approx(75_000, rel=0.05)
    assert told.items == 50


def test_a_log_of_which_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv", 100, 10)
    with pytest.raises(BadInput, match="Not a single"):
        estimate([log], recipe(log, split="item", item="user", user="timestamp", time=None), CancelToken())

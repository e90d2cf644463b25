"""Files of one log that hold the same rows are noticed and told; nothing is decided for the user."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from engine.importing.containers import log_files
from engine.importing.repeated_files import repeats_note
from engine.importing.sniff import sniff
from tests.engine.cli.calling import areal
from tests.support.real_data import RealData

HEADER = "user,item,time\n"


def rows(count: int, seed: int = 0, *, time: int = 1_400_000_000) -> list[str]:
    chance = random.Random(seed)
    return [f"u{chance.randrange(40)},i{chance.randrange(60)},{time + 77 * at}\n" for at in range(count)]


def folder(tmp_path: Path, **files: list[str]) -> Path:
    where = tmp_path / "logs"
    where.mkdir()
    for name, lines in files.items():
        (where / f"{name}.csv").write_text(HEADER + "".join(lines))
    return where


def note(where: Path) -> str:
    return " ".join(repeats_note(log_files([where]).logs))


def test_snapshots_of_a_growing_log_are_told_with_what_can_be_done(tmp_path: Path) -> None:
    log = rows(300)
    where = folder(tmp_path, a=log[:100], b=log[:200], c=log)
    told = note(where)
    assert told.startswith("logs/a.csv, logs/b.csv, logs/c.csv share rows, as snapshots of one ")
    assert "logs/c.csv is the largest" in told
    assert "data.duplicates=collapse" in told
    assert told in sniff(where).warnings


def test_snapshots_in_a_zip_are_told(tmp_path: Path) -> None:
    log = rows(200)
    with zipfile.ZipFile(tmp_path / "logs.zip", "w") as archive:
        archive.writestr("old.csv", HEADER + "".join(log[:100]))
        archive.writestr("new.csv", HEADER + "".join(log))
    assert "(new.csv is the largest)" in note(tmp_path / "logs.zip")


def test_only_the_files_that_share_rows_are_named(tmp_path: Path) -> None:
    where = folder(tmp_path, a=rows(100), b=rows(100, 1, time=1_500_000_000), c=rows(120))
    assert note(where).startswith("logs/a.csv and logs/c.csv share rows")


def test_snapshots_whose_users_are_numbered_anew_are_told(tmp_path: Path) -> None:
    log = rows(200)
    renamed = [line.replace("u", "v", 1) for line in log]
    where = folder(tmp_path, a=log[:100], b=renamed)
    assert "under different users" in note(where)
    assert "data.duplicates" not in note(where)


@pytest.mark.parametrize("times", [(1_400_000_000, 1_500_000_000), (1_400_000_000, 1_400_000_005)])
def test_parts_of_one_log_are_not_taken_for_snapshots(tmp_path: Path, times: tuple[int, int]) -> None:
    first, second = (rows(300, seed, time=time) for seed, time in enumerate(times))
    assert note(folder(tmp_path, a=first, b=second)) == ""


def test_days_that_different_users_share_are_no_sign(tmp_path: Path) -> None:
    def dated(user: str) -> list[str]:
        return [f"{user}{at % 20},i{at % 7},2024-05-{1 + at % 9:02}\n" for at in range(300)]

    assert note(folder(tmp_path, a=dated("u"), b=dated("v"))) == ""


def test_a_few_rows_that_are_the_same_by_chance_are_no_sign(tmp_path: Path) -> None:
    first, second = rows(200), rows(200, 1, time=1_500_000_000)
    assert note(folder(tmp_path, a=first, b=[*first[-9:], *second])) == ""


def test_files_that_are_named_one_by_one_are_told_too(tmp_path: Path) -> None:
    log = rows(200)
    where = folder(tmp_path, a=log[:100], b=log)
    done = areal(tmp_path / "w", "import", where / "a.csv", where / "b.csv")
    assert done.code == 0
    assert "Note: logs/a.csv and logs/b.csv share rows" in done.err


def test_snapshots_of_movietweetings_are_told(real_data: RealData) -> None:
    newest = real_data("movietweetings/latest-2014/ratings.dat")
    told = note(newest.parent.parent)
    assert "under different users" in told
    assert "latest-2014/ratings.dat is the largest" in told

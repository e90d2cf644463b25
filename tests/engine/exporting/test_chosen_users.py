"""The lists of some users in a file: the same as one by one, in the order of the list of ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.exporting.chosen_users import read_user_ids
from tests.engine.cli.calling import areal


def test_users_get_the_lists_that_they_get_alone(trained_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("\ufeffs007\n\ns003\ns007\n", "utf-8")
    out = tmp_path / "lists.jsonl"

    done = areal(
        trained_folder,
        "recommend",
        "1",
        "--users",
        tmp_path / "ids.txt",
        "--out",
        out,
        "--top",
        "5",
        "--json",
    )

    assert done.code == 0, done.err
    assert (done.result["users"], done.result["rows"]) == (2, 10)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["user"] for row in rows] == ["s007"] * 5 + ["s003"] * 5
    for user in ("s007", "s003"):
        alone = areal(trained_folder, "recommend", "1", "--user", user, "--top", "5", "--json").result
        expected = [(line["rank"], line["item"]) for line in alone["recommendations"]]
        assert [(row["rank"], row["item"]) for row in rows if row["user"] == user] == expected


def test_unknown_users_are_named_and_nothing_is_written(trained_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("s003\nS004\n7\n", "utf-8")

    done = areal(
        trained_folder, "recommend", "1", "--users", tmp_path / "ids.txt", "--out", tmp_path / "a.csv"
    )

    assert done.code == 2
    assert "2 of 3 users are not in the log" in done.err
    assert "'S004', '7'" in done.err
    assert not (tmp_path / "a.csv").exists()


def test_a_list_without_ids_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("\n \n", "utf-8")
    with pytest.raises(BadInput, match="names no users"):
        read_user_ids(tmp_path / "ids.txt")
    with pytest.raises(BadInput, match="cannot be read"):
        read_user_ids(tmp_path / "none.txt")


def test_an_id_may_hold_what_is_an_end_of_line_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_bytes("a\u2028b\r\n c\x0bd\n".encode())
    assert read_user_ids(tmp_path / "ids.txt") == ["a\u2028b", " c\x0bd"]


@pytest.mark.parametrize("words", [("--all",), ("--users", "ids.txt")])
def test_several_users_ask_for_a_file(trained_folder: Path, words: tuple[str, ...]) -> None:
    done = areal(trained_folder, "recommend", "1", *words)
    assert done.code == 2
    assert "--out FILE.csv, FILE.parquet, FILE.jsonl, FILE.sqlite" in done.err

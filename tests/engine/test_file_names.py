from __future__ import annotations

import pytest

from engine.file_names import file_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shop, GRU4Rec (CE), quick", "shop-GRU4Rec-CE-quick"),
        ("learning rate = 0.001", "learning-rate-0.001"),
        ("a/b\\c: d", "a-b-c-d"),
        ("../../etc", "etc"),
        ("..", "areal"),
        ("  . ", "areal"),
        ("x" * 200, "x" * 80),
        ("電影" * 60, "電影" * 13),
        ("סל 1", "סל-1"),
        ("a\nb", "a-b"),
        ("$(rm -r) `x` *", "rm-r-x"),
    ],
)
def test_a_name_becomes_one_that_every_system_and_shell_takes(name: str, expected: str) -> None:
    assert file_name(name) == expected


def test_what_it_is_stands_behind_the_name_and_before_the_ending() -> None:
    assert file_name("shop, AREAL", "rejected rows", ".csv") == "shop-AREAL-rejected-rows.csv"
    assert file_name("shop", ending=".areal") == "shop.areal"
    assert file_name("/", "report", ".html", otherwise="run-1") == "run-1-report.html"

"""What is told about columns and shown of rows far from the beginning."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.importing.preview import Preview
from engine.importing.profile import ColumnProfile
from engine.importing.sniff import sniff


def looked_at(folder: Path, text: str, name: str = "log.csv") -> Preview:
    (folder / name).write_text(text)
    return sniff(folder / name)


def profile(folder: Path, values: list[str]) -> ColumnProfile:
    rows = "".join(f"u{number},{value}\n" for number, value in enumerate(values))
    return looked_at(folder, "user,item\n" + rows).profiles[1]


@pytest.mark.parametrize(
    ("values", "kind", "least", "greatest"),
    [
        (["9", "10", "", "10"], "integer", "9", "10"),
        (["9.5", "-10", "2"], "number", "-10", "9.5"),
        (["2014-04-07", "2013-12-31", "2014-04-06"], "time", "2013-12-31", "2014-04-07"),
        (["1400000001", "1400000000"], "time", "1400000000", "1400000001"),
        (["pear", "Fig", "fig"], "text", "Fig", "pear"),
        (["", "", ""], "empty", "", ""),
    ],
)
def test_type_and_extremes(tmp_path: Path, values: list[str], kind: str, least: str, greatest: str) -> None:
    found = profile(tmp_path, values)
    assert (found.type, found.least, found.greatest) == (kind, least, greatest)


def test_epochs_are_told_as_times_and_others_are_not(tmp_path: Path) -> None:
    assert profile(tmp_path, ["1400000001", "1400000000"]).span == (1_400_000_000_000, 1_400_000_001_000)
    assert profile(tmp_path, ["2014-04-07", "2013-12-31"]).span is None
    assert profile(tmp_path, ["9", "10"]).span is None


def test_counts_and_examples(tmp_path: Path) -> None:
    found = profile(tmp_path, ["b", "a", "", "b", "c", "d", "e", "f"])
    assert (found.name, found.distinct, found.missing, found.n_sampled) == ("item", 6, 1, 8)
    assert found.examples == ["b", "a", "c", "d", "e"]


def test_rows_far_from_the_beginning_are_shown_and_profiled(tmp_path: Path) -> None:
    near = "".join(f"u{number},near,{number}\n" for number in range(90_000))
    far = "".join(f"u{number},far,{number}\n" for number in range(90_000))
    preview = looked_at(tmp_path, f"user,item,n\n{near}{far}u,last,0\n")
    assert {row[1] for row in preview.rows} == {"near"}
    assert {row[1] for row in preview.samples} == {"near", "far", "last"}
    assert all(len(row) == 3 for row in preview.samples)
    assert preview.samples[-1] == ["u", "last", "0"]
    assert preview.profiles[1].distinct == 3
    assert looked_at(tmp_path, f"user,item,n\n{near}{far}u,last,0\n").samples == preview.samples


def test_rows_behind_the_first_are_shown_of_a_small_file_too(tmp_path: Path) -> None:
    near = "".join(f"u{number},near,{number}\n" for number in range(1_500))
    far = "".join(f"u{number},far,{number}\n" for number in range(1_500))
    preview = looked_at(tmp_path, f"user,item,n\n{near}{far}u,last,0\n")
    assert {row[1] for row in preview.samples} == {"near", "far", "last"}
    assert preview.profiles[1].distinct == 3


def test_of_a_file_that_was_seen_whole_the_middle_and_the_end_are_shown(tmp_path: Path) -> None:
    rows = "".join(f"u{number},i{number}\n" for number in range(300))
    preview = looked_at(tmp_path, f"user,item\n{rows}")
    shown = [int(row[1][1:]) for row in preview.samples]
    assert shown[-10:] == list(range(290, 300))
    assert len(shown) == 20
    assert min(shown) == 20  # those before are shown as the first ones
    assert preview.profiles[0].n_sampled == 300


def test_a_file_that_was_shown_whole_needs_no_samples(tmp_path: Path) -> None:
    assert looked_at(tmp_path, "user,item\na,b\n").samples == []


def test_the_shape_is_that_of_the_columns_not_of_the_rows(tmp_path: Path) -> None:
    one = looked_at(tmp_path, "user,item\na,b\n", "one.csv").shape
    assert looked_at(tmp_path, "user,item\n1,2\n3,4\n", "two.csv").shape == one
    assert looked_at(tmp_path, "user;item\n1;2\n", "three.csv").shape != one
    assert looked_at(tmp_path, "user,thing\n1,2\n", "four.csv").shape != one


def test_a_file_mostly_unreadable_in_the_form_asked_for_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("a,1\n" * 40 + "x,1,2\n" * 39 + "y,1,2,3\n" * 30)
    preview = sniff(tmp_path / "log.csv", delimiter=",")
    assert [question.kind for question in preview.questions] == ["mostly_unreadable"]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("1,5;2,5;3,5\n4,5;5,5;6,0\n", ";"), ("a;1,5\nb;2,5\n", ";"), ("a,b;c,d\ne,f;g,h\n", ",")],
)
def test_commas_inside_numbers_separate_nothing(tmp_path: Path, text: str, delimiter: str) -> None:
    assert looked_at(tmp_path, text).form.delimiter == delimiter


def test_line_ends_inside_quotes_do_not_hide_the_table(tmp_path: Path) -> None:
    rows = "".join(f'u{number},i{number},"great\n\nfun, {number}\n"\n' for number in range(30))
    preview = looked_at(tmp_path, "user,item,text\n" + rows)
    assert preview.n_columns == 3
    assert preview.rows[0] == ["u0", "i0", "great\n\nfun, 0\n"]
    assert preview.warnings == [
        "No column holds times or positions: the order of the lines is taken as the order in time."
    ]

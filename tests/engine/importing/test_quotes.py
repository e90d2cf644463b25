"""A quote costs its own line at most, and is a letter where it can be nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.importing.quotes import quoted_records


def read(text: str, delimiter: str = ",", n_fields: int | None = 3) -> list[list[str] | None]:
    records, used = quoted_records(text.encode(), delimiter, n_fields, final=True)
    assert used == len(text.encode())
    return [record.fields for record in records]


def test_a_stray_quote_before_another_takes_no_row_with_it() -> None:
    assert read('a,"b,1\nc,d",2\ne,f,3\n') == [None, ["c", 'd"', "2"], ["e", "f", "3"]]


def test_a_field_over_lines_that_are_no_records_is_one_field() -> None:
    assert read('a,"b\n\nand c",1\nd,e,2\n') == [["a", "b\n\nand c", "1"], ["d", "e", "2"]]
    assert read('a,"x, y\nz",1\n') == [["a", "x, y\nz", "1"]]


@pytest.mark.parametrize("line", ['u\t"Heroes" live\t1', 'u\t"Heroes\t1', 'u\tHeroes"\t1', '"\t"\t"'])
def test_between_tabs_a_quote_that_makes_no_sense_is_a_letter(line: str) -> None:
    after = [["v", "Low", "2"]] * 2
    assert read(f"{line}\nv\tLow\t2\nv\tLow\t2\n", "\t") == [line.split("\t"), *after]


def test_between_tabs_a_quoted_field_is_still_one() -> None:
    assert read('u\t"a\tb"\t1\n', "\t") == [["u", "a\tb", "1"]]


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(st.text(alphabet='a,"', max_size=8), min_size=1, max_size=30),
    delimiter=st.sampled_from([",", "\t"]),
    width=st.sampled_from([2, 3, None]),
)
def test_every_line_belongs_to_one_record(lines: list[str], delimiter: str, width: int | None) -> None:
    block = "".join(line + "\n" for line in lines).replace(",", delimiter).encode()
    records, used = quoted_records(block, delimiter, width, final=True)
    assert used == len(block)
    assert b"\n".join(block[record.start : record.end] for record in records) + b"\n" == block

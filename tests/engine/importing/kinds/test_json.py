"""JSON lines, arrays and nested events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.importing.kinds import streamed
from tests.support.kinds import read_stream

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
record = st.tuples(texts, st.integers(), texts).map(lambda cells: dict(zip("uim", cells, strict=True)))
records = st.lists(record, min_size=1, max_size=20)


@given(records, st.booleans())
def test_what_is_written_as_lines_is_read_back(written: list[dict[str, Any]], ascii_only: bool) -> None:
    lines = "\n".join(json.dumps(one, ensure_ascii=ascii_only) for one in written)
    read = read_stream(lines.encode())
    assert read.rows == [[r["u"], str(r["i"]), r["m"]] for r in written]


@given(records, st.sampled_from([None, 1]), st.booleans())
def test_what_is_written_as_an_array_is_read_back(
    written: list[dict[str, Any]], indent: int | None, ascii_only: bool
) -> None:
    read = read_stream(json.dumps(written, indent=indent, ensure_ascii=ascii_only).encode())
    assert read.rows == [[r["u"], str(r["i"]), r["m"]] for r in written]


def test_numbers_stay_as_they_are_written_and_nested_values_get_dotted_names() -> None:
    read = read_stream(b'{"user":{"id":1.50},"item":1e3,"ok":true,"no":null}\n')
    assert read.layout.columns == ["user.id", "item", "ok", "no"]
    assert read.rows == [["1.50", "1e3", "true", ""]]


def test_a_broken_line_costs_only_itself() -> None:
    read = read_stream(b'{"u":1,"i":2}\n{"u":1,"i\n\n"x"\n\xff{}\n{"u":2,"i":3}\n')
    assert read.rows == [["1", "2"], ["2", "3"]]
    assert [row.line for row in read.rejected] == [2, 4, 5]


@pytest.mark.parametrize(
    "broken", ['{"u":2,"i":"b}', '{"u":2 "i":3}', '{"u":2,"i":3', "5", '{"u":[[[,"i":1}', "xyz"]
)
def test_a_broken_record_in_an_array_costs_only_itself(broken: str) -> None:
    read = read_stream(f'[{{"u":1,"i":2}}, {broken}, {{"u":3,"i":4}},\n{{"u":5,"i":6}}]'.encode())
    assert read.rows == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert [(row.line, row.text) for row in read.rejected] == [(2, broken)]


def test_an_array_that_was_cut_off_keeps_its_whole_records() -> None:
    read = read_stream(b'[{"u":1,"i":2},\n{"u":3,"i":4},\n{"u":5,')
    assert read.rows == [["1", "2"], ["3", "4"]]
    assert len(read.rejected) == 1


def test_each_event_of_a_session_is_a_row_with_the_line_of_its_session() -> None:
    read = read_stream(
        b'{"session":1,"events":[{"aid":5,"ts":10,"type":"clicks"},{"aid":6,"ts":11,"type":"carts"}]}\n'
        b'{"session":2}\n{"session":3,"events":[{"aid":7,"ts":12,"type":"orders"}]}\n'
    )
    assert (read.layout.kind, read.layout.table) == ("events", "events")
    assert read.layout.columns == ["session", "aid", "ts", "type"]
    assert read.rows == [["1", "5", "10", "clicks"], ["1", "6", "11", "carts"], ["3", "7", "12", "orders"]]
    assert [(row.line, row.reason) for row in read.rejected] == [(2, "no list of events")]


def test_an_event_has_the_longer_name_where_the_session_has_a_column_of_that_name() -> None:
    read = read_stream(b'{"id":1,"ts":5,"events":[{"id":7,"ts":6},{"id":8,"ts":7}]}\n')
    assert read.layout.columns == ["id", "ts", "events.id", "events.ts"]
    assert read.rows == [["1", "5", "7", "6"], ["1", "5", "8", "7"]]


def test_lists_that_describe_an_item_are_no_events() -> None:
    read = read_stream(b'{"reviewerID":"A","asin":"B","helpful":[2,3],"overall":5.0}\n')
    assert read.layout.kind == "json"
    assert read.rows == [["A", "B", "2|3", "5.0"]]


def test_lists_of_one_length_go_together() -> None:
    read = read_stream(b'{"u":1,"items":[7,8],"times":[1,2]}\n{"u":2,"items":[9],"times":[3]}\n')
    assert read.layout.columns == ["u", "position", "items", "times"]
    assert read.rows == [["1", "1", "7", "1"], ["1", "2", "8", "2"], ["2", "1", "9", "3"]]


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_stop_the_reader(tail: bytes, as_array: bool) -> None:
    start = b'[{"u":1,"i":2},' if as_array else b'{"u":1,"i":2}\n'
    read = read_stream(start + tail)
    assert read.rows[0][:2] == ["1", "2"]


def test_what_holds_no_record_has_no_layout() -> None:
    assert streamed.look(b"{not json", "utf-8") is None


def test_utf16_is_read() -> None:
    assert read_stream('{"u":"é","i":2}\n'.encode("utf-16"), "utf-16").rows == [["é", "2"]]


WRAPPERS: dict[str, str] = {
    "one key": '{"data": %s}',
    "beside other values": '{"count": 2, "tags": ["a", "b"], "results": %s, "next": null, "by": {"x": [1]}}',
    "two levels down": '{"response": {"status": "ok", "request_id": 7, "events": %s}, "took": 5}',
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("n_records", [1, 3, 30_000])
def test_records_inside_another_object_are_read_at_any_size(
    wrapper: str, indent: int | None, n_records: int
) -> None:
    records = [{"user": number % 7, "item": f"i{number}", "note": "x" * 20} for number in range(n_records)]
    read = read_stream((WRAPPERS[wrapper] % json.dumps(records, indent=indent)).encode())
    assert read.layout.columns == ["user", "item", "note"]
    assert read.rows == [[str(one["user"]), one["item"], one["note"]] for one in records]
    assert read.rejected == []


def test_wrapped_sessions_are_events() -> None:
    read = read_stream(b'{"sessions": [{"id": 1, "events": [{"aid": 5, "ts": 7}, {"aid": 6, "ts": 8}]}]}')
    assert read.layout.columns == ["id", "aid", "ts"]
    assert read.rows == [["1", "5", "7"], ["1", "6", "8"]]


@pytest.mark.parametrize(
    "record",
    ['{"session": 1, "events": [{"aid": 5}, {"aid": 6}]}', '{"events": [{"aid": 5}, {"aid": 6}], "id": 1}'],
)
def test_a_single_session_is_not_taken_for_a_wrapper(record: str) -> None:
    read = read_stream(record.encode())
    assert sorted(zip(*read.rows, strict=True)) == [("1", "1"), ("5", "6")]


def test_further_arrays_of_records_of_the_same_kind_belong_to_the_log() -> None:
    read = read_stream(
        b'{"items": [{"id": "a", "title": "A"}], "train": [{"user": 1, "item": "a"}, {"user": 1, "item": 8}]'
        b', "users": [{"user": 1, "age": 5, "zip": 7}], "test": [{"user": 2, "item": "a", "rating": 5}]}'
    )
    assert [row[:2] for row in read.rows] == [["1", "a"], ["1", "8"], ["2", "a"]]
    assert read.rejected == []


def test_a_broken_wrapped_record_costs_only_itself() -> None:
    read = read_stream(b'{"data": [{"user":1,"item":2}, {"user":[[[,"item":1}, {"user":3,"item":4}], "n": 3}')
    assert read.rows == [["1", "2"], ["3", "4"]]
    assert [row.line for row in read.rejected] == [2]


@given(st.binary(max_size=200))
def test_no_bytes_in_a_wrapper_stop_the_reader(tail: bytes) -> None:
    read = read_stream(b'{"n": 1, "data": [{"user":1,"item":2},' + tail)
    assert read.rows[0][:2] == ["1", "2"]

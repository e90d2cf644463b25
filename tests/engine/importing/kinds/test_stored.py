"""Parquet, Arrow, workbooks and databases."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.errors import BadInput
from engine.importing.kinds import stored
from tests.support.kinds import read_stored
from tests.support.workbooks import Formula, Serial, write_workbook


def written(path: Path, table: pa.Table) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        with pa.ipc.new_file(str(path), table.schema) as writer:
            writer.write_table(table)
    return path


@pytest.mark.parametrize("name", ["log.parquet", "log.arrow"])
def test_typed_columns_become_texts(tmp_path: Path, name: str) -> None:
    table = pa.table(
        {
            "user": pa.array([1, None]),
            "value": pa.array([4.0, float("nan")]),
            "zoned": pa.array([1_396_867_869_277_000, None], pa.timestamp("us", "Europe/Berlin")),
            "local": pa.array([0, 1], pa.timestamp("ms")),
            "kind": pa.array(["view", "buy"]).dictionary_encode(),
            "of": pa.StructArray.from_arrays([pa.array(["a", "b"])], names=["shop"]),
        }
    )
    read = read_stored(written(tmp_path / name, table))
    assert read.layout.columns == ["user", "value", "zoned", "local", "kind", "of.shop"]
    assert read.rows == [
        ["1", "4", "2014-04-07 10:51:09.277000Z", "1970-01-01 00:00:00.000", "view", "a"],
        ["", "", "", "1970-01-01 00:00:00.001", "buy", "b"],
    ]


@pytest.mark.parametrize("name", ["log.parquet", "log.arrow"])
def test_a_list_column_is_a_sequence_per_row(tmp_path: Path, name: str) -> None:
    table = pa.table({"user": ["a", "b", "c"], "items": pa.array([[1, 2], [], [3]])})
    read = read_stored(written(tmp_path / name, table))
    assert read.layout.columns == ["user", "position", "items"]
    assert read.rows == [["a", "1", "1"], ["a", "2", "2"], ["c", "1", "3"]]


def test_a_list_of_structures_is_events(tmp_path: Path) -> None:
    events = pa.array([[{"aid": 5, "ts": 7}, {"aid": 6, "ts": 8}], [{"aid": 7, "ts": 9}]])
    read = read_stored(written(tmp_path / "log.parquet", pa.table({"session": [1, 2], "events": events})))
    assert read.layout.columns == ["session", "aid", "ts"]
    assert read.rows == [["1", "5", "7"], ["1", "6", "8"], ["2", "7", "9"]]


def test_a_workbook_gives_whole_numbers_dates_and_values_of_formulas(tmp_path: Path) -> None:
    book = write_workbook(
        tmp_path / "log.xlsx",
        {
            "Notes": [["only a note"]],
            "Log": [
                ["Report"],
                ["user", "item", "time", "count"],
                ["007", 12, Serial(41736.5), Formula("1+1", 2.0)],
                [None, None],
                ["8", 3.5, Serial(41736.0), 1],
            ],
        },
    )
    read = read_stored(book)
    assert (read.layout.table, read.layout.tables) == ("Log", ["Notes", "Log"])
    assert read.layout.columns == ["user", "item", "time", "count"]
    assert read.rows == [["007", "12", "2014-04-07T12:00:00", "2"], ["8", "3.5", "2014-04-07", "1"]]


def database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE shops (id, name)")
        connection.execute('CREATE TABLE "my ""log""" (user, item, ts, value)')
        rows = [("007", 1, None, 4.5), (b"b\xff", 2, 5, 1e20)]
        connection.executemany('INSERT INTO "my ""log""" VALUES (?, ?, ?, ?)', rows)
        connection.commit()
    return path


def test_the_largest_table_of_a_database_is_read_and_nothing_written(tmp_path: Path) -> None:
    path = database(tmp_path / "log.db")
    path.chmod(0o444)
    read = read_stored(path)
    assert read.layout.tables == ["shops", 'my "log"']
    assert read.rows == [["007", "1", "", "4.5"], ["b\ufffd", "2", "5", "1e+20"]]
    assert [file.name for file in tmp_path.iterdir()] == ["log.db"]


def test_a_database_that_is_still_written_is_refused(tmp_path: Path) -> None:
    path = database(tmp_path / "log.db")
    (tmp_path / "log.db-wal").write_bytes(b"pending")
    with pytest.raises(BadInput, match="not written to its end"):
        read_stored(path)


@pytest.mark.parametrize(
    "start", [b"PAR1", b"ARROW1", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_damaged_files_are_refused(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(start + b"\x13" * 2000)
    with pytest.raises(BadInput):
        read_stored(path)


def test_a_packed_file_lies_on_the_disk_only_while_it_is_read() -> None:
    with stored.on_disk(io.BytesIO(b"abc"), "../../log.parquet") as path:
        assert path.read_bytes() == b"abc"
        assert path.name == "log.parquet"
    assert not path.parent.exists()

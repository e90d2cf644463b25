"""A file that another program cuts short or removes while it is read: refused in words, and no data set."""

from __future__ import annotations

import gzip
import json
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.errors import BadInput
from engine.events import CancelToken, Event
from engine.importing.load import DatasetImported, import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.datasets import list_datasets
from engine.workspace import Workspace

ROWS = 120_000
"""More than is read ahead."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there an open file can be neither")


@cache
def table() -> pa.Table:
    numbers = range(ROWS)
    columns = {"user": [f"u{at % 900}" for at in numbers], "item": [f"i{at % 500}" for at in numbers]}
    return pa.table(columns | {"time": [1_400_000_000 + at for at in numbers]})


@cache
def text() -> str:
    rows = zip(*(column.to_pylist() for column in table().columns), strict=True)
    return "user,item,time\n" + "".join(f"{user},{item},{time}\n" for user, item, time in rows)


def write_csv(path: Path) -> None:
    path.write_text(text())


def write_packed(path: Path) -> None:
    path.write_bytes(gzip.compress(text().encode(), 1))


def write_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.csv", text())


def write_lines(path: Path) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in table().to_pylist()))


def write_array(path: Path) -> None:
    path.write_text(json.dumps(table().to_pylist()))


def write_parquet(path: Path) -> None:
    pq.write_table(table(), path, row_group_size=20_000)


def write_arrow(path: Path) -> None:
    with pa.ipc.new_file(str(path), table().schema) as writer:
        writer.write_table(table(), max_chunksize=20_000)


def write_stream(path: Path) -> None:
    with pa.ipc.new_stream(str(path), table().schema) as writer:
        writer.write_table(table(), max_chunksize=20_000)


WRITERS = {
    "csv": write_csv,
    "csv.gz": write_packed,
    "zip": write_zip,
    "jsonl": write_lines,
    "json": write_array,
    "parquet": write_parquet,
    "arrow": write_arrow,
    "arrows": write_stream,
}


def begun(workspace: Workspace, *files: Path) -> Iterator[Event]:
    """An import of which the first rows are read."""
    recipe = Recipe.from_preview(sniff(files[0]))
    events = import_log(workspace, files, recipe, CancelToken())
    next(events)
    return events


def assert_untouched(workspace: Workspace) -> None:
    assert list_datasets(workspace.store) == []
    assert list((workspace.root / "under-way").iterdir()) == []


@pytest.mark.parametrize("share", [0.5, 0.0])
@pytest.mark.parametrize(("ending", "write"), WRITERS.items(), ids=WRITERS)
def test_a_file_that_is_cut_short_is_refused(
    workspace: Workspace, tmp_path: Path, ending: str, write: Callable[[Path], None], share: float
) -> None:
    file = tmp_path / f"log.{ending}"
    write(file)
    events = begun(workspace, file)
    os.truncate(file, int(share * file.stat().st_size))
    with pytest.raises(BadInput, match=r"cut short while|to its end") as refusal:
        list(events)
    assert refusal.value.advice
    assert_untouched(workspace)


def test_a_later_file_that_vanishes_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    files = tmp_path / "a.csv", tmp_path / "b.csv"
    for file in files:
        write_csv(file)
    events = begun(workspace, *files)
    files[1].unlink()
    with pytest.raises(BadInput, match=r"b\.csv is not there"):
        list(events)
    assert_untouched(workspace)


def test_a_file_that_vanishes_while_it_is_open_is_read_whole(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    write_csv(file)
    events = begun(workspace, file)
    file.unlink()
    *_, done = events
    assert isinstance(done, DatasetImported)
    assert done.interactions == ROWS

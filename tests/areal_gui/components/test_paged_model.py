"""A table over rows that are read when they are seen, with the reading done by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from areal_gui.components.paged_model import BLOCK, KEPT_BLOCKS, MOST_ROWS, PagedModel
from areal_gui.tasks import TaskRunner
from engine.events import Cancelled, CancelToken


@dataclass
class Asked:
    """A read that waits for the test to run it."""

    key: str
    read: Callable[[], Any]
    take: Callable[[Any], None]
    fail: Callable[[Exception], None]


@dataclass
class ByHand:
    """In the place of the task runner: of two reads with one key the older delivers nothing."""

    asked: list[Asked] = field(default_factory=list)

    def query(
        self,
        read: Callable[[], Any],
        take: Callable[[Any], None],
        fail: Callable[[Exception], None],
        *,
        key: str,
    ) -> None:
        self.asked = [known for known in self.asked if known.key != key]
        self.asked.append(Asked(key, read, take, fail))

    def run(self, kind: str) -> None:
        """Run the read of this kind ("open", "count", "block"), and deliver what came of it."""
        (asked,) = (known for known in self.asked if known.key.startswith(f"{kind}."))
        self.asked.remove(asked)
        try:
            found = asked.read()
        except Exception as error:
            asked.fail(error)
        else:
            asked.take(found)

    def waiting(self) -> set[str]:
        return {asked.key.partition(".")[0] for asked in self.asked}


@dataclass
class Numbers:
    """Rows 0, 1, 2, ... of a table."""

    rows: int
    name: str = "row"
    counted: int | None = None
    error: Exception | None = None
    read: list[int] = field(default_factory=list)

    def block(self, number: int, cancel: CancelToken) -> Sequence[str]:
        cancel.raise_if_cancelled()
        if self.error is not None:
            raise self.error
        self.read.append(number)
        return [f"{self.name} {n}" for n in range(number * BLOCK, min(self.rows, (number + 1) * BLOCK))]

    def count(self, cancel: CancelToken) -> int:
        cancel.raise_if_cancelled()
        return self.rows if self.counted is None else self.counted


class Lines(PagedModel[str]):
    right_aligned = frozenset({1})

    def headers(self) -> Sequence[str]:
        return ("Name", "Number")

    def texts(self, row: str) -> tuple[str, ...]:
        return (row, row.rpartition(" ")[2])


@pytest.fixture
def tasks() -> ByHand:
    return ByHand()


@pytest.fixture
def model(tasks: ByHand) -> Lines:
    return Lines(cast(TaskRunner, tasks))


def text(model: Lines, row: int, column: int = 0) -> str:
    return str(model.index(row, column).data())


def opened(model: Lines, tasks: ByHand, reader: Numbers) -> None:
    model.open(reader)
    tasks.run("open")
    tasks.run("count")


def test_the_first_rows_are_shown_before_all_are_counted(model: Lines, tasks: ByHand) -> None:
    counts: list[int] = []
    model.counted.connect(counts.append)

    model.open(Numbers(1_000_000))
    assert model.rowCount() == 0
    tasks.run("open")
    assert (model.rowCount(), text(model, 0), counts) == (BLOCK, "row 0", [])
    tasks.run("count")

    assert (model.rowCount(), counts) == (1_000_000, [1_000_000])


def test_a_row_that_is_not_there_is_blank_until_its_block_was_read(model: Lines, tasks: ByHand) -> None:
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    opened(model, tasks, Numbers(1000))

    assert (text(model, 999), text(model, 999, 1)) == ("…", "")
    tasks.run("block")

    assert (text(model, 999), text(model, 999, 1)) == ("row 999", "999")
    assert changed == [(768, 999)]


def test_a_block_is_read_once(model: Lines, tasks: ByHand) -> None:
    reader = Numbers(1000)
    opened(model, tasks, reader)
    for _ in range(3):
        text(model, 300)
    tasks.run("block")
    text(model, 301)

    assert reader.read == [0, 1]
    assert tasks.waiting() == set()


def test_dragging_reads_the_block_where_it_stops(model: Lines, tasks: ByHand) -> None:
    reader = Numbers(100 * BLOCK)
    opened(model, tasks, reader)

    for block in (10, 40, 70, 90):
        text(model, block * BLOCK)
    tasks.run("block")  # of block 10: ended, for another was wanted meanwhile
    tasks.run("block")

    assert reader.read == [0, 90]
    assert text(model, 90 * BLOCK) == f"row {90 * BLOCK}"


def test_of_two_neighbours_both_are_read(model: Lines, tasks: ByHand) -> None:
    reader = Numbers(100 * BLOCK)
    opened(model, tasks, reader)

    text(model, 41 * BLOCK - 1)
    text(model, 41 * BLOCK)
    tasks.run("block")
    tasks.run("block")

    assert reader.read == [0, 40, 41]


def test_the_old_rows_stay_until_the_first_new_ones_are_there(model: Lines, tasks: ByHand) -> None:
    opened(model, tasks, Numbers(1000, "old"))

    model.open(Numbers(2, "new"))
    assert (model.rowCount(), text(model, 0)) == (1000, "old 0")
    tasks.run("open")
    tasks.run("count")

    assert (model.rowCount(), text(model, 0)) == (2, "new 0")


def test_what_was_read_of_another_table_comes_too_late(model: Lines, tasks: ByHand) -> None:
    opened(model, tasks, Numbers(1000, "old"))
    text(model, 500)  # its block is being read
    model.open(Numbers(1000, "new"))
    tasks.run("open")
    tasks.run("count")

    tasks.run("block")

    assert text(model, 0) == "new 0"
    assert text(model, 300) == "…"


def test_the_end_of_an_old_count_starts_no_reading_of_the_new_table(model: Lines, tasks: ByHand) -> None:
    model.open(Numbers(1000, "old"))
    tasks.run("open")
    model.open(Numbers(1000, "new"))

    tasks.run("count")  # cancelled, for the table is another
    text(model, 0)

    assert tasks.waiting() == {"open"}


def test_blocks_that_were_not_seen_for_long_are_read_again(model: Lines, tasks: ByHand) -> None:
    reader = Numbers(200 * BLOCK)
    opened(model, tasks, reader)
    for block in range(1, KEPT_BLOCKS + 1):
        text(model, block * BLOCK)
        tasks.run("block")

    assert text(model, KEPT_BLOCKS * BLOCK) == f"row {KEPT_BLOCKS * BLOCK}"
    assert text(model, 0) == "…"
    tasks.run("block")
    assert text(model, 0) == "row 0"


def test_more_rows_than_a_view_can_hold_are_counted_and_not_shown(model: Lines, tasks: ByHand) -> None:
    counts: list[int] = []
    model.counted.connect(counts.append)

    opened(model, tasks, Numbers(BLOCK, counted=MOST_ROWS + 5))

    assert model.rowCount() == MOST_ROWS
    assert counts == [MOST_ROWS + 5]


def test_a_table_that_cannot_be_read_is_told(model: Lines, tasks: ByHand) -> None:
    told: list[Exception] = []
    model.failed.connect(told.append)
    reader = Numbers(1000)
    opened(model, tasks, reader)

    reader.error = OSError("the disk is gone")
    text(model, 500)
    tasks.run("block")
    assert [str(error) for error in told] == ["the disk is gone"]

    reader.error = None  # and when it is back, looking again reads
    text(model, 500)
    tasks.run("block")
    assert text(model, 500) == "row 500"


def test_a_reading_that_was_ended_is_no_failure(model: Lines, tasks: ByHand) -> None:
    told: list[Exception] = []
    model.failed.connect(told.append)
    opened(model, tasks, Numbers(1000))

    text(model, 500)
    tasks.asked.pop().fail(Cancelled())

    assert told == []


def test_a_closed_table_is_empty_and_stays_so(model: Lines, tasks: ByHand) -> None:
    model.open(Numbers(1000))
    model.close()
    tasks.run("open")

    assert model.rowCount() == 0
    assert tasks.waiting() == set()


def test_titles_and_sides_of_the_columns(model: Lines, tasks: ByHand) -> None:
    opened(model, tasks, Numbers(3))
    across = Qt.Orientation.Horizontal

    assert [model.headerData(column, across) for column in range(2)] == ["Name", "Number"]
    assert model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignLeft


def test_it_keeps_the_rules_that_qt_has_for_models(
    model: Lines, tasks: ByHand, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(model, force_py=True)
    opened(model, tasks, Numbers(BLOCK + 20))
    text(model, BLOCK)
    tasks.run("block")
    opened(model, tasks, Numbers(3))

    model.close()

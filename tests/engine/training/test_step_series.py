"""The series of a run's steps: appended, read while it grows, whole again after every kind of end."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.events import CancelToken
from engine.training.events import EpochFinished, RunFinished, RunWarning, StepsDone
from engine.training.step_series import FILE, StepRecorder, StepSeries, read_step_series
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.engine.training.courses import after_steps, of_type, until_end
from tests.support.imported import SMALL

STEPS_PER_EPOCH = 9


@pytest.fixture
def folder(workspace: Workspace) -> Path:
    return workspace.run_folder(1)


def record(recorder: StepRecorder, first: int, last: int, **more: float) -> None:
    steps = range(first, last + 1)
    recorder.append(steps, [0.5 * step for step in steps], {"loss": [1 / step for step in steps], **more})


def test_what_was_appended_is_read(workspace: Workspace, folder: Path) -> None:
    recorder = StepRecorder(folder, steps_per_epoch=4)
    record(recorder, 1, 3, memory=1e9)
    record(recorder, 4, 6, memory=2e9)
    series = read_step_series(workspace, 1)
    assert series.steps.tolist() == [1, 2, 3, 4, 5, 6]
    assert series.epochs.tolist() == [0.25, 0.5, 0.75, 1.0, 1.25, 1.5]
    assert series.seconds.tolist() == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    assert series.values["loss"] == pytest.approx([1 / step for step in range(1, 7)])
    assert series.values["memory"].tolist() == [1e9] * 3 + [2e9] * 3
    assert (series.steps.dtype, series.values["loss"].dtype) == (np.int64, np.float64)


def test_where_nothing_was_recorded_there_is_an_empty_series(workspace: Workspace) -> None:
    assert len(read_step_series(workspace, 7)) == 0
    assert not (workspace.root / "runs" / "7").exists()


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b'{"columns": ["los', b"[]\n", b"\xff\xfe\n12"])
def test_a_file_damaged_at_its_beginning_is_an_empty_series_and_begun_again(
    workspace: Workspace, folder: Path, content: bytes
) -> None:
    (folder / FILE).write_bytes(content)
    assert len(read_step_series(workspace, 1)) == 0
    record(StepRecorder(folder, 4, after=9), 10, 12)
    assert read_step_series(workspace, 1).steps.tolist() == [10, 11, 12]


@pytest.mark.parametrize("torn", [1, 7, 19])
def test_a_torn_tail_is_dropped_and_written_over(workspace: Workspace, folder: Path, torn: int) -> None:
    record(StepRecorder(folder, 4), 1, 5)
    path = folder / FILE
    path.write_bytes(path.read_bytes()[:-torn])
    assert read_step_series(workspace, 1).steps.tolist() == [1, 2, 3, 4]
    record(StepRecorder(folder, 4, after=4), 5, 6)
    assert read_step_series(workspace, 1).steps.tolist() == [1, 2, 3, 4, 5, 6]


def test_a_tail_of_zeros_is_dropped_and_written_over(workspace: Workspace, folder: Path) -> None:
    record(StepRecorder(folder, 4), 1, 5)
    with (folder / FILE).open("ab") as file:
        file.write(b"\0" * 333)
    assert read_step_series(workspace, 1).steps.tolist() == [1, 2, 3, 4, 5]
    record(StepRecorder(folder, 4, after=5), 6, 6)
    assert read_step_series(workspace, 1).steps.tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("after", [0, 3, 5, 99])
def test_going_on_cuts_what_comes_after_the_checkpoint(
    workspace: Workspace, folder: Path, after: int
) -> None:
    record(StepRecorder(folder, 4), 1, 5)
    StepRecorder(folder, 4, after=after)
    assert read_step_series(workspace, 1).steps.tolist() == [step for step in range(1, 6) if step <= after]
    record(StepRecorder(folder, 4, after=after), after + 1, after + 2)
    steps = read_step_series(workspace, 1).steps.tolist()
    assert steps[-2:] == [after + 1, after + 2]
    assert steps == sorted(set(steps))


def test_columns_that_another_version_wrote_stay_where_they_are_known(
    workspace: Workspace, folder: Path
) -> None:
    record(StepRecorder(folder, 4), 1, 2, forgotten=3.0)
    record(StepRecorder(folder, 4, after=2), 3, 3, memory=1e9)
    series = read_step_series(workspace, 1)
    assert series.steps.tolist() == [1, 2, 3]
    assert list(series.values) == ["loss", "memory"]
    assert series.values["loss"] == pytest.approx([1, 1 / 2, 1 / 3])
    assert np.isnan(series.values["memory"][:2]).all()
    assert series.values["memory"][2] == 1e9


def test_what_the_disk_did_not_take_leaves_the_rest_whole(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = StepRecorder(folder, 4)
    record(recorder, 1, 2)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", _half_writing(Path.open))
        with pytest.raises(OSError, match="part"):
            record(recorder, 3, 4)
    record(recorder, 5, 6)
    assert read_step_series(workspace, 1).steps.tolist() == [1, 2, 5, 6]


def test_up_to_a_step() -> None:
    series = StepSeries(np.arange(1, 6), np.arange(5.0), {"loss": np.arange(5.0)}, 2)
    part = series.upto(3)
    assert (len(part), part.values["loss"].tolist(), part.steps_per_epoch) == (3, [0.0, 1.0, 2.0], 2)


def test_a_training_records_every_step(workspace: Workspace, dataset: int) -> None:
    events = list(train(workspace, dataset, SMALL, CancelToken()))
    told, epochs = of_type(events, StepsDone), of_type(events, EpochFinished)
    (finished,) = of_type(events, RunFinished)
    series = read_step_series(workspace, 1)
    assert series.steps.tolist() == list(range(1, 4 * STEPS_PER_EPOCH + 1))
    assert series.steps_per_epoch == STEPS_PER_EPOCH
    assert series.epochs[-1] == 4.0
    assert [step for event in told for step in event.steps] == series.steps.tolist()
    assert (np.diff(series.seconds) >= 0).all()
    assert 0 < series.seconds[0] < series.seconds[-1] < finished.seconds
    terms = set(told[0].losses) - {"total"}
    assert set(series.values) == {f"loss.{term}" for term in terms} | {
        "loss",
        "gradient_norm",
        "learning_rate",
        "samples_per_second",
        "memory",
    }
    assert series.values["loss"] == pytest.approx([x for event in told for x in event.losses["total"]])
    assert series.values["learning_rate"] == pytest.approx(SMALL.training.learning_rate)
    assert (series.values["gradient_norm"] > 0).all()
    assert (series.values["memory"] > 1e7).all()
    for each in (slice(0, 9), slice(27, 36)):  # the mean of an epoch is that of its steps, by their examples
        assert series.values["loss"][each].mean() == pytest.approx(
            epochs[each.start // 9].losses["total"], rel=0.1
        )


def test_a_resumed_run_continues_its_series_without_double_steps(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(workspace, dataset, SMALL, CancelToken()))
    token = CancelToken()
    with monkeypatch.context() as patch:
        after_steps(patch, STEPS_PER_EPOCH + 4, token.cancel)
        until_end(train(workspace, dataset, SMALL, token))
    path = workspace.run_folder(2) / FILE
    with path.open("ab") as file:  # steps after the checkpoint, and a torn one, as a kill leaves them
        size = (len(path.read_bytes()) - path.read_bytes().index(b"\n") - 1) // 13
        beyond = bytearray(path.read_bytes()[-size:])
        beyond[:8] = (STEPS_PER_EPOCH + 5).to_bytes(8, "little")
        file.write(beyond + beyond[:7])
    assert read_step_series(workspace, 2).steps[-1] == STEPS_PER_EPOCH + 5
    until_end(resume(workspace, 2, CancelToken()))
    whole, rest = read_step_series(workspace, 1), read_step_series(workspace, 2)
    assert rest.steps.tolist() == whole.steps.tolist()
    assert rest.values["loss"].tolist() == whole.values["loss"].tolist()
    assert rest.values["gradient_norm"].tolist() == whole.values["gradient_norm"].tolist()
    assert (np.diff(rest.seconds) >= 0).all()


def test_a_full_disk_warns_once_and_the_training_goes_on(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.epoch.LOGGING_INTERVAL", 0.0)

    def full(*_values: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(StepRecorder, "append", full)
    events = list(train(workspace, dataset, SMALL, CancelToken()))
    (warning,) = of_type(events, RunWarning)
    assert "curves" in warning.text
    assert "No space left" in warning.text
    assert len(of_type(events, EpochFinished)) == 4


def test_reading_it_needs_neither_torch_nor_the_trainer() -> None:
    program = "import sys, engine.training.step_series; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def _half_writing(original: Any) -> Any:
    """`Path.open` on a disk that takes one half of what is appended."""

    def half_open(self: Path, mode: str = "r", **options: Any) -> Any:
        file = original(self, mode, **options)
        return _HalfFile(file) if mode == "ab" else file

    return half_open


class _HalfFile:
    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> _HalfFile:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> int:
        return int(self._file.write(content[: len(content) // 2]))

    def truncate(self, size: int) -> None:
        self._file.truncate(size)

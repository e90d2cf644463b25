"""Runs against each other, from the ranks they kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.errors import BadSetting, EngineError, NotFound
from engine.evaluation.rank_table import read_ranks, subjects
from engine.events import CancelToken, Event, Progress
from engine.models.registry import REFERENCES
from engine.models.subjects import MODEL
from engine.store.runs import FINAL, get_run, metrics
from engine.training.comparable import check_number
from engine.training.compare_runs import Compared, compare_runs
from engine.training.evaluate_run import evaluate_run
from engine.training.events import Evaluated
from engine.training.kept_ranks import ranks_file
from engine.training.settings import with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, SMALL, import_sequences

QUICK = with_settings(SMALL, {"training.epochs": 1})


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Runs 1 and 2 differ in their seed, 3 in its policy, 4 in its split. Do not change it."""
    with Workspace.open(tmp_path_factory.mktemp("compared")) as workspace:
        dataset = import_sequences(workspace, ALTERNATING)
        for change in ({}, {"seed": 1}, {"data.repeats": "exclude"}, {"data.split": "leave_one_out"}):
            list(train(workspace, dataset, with_settings(QUICK, change), CancelToken(), name="one"))
        yield workspace


def result(
    workspace: Workspace, *keys: int | str, metric: str = "ndcg@20", **options: Any
) -> tuple[Compared, list[Event]]:
    """The last event, and those before it."""
    events = list(compare_runs(workspace, keys, "test", metric, CancelToken(), **options))
    assert isinstance(events[-1], Compared)
    return events[-1], events[:-1]


def scored(events: list[Event]) -> bool:
    return any(isinstance(event, Progress) and "Scoring" in event.text for event in events)


def test_two_runs_are_compared_without_scoring(compared: Workspace) -> None:
    found, before = result(compared, 1, "2")
    assert not scored(before)
    assert before
    assert found.runs == [1, 2]
    assert set(found.metrics) == {"one (1)", "one (2)"}
    [pair] = found.pairs
    stored = {
        metric.name: metric.value
        for metric in metrics(compared.store, 1, subject=MODEL, split="test")
        if (metric.slice, metric.step) == ("all", FINAL)
    }
    value, low, high = found.metrics["one (1)"]["ndcg@20"]
    assert value == pytest.approx(stored["ndcg@20"])
    assert low == pytest.approx(stored["ndcg@20.low"])
    assert high == pytest.approx(stored["ndcg@20.high"])
    other = found.metrics["one (2)"]["ndcg@20"][0]
    assert pair["difference"] == pytest.approx(value - other)
    assert "NDCG@20" in found.sentences[0]


def test_one_run_is_compared_with_its_reference_rows(compared: Workspace) -> None:
    found, _ = result(compared, 1)
    assert [pair["b"] for pair in found.pairs] == list(REFERENCES)
    assert {pair["a"] for pair in found.pairs} == {"one"}


def test_naming_a_run_twice_is_naming_it_once(compared: Workspace) -> None:
    assert result(compared, 1, 2, 1)[0].runs == [1, 2]


def test_another_policy_or_split_is_refused_with_the_reason(compared: Workspace) -> None:
    with pytest.raises(BadSetting, match=r"may be recommended here, and are excluded|are excluded here"):
        result(compared, 1, 3)
    with pytest.raises(BadSetting, match="Another split: leave one out, not by sequence"):
        result(compared, 1, 4)


def test_runs_that_are_not_comparable_are_left_out_where_others_are(compared: Workspace) -> None:
    found, _ = result(compared, 4, 3, 1, 2)
    assert found.runs == [1, 2]
    assert [one["run"] for one in found.left_out] == [4, 3]
    assert "Another split" in str(found.left_out[0]["reason"])
    assert "items already in the history" in str(found.left_out[1]["reason"])
    assert len(found.pairs) == 1


def test_a_baseline_is_compared_with_each_other_run(compared: Workspace) -> None:
    found, _ = result(compared, 1, 2, 4, baseline="2")
    assert found.baseline == "one (2)"
    assert [(pair["a"], pair["b"]) for pair in found.pairs] == [("one (2)", "one (1)")]
    with pytest.raises(BadSetting, match="run 3, is not among the runs"):
        result(compared, 1, 2, baseline=3)
    with pytest.raises(BadSetting, match="not comparable"):  # its rows count, and no other run has them
        result(compared, 1, 2, 4, baseline=4)


def test_more_runs_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(BadSetting, match="At most 20"):
        check_number(range(21))


def test_without_scoring_a_run_whose_ranks_are_gone_or_foreign_is_left_out(compared: Workspace) -> None:
    path = ranks_file(compared, 2, "test")
    kept = path.read_bytes()
    try:
        for content, reason in ((b"damaged", "are damaged"), (None, "are missing")):
            path.unlink()
            if content is not None:
                path.write_bytes(content)
            found, _ = result(compared, 1, 2, score=False)
            assert (found.runs, found.pairs) == ([1], [])
            assert reason in str(found.left_out[0]["reason"])
        path.write_bytes(ranks_file(compared, 4, "test").read_bytes())
        found, _ = result(compared, 2, 1, score=False, baseline=2)
        assert (found.runs, found.pairs) == ([1], [])
        assert "are damaged" in str(found.left_out[0]["reason"])
    finally:
        path.write_bytes(kept)


def test_an_unknown_metric_or_run_is_refused(compared: Workspace) -> None:
    with pytest.raises(BadSetting, match="no metric"):
        result(compared, 1, metric="ndcg@21")
    with pytest.raises(NotFound):
        result(compared, 99)


def test_ranks_that_are_gone_are_found_again(compared: Workspace) -> None:
    before, _ = result(compared, 1)
    path = ranks_file(compared, 1, "test")
    kept = path.read_bytes()
    path.write_bytes(b"damaged")
    try:
        again, progress = result(compared, 1)
    finally:
        path.write_bytes(kept)
    assert again.pairs == before.pairs
    assert scored(progress)


def test_every_subject_is_kept_and_nothing_half_written(compared: Workspace) -> None:
    for part in ("val", "test"):
        table = read_ranks(ranks_file(compared, 1, part))  # type: ignore[arg-type]
        assert set(subjects(table)) == {MODEL, *REFERENCES}
        assert len(table) == 72
    folder: Path = ranks_file(compared, 1, "test").parent
    assert sorted(path.name for path in folder.iterdir()) == ["test.parquet", "val.parquet"]


def test_what_a_run_costs_is_recorded(compared: Workspace) -> None:
    found = {
        metric.name: metric.value
        for metric in metrics(compared.store, 1, subject=MODEL, split="test")
        if (metric.slice, metric.step) == ("all", FINAL)
    }
    assert found["denoising_steps"] == 4
    assert found["samples"] == 2
    assert found["parameters"] == get_run(compared.store, 1).parameters
    assert found["training_seconds"] > 0
    assert found["samples_per_second"] == pytest.approx(576 / found["training_seconds"])
    assert found["ms_per_row"] > 0
    assert 0 < found["coverage@20"] <= 1


def test_judging_again_gives_the_same_figures_and_ranks(compared: Workspace) -> None:
    judging = evaluate_run(compared, 1, "test", CancelToken())
    events = []
    while True:
        try:
            events.append(next(judging))
        except StopIteration as end:
            judged = end.value
            break
    told = events[-1]
    assert isinstance(told, Evaluated)
    assert told.slices["with-history"]["rows"] == 60
    assert judged.table(compared).equals(read_ranks(ranks_file(compared, 1, "test")))


def test_a_disk_that_does_not_take_the_ranks_is_said_in_words(
    compared: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    kept = ranks_file(compared, 2, "test").read_bytes()
    monkeypatch.setattr("engine.training.kept_ranks.write_ranks", full)
    with pytest.raises(EngineError, match="could not be saved"):
        list(evaluate_run(compared, 2, "test", CancelToken(), keep=True))
    assert ranks_file(compared, 2, "test").read_bytes() == kept

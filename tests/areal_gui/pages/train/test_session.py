from __future__ import annotations

import pytest

from areal_gui.pages.train import live_texts
from areal_gui.pages.train.history import RunHistory
from areal_gui.pages.train.pictures import LiveCurves
from areal_gui.pages.train.session import EarlierSittings, EpochRow, State, TrainingSession
from engine.events import Progress
from engine.store.rivals import Rival
from engine.training.events import Paused, Refitted, Resumed
from tests.areal_gui.pages.train import training_events as told


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(clock: Clock) -> TrainingSession:
    return TrainingSession(clock=clock)


def test_a_whole_training_becomes_rows_curves_and_a_result(session: TrainingSession) -> None:
    for event in told.whole_training():
        session.fold(event)
    assert session.state is State.FINISHED
    assert [row.epoch for row in session.rows] == [1, 2, 3]
    assert session.best_epoch == 2
    assert session.history.last_step == 3 * told.STEPS
    assert session.references["val"]["item-knn"]["ndcg@20"] == 0.15
    assert session.share_done() == 1.0


def test_the_picture_is_in_percent_over_epochs(session: TrainingSession) -> None:
    for event in told.whole_training():
        session.fold(event)
    picture = LiveCurves(session).picture("epoch", ("loss", "ndcg@20", "hr@20"))
    (ndcg,) = picture["ndcg@20"].curves
    assert ndcg.y.tolist() == pytest.approx([10.0, 20.0, 15.0])
    assert ndcg.x.tolist() == [1.0, 2.0, 3.0]
    assert ndcg.marked == 2
    assert {level.label: level.value for level in picture["hr@20"].references} == pytest.approx(
        {"Popularity": 10.0, "Item-kNN": 30.0}
    )
    total, discrete, squared = picture["loss"].curves
    assert [curve.label for curve in (total, discrete, squared)] == ["total", "discrete", "squared error"]
    assert total.noisy
    assert (total.x[0], total.x[-1]) == (1 / told.STEPS, 3.0)


def test_a_training_that_diverged_is_not_offered_to_go_on(session: TrainingSession) -> None:
    for event in (told.started(), told.steps(1)):
        session.fold(event)
    session.worker_ended(State.FAILED, "Training diverged. The gradient stopped being a finite number.")
    assert session.resumable
    assert "diverged" in session.no_use_in_resuming


def test_one_that_ran_out_of_disk_is(session: TrainingSession) -> None:
    session.fold(told.started())
    session.worker_ended(State.FAILED, "The disk is full.")
    assert session.resumable
    assert session.no_use_in_resuming == ""


def test_the_references_are_drawn_before_the_first_epoch(session: TrainingSession) -> None:
    session.fold(told.started())
    session.fold(told.reference("popularity", "val", 0.05))
    drawing = LiveCurves(session).picture("epoch", ["ndcg@20"])["ndcg@20"]
    assert drawing.curves == []
    assert [level.label for level in drawing.references] == ["Popularity"]


def test_the_best_earlier_run_is_a_line_with_its_name(session: TrainingSession) -> None:
    session.fold(told.started())
    before = session.version
    session.compare_with(Rival(7, "Small log, a very long name of a run", {"ndcg@20": 0.25}))
    assert session.version > before
    picture = LiveCurves(session).picture("epoch", ("ndcg@20", "hr@20"))
    assert [(level.label, level.value, level.rival) for level in picture["ndcg@20"].references] == [
        ("Best earlier: #7 Small log, a very l…", 25.0, True)
    ]
    assert picture["hr@20"].references == []


def test_stopping_is_shown_until_the_worker_says_it_stopped(session: TrainingSession) -> None:
    session.fold(told.started())
    session.stop_asked()
    session.fold(told.steps(1))
    assert session.state is State.STOPPING
    session.fold(told.finished("stopped", test={}))
    session.worker_ended(State.FINISHED)
    assert session.state is State.STOPPED


def test_a_stop_before_the_start_survives_the_start(session: TrainingSession) -> None:
    session.stop_asked()
    session.fold(told.started())
    assert session.state is State.STOPPING
    session.worker_ended(State.CANCELLED)
    assert session.state is State.CANCELLED
    assert not session.busy


def test_time_left_counts_down_between_epochs(session: TrainingSession, clock: Clock) -> None:
    session.fold(told.started())
    assert session.time_left() is None
    session.fold(told.epoch(1, 0.1))
    clock.now += 5
    assert session.time_left() == 15.0
    clock.now += 100
    assert session.time_left() == 0.0


def test_no_time_is_promised_for_the_test(session: TrainingSession) -> None:
    session.fold(told.started(epochs=2))
    session.fold(told.epoch(1, 0.1))
    session.fold(told.epoch(2, 0.1))
    assert session.time_left() is None
    assert not any("Time left" in name for name, _value in live_texts.facts(session))


def test_the_time_left_is_that_of_the_epoch_once_it_is_the_last(
    session: TrainingSession, clock: Clock
) -> None:
    session.fold(told.started(epochs=5))
    session.fold(told.epoch(1, 0.1))
    clock.now += 2
    session.last_epoch = True
    assert session.time_left() == 3.0  # four epochs would take 20 seconds
    session.last_epoch = False
    assert session.time_left() == 18.0


def test_the_clock_stands_still_after_the_end(session: TrainingSession, clock: Clock) -> None:
    session.fold(told.started())
    clock.now += 5
    session.worker_ended(State.FAILED)
    clock.now += 50
    assert session.elapsed() == 5.0


def test_the_state_line_tells_everything(session: TrainingSession) -> None:
    session.fold(told.started())
    session.fold(told.steps(1))
    session.fold(told.epoch(1, 0.1))
    facts = dict(live_texts.facts(session))
    assert facts["Epoch"] == "2 of 3"
    assert facts["Time left (at most)"] == "20 s"
    assert facts["Device"] == "CPU"
    assert facts["Repeats"] == "excluded (0.00%)"


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("no better epoch in 3", "no better epoch in the last 3"),
        ("no better epoch in 1", "the last epoch was no better"),
        ("time limit", "time limit"),
    ],
)
def test_the_reason_of_an_end_is_told_in_words(reason: str, text: str) -> None:
    assert live_texts.reason_text(reason) == text


@pytest.mark.parametrize(("epochs", "text"), [(1, "Stopped after 1 epoch;"), (2, "Stopped after 2 epochs;")])
def test_one_epoch_is_not_called_epochs(session: TrainingSession, epochs: int, text: str) -> None:
    session.fold(told.started())
    for number in range(1, epochs + 1):
        session.fold(told.epoch(number, 0.1))
    session.fold(told.finished("stopped"))
    assert live_texts.headline(session).startswith(text)


def test_what_is_prepared_is_told_until_steps_are_done(session: TrainingSession) -> None:
    session.fold(Progress(text="Reading sequences", done=0))
    assert live_texts.headline(session) == "Reading sequences"
    session.fold(told.started())
    session.fold(told.steps(1))
    assert live_texts.headline(session) == "Training"


def test_a_pause_is_said_and_does_not_count_as_work(session: TrainingSession, clock: Clock) -> None:
    session.fold(told.started())
    session.fold(told.epoch(1, 0.1))
    clock.now += 5
    session.fold(Paused(run_id=1))
    clock.now += 1000
    assert session.busy
    assert "Paused" in live_texts.headline(session)
    assert (session.elapsed(), session.time_left()) == (5.0, 15.0)
    session.fold(Resumed(run_id=1))
    clock.now += 1
    assert session.state is State.RUNNING
    assert (session.elapsed(), session.time_left()) == (6.0, 14.0)


def test_a_stop_during_a_pause_stands(session: TrainingSession) -> None:
    session.fold(told.started())
    session.fold(Paused(run_id=1))
    session.stop_asked()
    session.fold(Resumed(run_id=1))
    assert session.state is State.STOPPING


def earlier(*epochs: int) -> EarlierSittings:
    return EarlierSittings(
        rows=tuple(EpochRow(epoch, 10.0 / epoch, 0.1, 0.2, 2.0) for epoch in epochs),
        best_epoch=1,
        history=RunHistory(
            epochs={
                "loss": {epoch: 10.0 / epoch for epoch in epochs},
                "seconds": dict.fromkeys(epochs, 2.0),
            }
        ),
        warnings=("The embeddings are collapsing.",),
    )


def test_a_resumed_training_goes_on_behind_its_earlier_epochs(session: TrainingSession) -> None:
    session.fold(earlier(1, 2))
    session.fold(told.resumed(epoch=3, step=2 * told.STEPS))
    assert session.epoch_now() == 3
    assert session.elapsed() == 4.0  # of the earlier epochs, as the curves over time have it
    assert session.share_done() == pytest.approx(2 / 3)
    assert session.warnings == ["The embeddings are collapsing."]
    session.fold(told.steps(3))
    session.fold(told.epoch(3, 0.3))
    total = LiveCurves(session).picture("epoch", ["loss"])["loss"].curves[0]
    assert total.x.tolist() == pytest.approx([0.5, 1.5, 2.25, 2.5, 2.75, 3])
    assert total.y[:2].tolist() == [10.0, 5.0]
    assert [row.epoch for row in session.rows] == [1, 2, 3]
    assert session.share_done() == 1.0


def test_an_epoch_that_is_trained_again_is_told_once(session: TrainingSession) -> None:
    session.fold(earlier(1, 2))
    session.fold(told.resumed(epoch=2, step=told.STEPS))
    session.fold(told.epoch(2, 0.3))
    assert [(row.epoch, row.ndcg) for row in session.rows] == [(1, 0.1), (2, 0.3)]


def test_what_was_trained_again_for_use_is_said_at_the_end(session: TrainingSession) -> None:
    session.fold(told.started())
    session.fold(Refitted(run_id=1, on="train+val", epochs=2, examples=45, metrics={}))
    session.fold(told.finished())
    assert live_texts.headline(session).endswith("; trained again on training and validation for use")
    assert session.elapsed() == 6.0


@pytest.mark.parametrize("when", ["before the start", "after it"])
def test_only_a_run_that_had_begun_can_be_resumed(session: TrainingSession, when: str) -> None:
    if when == "after it":
        session.fold(told.started())
    session.stop_asked()
    session.worker_ended(State.CANCELLED)
    assert session.resumable == (when == "after it")


@pytest.mark.parametrize("state", State)
def test_every_state_has_words(session: TrainingSession, state: State) -> None:
    session.state = state
    assert bool(live_texts.headline(session)) == (state is not State.IDLE)


def test_a_pause_is_asked_for_and_told_by_the_worker(session: TrainingSession) -> None:
    session.fold(told.started())
    session.pause_asked()
    assert session.state is State.PAUSING
    session.fold(Paused(run_id=1))
    assert session.state is State.PAUSED
    session.resume_asked()
    assert session.state is State.PAUSED, "the worker has not said so yet"
    session.fold(Resumed(run_id=1))
    assert session.state is State.RUNNING


def test_a_pause_that_was_taken_back_before_it_began_is_none(session: TrainingSession) -> None:
    session.fold(told.started())
    session.pause_asked()
    session.resume_asked()
    assert session.state is State.RUNNING


def test_nothing_is_paused_before_the_run_has_begun(session: TrainingSession) -> None:
    session.pause_asked()
    assert session.state is State.STARTING


def test_an_evaluation_between_epochs_is_a_point_between_them(session: TrainingSession) -> None:
    for event in (told.started(), told.steps(1), told.epoch(1, 0.1), told.steps(2)):
        session.fold(event)
    session.evaluating = True
    session.fold(told.evaluated(6, 0.3))
    session.fold(told.epoch(2, 0.2, best=False))
    (curve,) = LiveCurves(session).picture("epoch", ["ndcg@20"])["ndcg@20"].curves
    assert curve.x.tolist() == [1.0, 1.5, 2.0]
    assert curve.y.tolist() == pytest.approx([10.0, 30.0, 20.0])
    assert not session.evaluating
    assert ("Evaluated after 6 steps", "NDCG@20 30.00%") in live_texts.facts(session)
    assert [row.epoch for row in session.rows] == [1, 2]


def test_the_age_of_the_checkpoint_is_what_a_crash_would_cost(session: TrainingSession, clock: Clock) -> None:
    session.fold(told.started())
    assert session.checkpoint_age() is None
    session.saving = True
    session.fold(told.saved(3))
    clock.now += 65.0
    assert not session.saving
    assert ("Checkpoint", "1 min 05 s ago") in live_texts.facts(session)


def test_a_run_that_freed_its_device_says_that_it_can_go_on(session: TrainingSession) -> None:
    for event in (told.started(), told.steps(1), told.epoch(1, 0.1)):
        session.fold(event)
    session.releasing = True
    session.stop_asked()
    assert "the device is freed" in live_texts.headline(session)
    session.fold(told.finished("stopped", test={}))
    assert live_texts.headline(session).startswith("Paused in epoch 2")
    assert session.resumable

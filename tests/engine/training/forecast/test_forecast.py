from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.errors import BadSetting
from engine.events import Cancelled, CancelToken
from engine.models.methods import METHODS
from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import make_split
from engine.store.runs import list_runs
from engine.training.config import RunConfig
from engine.training.dependence import of_other_models
from engine.training.forecast import precedence
from engine.training.forecast.forecast import forecast, foretold
from engine.training.forecast.memory import memory_need
from engine.training.forecast.pace import timed
from engine.training.forecast.parameters import network_parameters, parameters
from engine.training.forecast.sizes import Sizes, counted, sizes_of
from engine.training.presets import PRESETS, preset
from engine.training.settings import Value, with_settings
from engine.training.setup import build_model, parameter_count, run_data
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.support.imported import SMALL

CPU = torch.device("cpu")
LARGE = Sizes(
    items=100_000, interactions=10**6, train=800_000, val=100_000, test=100_000, history=8, pairs=10**5
)


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"model.embedding_size": 9},
        {"model.layers": 3, "model.kernels": "1,3,5,7"},
        {"model.branches": "local"},
        {"model.branches": "global", "diffusion.denoiser": "linear"},
        {"model.branches": "neither"},
        {"model.fusion_weight": 0.3},
        {"model.softmax": "sampled", "model.negatives": 10},
    ],
    ids=str,
)
def test_parameters_are_counted_exactly(name: str, changes: dict[str, Value]) -> None:
    config = with_settings(preset(name), changes)
    assert parameters(config, 37) == parameter_count(build_model(37, config))


def test_counting_draws_no_random_number() -> None:
    before = torch.get_rng_state()
    network_parameters(RunConfig())
    assert torch.equal(before, torch.get_rng_state())


def test_sizes_are_those_of_the_run(workspace: Workspace, dataset: int) -> None:
    data = run_data(workspace, dataset, SMALL)
    sizes = sizes_of(workspace, dataset, SMALL.data)
    assert (sizes.train, sizes.val, sizes.test) == tuple(len(data.parts[p]) for p in ("train", "val", "test"))
    assert sizes.items == data.n_items
    batch = data.parts["train"].batch(torch.arange(sizes.train))
    assert sizes.history == pytest.approx(float(batch.length.clamp_min(1).double().mean()))


def test_pairs_are_counted_within_training_sequences() -> None:
    offsets = np.array([0, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13], dtype=np.int64)
    snapshot = Snapshot(offsets, np.zeros(13, dtype=np.int32), None, None, 1, "x")
    sizes = counted(snapshot, make_split(snapshot, RunConfig().data), 10)
    assert sizes.pairs == 2**2 + 3**2 + 6  # eight of ten sequences train


@pytest.mark.parametrize(
    "changes",
    [
        {"training.batch_size": 4096},
        {"model.embedding_size": 256},
        {"model.layers": 4},
        {"training.refit": "all"},
    ],
    ids=str,
)
def test_what_makes_a_training_larger_makes_its_need_larger(changes: dict[str, Value]) -> None:
    usual, larger = (
        memory_need(config, LARGE, parameters(config, LARGE.items)).machine
        for config in (RunConfig(), with_settings(RunConfig(), changes))
    )
    assert larger > 1.1 * usual


def test_what_cannot_fit_says_what_to_lower_and_that_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.forecast.forecast.free_memory", lambda _device: 2 * 10**9)
    config = with_settings(
        RunConfig(), {"training.batch_size": 65536, "model.layers": 4, "training.average_decay": 0.9}
    )
    found = foretold(LARGE, config, CPU)
    assert not found.fits
    advised = dict(text.replace(",", "").split(" to ") for text in found.advice)
    assert "training.batch_size" in advised
    for path, value in advised.items():
        assert foretold(LARGE, with_settings(config, {path: value}), CPU).fits


@pytest.mark.parametrize("method", METHODS)
def test_every_model_that_cannot_fit_says_what_of_its_own_to_lower(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.forecast.forecast.free_memory", lambda _device: 3 * 10**9)
    sizes = replace(LARGE, items=5_000)
    config = with_settings(
        preset("recommended", method), {"training.batch_size": 65536, "data.history_length": 200}
    )
    found = foretold(replace(sizes, history=200), config, CPU)
    assert not found.fits
    advised = dict(text.replace(",", "").split(" to ") for text in found.advice)
    assert "training.batch_size" in advised
    assert not advised.keys() & of_other_models(method)
    assert foretold(
        sizes, with_settings(preset("recommended", method), {"training.batch_size": 256}), CPU
    ).fits


def test_where_no_single_setting_is_enough_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.forecast.forecast.free_memory", lambda _device: 10**6)
    found = foretold(LARGE, RunConfig(), CPU)
    assert found.advice == ()


def test_a_system_that_does_not_say_what_is_free_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.forecast.forecast.free_memory", lambda _device: None)
    assert foretold(replace(LARGE, items=10**9), RunConfig(), CPU).fits


def test_a_training_that_cannot_fit_is_refused_before_there_is_a_run(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.forecast.forecast.free_memory", lambda _device: 91_000_000)
    config = with_settings(SMALL, {"training.batch_size": 65536})
    with pytest.raises(BadSetting, match=r"about \d+ MB, and 91 MB are free"):
        list(train(workspace, dataset, config, CancelToken()))
    assert list_runs(workspace.store) == []


def test_what_is_free_is_known_here() -> None:
    found = foretold(LARGE, RunConfig(), CPU)
    assert found.free is None or found.free > 10**7


def test_steps_and_rows_are_timed_and_nothing_is_left(workspace: Workspace, dataset: int) -> None:
    before = torch.get_rng_state()
    data = run_data(workspace, dataset, SMALL)
    pace = timed(data, SMALL, CancelToken())
    assert pace.steps == -(-len(data.parts["train"]) // SMALL.training.batch_size)
    assert 0 < pace.step < 10
    assert pace.rows == len(data.parts["val"])
    assert pace.epoch == pytest.approx(pace.steps * pace.step + pace.rows * pace.row)
    assert torch.equal(before, torch.get_rng_state())
    assert list_runs(workspace.store) == []


def test_timing_can_be_cancelled(workspace: Workspace, dataset: int) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        timed(run_data(workspace, dataset, SMALL), SMALL, token)


def test_nothing_is_timed_while_a_training_runs(workspace: Workspace, dataset: int) -> None:
    data = run_data(workspace, dataset, SMALL)
    events = train(workspace, dataset, SMALL, CancelToken())
    next(events)
    with pytest.raises(precedence.TrainingUnderWay):
        timed(data, SMALL, CancelToken())
    events.close()  # type: ignore[attr-defined]
    assert timed(data, SMALL, CancelToken()).step > 0


def test_a_training_waits_for_the_step_that_is_being_timed() -> None:
    order: list[str] = []
    inside, wanted = threading.Event(), threading.Event()

    def time_steps() -> None:
        while True:
            precedence.give_way()

    def begin() -> None:
        inside.wait(10)
        wanted.set()
        with precedence.training():
            order.append("training")

    thread = threading.Thread(target=begin)
    thread.start()
    with precedence.timing():
        inside.set()
        wanted.wait(10)
        with pytest.raises(precedence.TrainingUnderWay):
            time_steps()
        order.append("timing")
    thread.join(10)
    assert order == ["timing", "training"]


def test_the_forecast_of_a_data_set_is_that_of_its_run(workspace: Workspace, dataset: int) -> None:
    found = forecast(workspace, dataset, SMALL)
    model = build_model(found.sizes.items, SMALL)
    assert found.parameters == parameter_count(model)
    assert found.parameters - found.network == model.embedding.numel()
    assert found.device == "cpu" or torch.cuda.is_available()

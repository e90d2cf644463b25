"""Settings that are known to fail, and none that are not."""

from __future__ import annotations

import pytest

from engine.events import CancelToken
from engine.training.cautions import cautions
from engine.training.config import RunConfig
from engine.training.events import RunStarted, RunWarning
from engine.training.presets import preset
from engine.training.settings import Value, with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.support.imported import SMALL


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"diffusion.schedule": "linear", "diffusion.steps": 200}, "leaves 36% of the target in x_T"),
        ({"training.discrete_weight": 0.0}, "collapse"),
        ({"model.sphere": False}, "off the sphere"),
        ({"guidance.strength": 2.0, "guidance.drop_probability": 0.0}, "unconditional prediction"),
        ({"training.warm_up": 1000}, "warm-up of 1,000 steps"),
    ],
)
def test_a_setting_that_fails_is_warned_of(changes: dict[str, Value], said: str) -> None:
    (told,) = cautions(with_settings(RunConfig(), changes), 1000)
    assert said in told


@pytest.mark.parametrize("schedule", ["linear", "exp", "cosine", "sqrt"])
def test_the_schedules_of_the_paper_end_in_noise(schedule: str) -> None:
    assert list(cautions(with_settings(RunConfig(), {"diffusion.schedule": schedule}), 1000)) == []


@pytest.mark.parametrize("name", ["recommended", "quick"])
def test_our_own_presets_need_no_warning(name: str) -> None:
    assert list(cautions(preset(name), 1000)) == []


def test_the_preset_of_the_paper_is_warned_of_collapse() -> None:
    assert any("collapse" in text for text in cautions(preset("paper"), 1000))


def test_warnings_come_after_the_start_and_are_kept_in_the_log(workspace: Workspace, dataset: int) -> None:
    config = with_settings(SMALL, {"guidance.strength": 1.0, "guidance.drop_probability": 0.0})
    events = train(workspace, dataset, config, CancelToken())
    assert isinstance(next(events), RunStarted)
    warning = next(events)
    assert isinstance(warning, RunWarning)
    events.close()  # type: ignore[attr-defined]
    assert warning.text in (workspace.run_folder(1) / "log.txt").read_text()

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import BadSetting
from engine.training.config import GROUPS, RunConfig
from engine.training.dependence import (
    _FACTS,
    ABOVE_ZERO,
    contradictions,
    facts_of_log,
    refuse_contradictions,
    without_effect,
)
from engine.training.presets import PRESETS, preset
from engine.training.settings import Value, all_settings, settings_by_path, value_of, with_settings
from tests.support.dataset_rows import dataset_row


def idle(changes: dict[str, Value], **facts: set[str]) -> dict[str, str]:
    config = with_settings(RunConfig(), changes)
    known = {name: frozenset(has) for name, has in facts.items()}
    return without_effect(lambda path: str(value_of(config, path)), known)


@pytest.mark.parametrize(
    ("path", "without", "with_it"),
    [
        ("diffusion.cosine_offset", {"diffusion.schedule": "sqrt"}, {"diffusion.schedule": "cosine"}),
        ("diffusion.rescale_linear", {"diffusion.schedule": "exp"}, {"diffusion.schedule": "linear"}),
        ("sampling.eta", {"sampling.sampler": "ddpm"}, {"sampling.sampler": "ddim"}),
        ("sampling.steps", {"sampling.sampler": "one-step"}, {"sampling.sampler": "dpm++"}),
        ("model.kernels", {"model.branches": "global"}, {"model.branches": "local"}),
        ("model.layers", {"model.branches": "neither"}, {"model.branches": "global"}),
        ("model.fusion_weight", {"model.branches": "local"}, {"model.branches": "both"}),
        ("model.negatives", {"model.softmax": "full"}, {"model.softmax": "sampled"}),
        ("model.label_smoothing", {"training.discrete_weight": 0}, {"training.discrete_weight": 0.5}),
    ],
)
def test_a_setting_has_an_effect_only_beside_what_it_needs(
    path: str, without: dict[str, Value], with_it: dict[str, Value]
) -> None:
    ((needed, _),) = without.items()
    assert settings_by_path()[needed].title in idle(without)[path]
    assert path not in idle(with_it)


def test_what_is_needed_of_the_log_and_the_machine_counts_where_it_is_known() -> None:
    assert "data.events" not in idle({})
    assert idle({}, log=set())["data.events"] == "No effect: only where the log has kinds of events."
    assert "data.events" not in idle({}, log={"events"})
    assert "CUDA" in idle({"device": "auto"}, machine=set())["training.cuda_graph"]
    assert "training.cuda_graph" not in idle({"device": "auto"}, machine={"CUDA"})
    assert "training.cuda_graph" in idle({"device": "cpu"}, machine={"CUDA"})


def test_negatives_matter_to_an_automatic_softmax_over_a_large_catalogue() -> None:
    small, large = (facts_of_log(dataset_row(n_items=n)) for n in (1_000, 200_000))
    assert "100,000 items" in idle({}, log=set(small))["model.negatives"]
    assert "model.negatives" not in idle({}, log=set(large))


def test_what_fields_declare_can_be_met() -> None:
    """A misspelt name or value in a declaration would close a field for ever."""
    for setting in all_settings():
        assert setting.group in GROUPS
        for path in (setting.at_most, setting.before):
            assert not path or path in settings_by_path()
        for need in setting.needs:
            for path, wanted in need.items():
                if path in settings_by_path():
                    choices = settings_by_path()[path].choices
                    assert set(wanted) <= set(choices) if choices else wanted == (ABOVE_ZERO,)
                else:
                    assert path in ("log", "machine")
                    assert set(wanted) <= _FACTS.keys()


@pytest.mark.parametrize("name", PRESETS)
def test_presets_do_not_contradict_themselves(name: str) -> None:
    assert contradictions(preset(name)) == {}


@pytest.mark.parametrize(
    ("changes", "path", "why"),
    [
        ({"diffusion.steps": 10, "sampling.steps": 11}, "sampling.steps", "At most “Diffusion steps T”, 10."),
        (
            {"data.earliest": "2020-01-02", "data.latest": "2020-01-02"},
            "data.earliest",
            "before “To”, 2020-01-02",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    changes: dict[str, Any], path: str, why: str
) -> None:
    config = with_settings(RunConfig(), changes)
    assert why in contradictions(config)[path]
    with pytest.raises(BadSetting, match=path):
        refuse_contradictions(config)


def test_a_setting_without_effect_contradicts_nothing() -> None:
    alone = {"diffusion.steps": 10, "sampling.steps": 50, "sampling.sampler": "one-step"}
    assert contradictions(with_settings(RunConfig(), alone)) == {}


def test_times_are_compared_as_moments() -> None:
    """In text 12:00+02:00 comes after 11:00Z; it is before it."""
    zones = {"data.earliest": "2020-01-01T12:00:00+02:00", "data.latest": "2020-01-01T11:00:00"}
    assert contradictions(with_settings(RunConfig(), zones)) == {}

"""The paper's studies, run on a tiny log."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import BadSetting
from engine.events import Cancelled, CancelToken
from engine.store.runs import list_runs
from engine.studies.plans import STUDIES
from engine.studies.sweep import StudyFinished, VariantStarted, run_study
from engine.training.config import RunConfig
from engine.training.settings import Value, with_settings
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, import_sequences

QUICK: dict[str, Value] = {
    "model.embedding_size": 16,
    "diffusion.steps": 50,
    "sampling.steps": 2,
    "sampling.samples": 1,
    "training.epochs": 1,
    "device": "cpu",
}


@pytest.mark.parametrize("name", STUDIES)
def test_every_variant_is_a_possible_configuration_of_its_own(name: str) -> None:
    configs = [with_settings(RunConfig(), changes) for changes in STUDIES[name].variants.values()]
    assert len({config.model_dump_json() for config in configs}) == len(configs) > 1


def test_the_studies_are_those_of_section_5_4() -> None:
    assert {name: len(study.variants) for name, study in STUDIES.items()} == {
        "schedules": 4,
        "modules": 4,
        "weights": 10,
        "embedding": 6,
        "steps": 8,
    }


def _cancel_in_second_variant(workspace: Workspace, dataset: int) -> None:
    cancel = CancelToken()
    for event in run_study(workspace, dataset, "modules", cancel, changes=QUICK):
        if isinstance(event, VariantStarted) and event.place == 2:
            cancel.cancel()


def test_a_study_that_was_cut_off_goes_on_and_keeps_what_is_finished(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        dataset = import_sequences(workspace, ALTERNATING)
        with pytest.raises(Cancelled):
            _cancel_in_second_variant(workspace, dataset)
        *_, done = run_study(workspace, dataset, "modules", CancelToken(), changes=QUICK)
        assert isinstance(done, StudyFinished)
        finished = {run.id: run for run in list_runs(workspace.store) if run.status == "finished"}
    assert list(done.runs) == ["neither", "local", "global", "both"]
    assert sorted(done.runs.values()) == sorted(finished)
    for variant, run_id in done.runs.items():
        assert finished[run_id].config["model"]["branches"] == variant
        assert 0.0 <= done.metrics[variant]["test"]["ndcg@20"] <= 1.0


def test_an_unknown_study_gets_the_nearest(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        dataset = import_sequences(workspace, ALTERNATING)
        with pytest.raises(BadSetting, match="schedules"):
            next(run_study(workspace, dataset, "schedule", CancelToken()))

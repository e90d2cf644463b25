from __future__ import annotations

import pytest

from engine.store.queue import QueuedRun
from engine.training.naming import queued_name, run_name, study_run_name
from engine.training.presets import preset


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("areal", "Shop, AREAL, quick"),
        ("gru4rec", "Shop, GRU4Rec (CE), quick"),
        ("dreamrec", "Shop, DreamRec (squared error and CE), quick"),
    ],
)
def test_every_model_is_named_and_its_loss_where_it_can_be_chosen(method: str, name: str) -> None:
    assert run_name("Shop", preset("quick", method).model_dump(), "quick") == name


def test_what_is_queued_has_the_name_that_somebody_gave_or_that_its_run_gets() -> None:
    config = preset("quick", "sasrec").model_dump()
    queued = QueuedRun(1, 1, "Shop", None, "", "quick", config, 0.0, "waiting")
    assert queued_name(queued) == "Shop, SASRec (CE), quick"
    named = QueuedRun(1, 1, "Shop", None, "for Monday", "quick", config, 0.0, "waiting")
    assert queued_name(named) == "for Monday"


def test_a_configuration_of_another_version_has_a_name_too() -> None:
    assert run_name("Shop", {}, "quick") == "Shop, AREAL, quick"
    assert run_name("Shop", {"method": "later"}, "quick") == "Shop, later, quick"


def test_trainings_of_a_study_name_it_and_the_model() -> None:
    assert study_run_name("Shop", "Table 2", "GRU4Rec (CE), seed 1") == "Shop, Table 2: GRU4Rec (CE), seed 1"
    name = study_run_name("Shop", "Schedules", "sqrt", model="AREAL")
    assert name == "Shop, Schedules: AREAL, sqrt"
    assert study_run_name("Shop", "GRU sizes", "d = 8") == "Shop, GRU sizes: d = 8"
    assert study_run_name("Shop", "Table 2 (Shop)", "Caser (CE)") == "Table 2 (Shop): Caser (CE)"

"""A small Table 2 that trains within seconds, and one that has come to its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.events import CancelToken
from engine.studies.lifecycle import begin_study
from engine.studies.plan import Axis, Entry, Table2Plan
from engine.studies.sweep import run_study
from engine.training.config import RunConfig
from engine.training.settings import with_settings
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, import_sequences

SMALL = with_settings(
    RunConfig(),
    {
        "baseline.embedding_size": 16,
        "gru4rec.hidden_size": 16,
        "training.epochs": 1,
        "training.batch_size": 64,
        "device": "cpu",
    },
)
RATES = (0.0001, 0.02)
GRU, CASER = "GRU4Rec (CE)", "Caser (CE)"


def small_plan(
    *methods: str, rates: tuple[float, ...] = RATES, seeds: tuple[int, ...] = (0, 1)
) -> Table2Plan:
    """Rows of some methods; of the learning rates the larger one learns."""
    names = {"gru4rec": GRU, "caser": CASER}
    entries = tuple(
        Entry(label=names[name], preset="recommended", base=with_settings(SMALL, {"method": name}))
        for name in methods or names
    )
    tuning = (Axis(path="training.learning_rate", values=rates),) if rates else ()
    return Table2Plan(entries=entries, tuning=tuning, seeds=seeds, tuning_seed=max(seeds) + 1)


@pytest.fixture
def dataset(workspace: Workspace) -> int:
    return import_sequences(workspace, ALTERNATING)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with study 1, two rows tuned and trained with two seeds."""
    with Workspace.open(tmp_path_factory.mktemp("table2")) as workspace:
        number = begin_study(
            workspace, import_sequences(workspace, ALTERNATING), "table2", "Table 2", small_plan()
        )
        list(run_study(workspace, number, CancelToken()))
        yield workspace

"""The starting points of a configuration, and how they suit a log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.errors import BadSetting
from engine.importing.filters import Filters
from engine.training.config import RunConfig
from engine.training.presets import (
    LARGE_LOG,
    PRESET_TEXTS,
    PRESETS,
    preset,
    preset_for,
    preset_text,
)
from engine.training.settings import Value, value_of
from tests.support.dataset_rows import dataset_row


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_configuration_with_a_text(name: str) -> None:
    assert isinstance(preset(name), RunConfig)
    assert PRESET_TEXTS[name].endswith(".")


def test_the_paper_preset_is_section_5_1_3_for_every_log() -> None:
    config = preset_for("paper", dataset_row(n_interactions=10 * LARGE_LOG))
    assert config == preset("paper")
    assert (config.diffusion.steps, config.diffusion.schedule) == (1000, "sqrt")
    assert (config.sampling.sampler, config.sampling.steps, config.sampling.samples) == ("ddpm", 1000, 1)
    assert config.model.initial_deviation == 0.1
    training = config.training
    assert (training.discrete_weight, training.recency, training.average_decay) == (0, 0, 0)
    assert (training.optimiser, training.rate_schedule, training.epochs) == ("adam", "constant", 1000)


def test_a_log_with_a_split_column_is_split_by_it() -> None:
    assert preset_for("recommended", dataset_row(has_split=True)).data.split == "column"
    assert preset_for("recommended", dataset_row()).data.split == preset("recommended").data.split


@pytest.mark.parametrize("name", ["recommended", "quick"])
def test_without_times_nothing_counts_as_more_recent(name: str) -> None:
    assert preset_for(name, dataset_row(has_times=True)).training.recency > 0
    assert preset_for(name, dataset_row(has_times=False)).training.recency == 0


@pytest.mark.parametrize("name", ["recommended", "quick"])
def test_a_large_log_is_held_back_less(name: str) -> None:
    small = preset_for(name, dataset_row(n_interactions=LARGE_LOG - 1))
    large = preset_for(name, dataset_row(n_interactions=LARGE_LOG))
    assert large.model.dropout < small.model.dropout
    assert large.training.discrete_weight > small.training.discrete_weight


@pytest.mark.parametrize("method", ["gru4rec", "caser", "nextitnet", "adaranker"])
def test_embeddings_of_a_large_log_start_larger(method: str) -> None:
    small = preset_for("recommended", dataset_row(n_interactions=LARGE_LOG - 1), method)
    large = preset_for("recommended", dataset_row(n_interactions=LARGE_LOG), method)
    assert large.baseline.initial_deviation > small.baseline.initial_deviation


@pytest.mark.parametrize("method", ["gru4rec", "sasrec", "ips", "cl4srec"])
def test_a_baseline_on_a_large_log_is_held_back_less_but_not_as_published(method: str) -> None:
    small, large = dataset_row(n_interactions=LARGE_LOG - 1), dataset_row(n_interactions=LARGE_LOG)
    recommended = [preset_for("recommended", row, method).baseline.dropout for row in (small, large)]
    assert recommended[1] < recommended[0]
    assert preset_for("published", large, method) == preset_for("published", small, method)


def test_an_unknown_preset_gets_the_nearest() -> None:
    with pytest.raises(BadSetting, match="recomended") as caught:
        preset("recomended")
    assert "recommended" in str(caught.value)


@pytest.mark.parametrize("name", PRESETS)
def test_what_counts_of_a_log_is_what_its_recipe_says(name: str) -> None:
    counts = Filters(events=("view, quick", "buy"), item_core=5, earliest=datetime(2014, 4, 7, tzinfo=UTC))
    row = dataset_row(recipe={"user": 1, "item": 2, "filters": counts.model_dump(mode="json")})
    assert preset_for(name, row).data.filters == counts
    assert preset_for(name, dataset_row()).data.filters == Filters()


def test_a_preset_does_not_claim_a_search_or_a_code_that_there_was_not() -> None:
    assert "not searched for" in preset_text("recommended", "caser")
    assert "not public" in preset_text("published", "ips")
    assert preset_text("published", "gru4rec") == PRESET_TEXTS["published"]


DROS: dict[str, Value] = {
    "baseline.embedding_size": 64,
    "baseline.loss": "bce1",
    "baseline.tied": False,
    "baseline.bias": True,
    "baseline.dropout": 0.1,
    "baseline.initial_deviation": 0.01,
    "training.optimiser": "adam",
    "training.learning_rate": 1e-3,
    "training.batch_size": 256,
    "training.weight_decay": 1e-6,
    "training.epochs": 500,
    "training.recency": 0.0,
    "training.average_decay": 0.0,
    "data.history_length": 10,
    "data.repeats": "keep",
}
"""What the code behind the figures of Table 2 has around its encoders."""

OWN: dict[str, dict[str, Value]] = {
    "gru4rec": {"gru4rec.hidden_size": 64, "gru4rec.layers": 1, "baseline.dropout": 0.0},
    "caser": {
        "caser.heights": "2,3,4",
        "caser.horizontal": 16,
        "caser.vertical": 1,
        "caser.layer_between": False,
    },
    "nextitnet": {"baseline.dropout": 0.0, "baseline.initial_deviation": 0.02},
    "sasrec": {"sasrec.blocks": 1, "sasrec.heads": 1, "sasrec.widening": 1},
    "ips": {"sasrec.blocks": 1, "ips.backbone": "sasrec"},
    "cl4srec": {
        "sasrec.blocks": 1,
        "cl4srec.weight": 0.1,
        "cl4srec.temperature": 1.0,
        "cl4srec.crop": 0.6,
        "cl4srec.mask": 0.3,
        "cl4srec.reorder": 0.6,
    },
    "adaranker": {
        "baseline.loss": "ce",
        "baseline.tied": True,
        "baseline.dropout": 0.4,
        "adaranker.negatives": 19,
        "adaranker.slots": 10,
        "adaranker.added": False,
    },
}
"""Of each of them: what its authors or that code have, and what differs from the others."""


@pytest.mark.parametrize("method", OWN)
def test_as_published_a_baseline_has_the_settings_that_were_published(method: str) -> None:
    config = preset("published", method)
    expected = DROS | OWN[method]
    assert {path: value_of(config, path) for path in expected} == expected


def test_as_published_diffrec_and_dreamrec_have_the_settings_of_their_authors() -> None:
    published: dict[str, dict[str, Value]] = {
        "diffrec": {
            "diffrec.objective": "reconstruct",
            "diffrec.hidden": 1000,
            "diffrec.dropout": 0.5,
            "diffrec.reweigh": True,
            "diffrec.importance": True,
            "training.optimiser": "adamw",
            "training.batch_size": 400,
            "training.weight_decay": 0.0,
        },
        "dreamrec": {
            "diffusion.denoiser": "linear",
            "diffusion.steps": 500,
            "diffusion.schedule": "exp",
            "guidance.strength": 2.0,
            "guidance.drop_probability": 0.1,
            "sampling.sampler": "ddpm",
            "sampling.steps": 500,
            "model.embedding_start": "normal",
            "model.sphere": False,
            "training.discrete_weight": 0.0,
            "training.weight_decay": 0.0,
        },
    }
    for method, expected in published.items():
        config = preset("published", method)
        assert {path: value_of(config, path) for path in expected} == expected


def test_recommended_diffrec_learns_the_next_item_and_all_steps_alike() -> None:
    own = preset("recommended", "diffrec").diffrec
    assert (own.objective, own.reweigh, own.importance) == ("next_item", False, True)

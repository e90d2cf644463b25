"""The starting points of a configuration, by model."""

from __future__ import annotations

from typing import get_args

from engine.errors import BadSetting, nearest
from engine.importing.filters import Filters
from engine.models.methods import METHODS
from engine.sequences.config import DataConfig
from engine.store.datasets import DatasetRow
from engine.training.config import PresetName, RunConfig
from engine.training.settings import Value, with_settings

ALL_PRESETS: tuple[PresetName, ...] = get_args(PresetName)
"""Of any model."""

PRESET_TITLES: dict[str, str] = {
    "quick": "Quick look",
    "recommended": "Recommended",
    "paper": "Paper",
    "published": "As published",
}
"""What people call them."""

PRESET_TEXTS: dict[str, str] = {
    "quick": "A first look within minutes: fewer epochs, fewer sampling steps.",
    "recommended": "The settings that measured best under the honest protocol.",
    "paper": "AREAL exactly as section 5.1.3 describes it: T = 1000, squared error only, 1000 epochs.",
    "published": "As in the code behind the published figures, with its loss.",
}


_NOT_SEARCHED = ("caser", "nextitnet", "ips", "cl4srec")
_WITHOUT_CODE = ("nextitnet", "ips", "cl4srec")
"""Baselines of Table 2 that the code behind its figures does not hold."""
_OWN_TEXTS: dict[tuple[str, str], str] = {
    ("adaranker", "recommended"): "Softmax for the backbone, not searched for.",
    ("adaranker", "published"): "With the dropout of its authors' code; the backbone is trained beside.",
    ("diffrec", "recommended"): "Adapted: learns the next item from the history alone; not searched for.",
    ("diffrec", "published"): "As in its authors' code: 1,000 hidden units, sessions learn themselves.",
    ("dreamrec", "recommended"): "Its network with AREAL's recommended loss, embeddings and sampling.",
    ("dreamrec", "published"): "As in its authors' code: squared error only, T = 500, guidance 2.",
}


def presets_of(method: str) -> tuple[PresetName, ...]:
    """The presets that a model has: “paper” is AREAL's alone, “published” the baselines'."""
    other = "published" if method == "areal" else "paper"
    return tuple(name for name in ALL_PRESETS if name != other)


PRESETS = presets_of("areal")
"""AREAL's."""


def counterpart(name: str, method: str) -> str:
    """The preset of another model that means the same: what “paper” is to AREAL, “published” is to others."""
    if name in presets_of(method):
        return name
    return {"paper": "published", "published": "paper"}.get(name, "recommended")


def preset_title(name: str) -> str:
    """A preset for people; also one that this version does not know."""
    return PRESET_TITLES.get(name, name)


def preset_text(name: str, method: str) -> str:
    """What a preset of a model is, in a sentence."""
    if (method, name) in _OWN_TEXTS:
        return _OWN_TEXTS[method, name]
    if name == "quick" and method != "areal":
        return "A first look within minutes: fewer epochs."
    if name == "recommended" and method in _NOT_SEARCHED:
        return "Softmax over all items, until validation gets no better; sizes as usual, not searched for."
    if name == "published" and method in _WITHOUT_CODE:
        return (
            "With the loss of the code behind the other published figures; that behind its own is not public."
        )
    return PRESET_TEXTS[name]


_MEASURED: dict[str, Value] = {
    "training.average_decay": 0.999,
    "training.recency": 0.2,
}
"""What validation preferred to the defaults; the search and its figures: `tests/benchmarks/SEARCH.md`."""

LARGE_LOG = 250_000
"""Interactions from which a log is its own regularisation."""

_MEASURED_ON_LARGE: dict[str, Value] = {"model.dropout": 0.0, "training.discrete_weight": 3.0}
"""Of models with a chain."""

_BASELINES_ON_LARGE: dict[str, dict[str, Value]] = {
    "gru4rec": {"baseline.initial_deviation": 0.1, "baseline.dropout": 0.2},
    "caser": {"baseline.initial_deviation": 0.1},
    "nextitnet": {"baseline.initial_deviation": 0.1},
    "adaranker": {"baseline.initial_deviation": 0.1},
    "sasrec": {"baseline.dropout": 0.1},
    "ips": {"baseline.dropout": 0.1},
    "cl4srec": {"baseline.dropout": 0.1},
}
"""What SASRec scales at its input, the others have to start with; AdaRanker's network is GRU4Rec's."""

_CHANGES: dict[str, dict[str, Value]] = {
    "recommended": _MEASURED | {"training.epochs": 30, "training.patience": 3},
    "quick": _MEASURED
    | {
        "training.epochs": 10,
        "training.patience": 3,
        "training.learning_rate": 2e-3,
        "training.validation_rows": 2_000,
        "sampling.steps": 20,
        "sampling.samples": 2,
    },
    "paper": {
        "data.repeats": "keep",
        "model.embedding_start": "normal",
        "model.sphere": False,
        "model.initial_deviation": 0.1,
        "model.dropout": 0.0,
        "model.temperature": 1.0,
        "guidance.strength": 0.0,
        "guidance.drop_probability": 0.0,
        "sampling.sampler": "ddpm",
        "sampling.steps": 1000,
        "sampling.samples": 1,
        "training.discrete_weight": 0.0,
        "training.epochs": 1000,
        "training.patience": 50,
        "training.validation_rows": 1_000,
    },
}

_PUBLISHED: dict[str, Value] = {
    "data.repeats": "keep",
    "training.epochs": 500,
    "training.patience": 20,
    "training.weight_decay": 1e-6,
    "baseline.loss": "bce1",
    "baseline.tied": False,
    "baseline.dropout": 0.1,
    "baseline.initial_deviation": 0.01,
}
"""As in the code behind the figures of Table 2 (DROS): one negative, an output table of its own."""

_TRAINED_WELL: dict[str, Value] = {"training.epochs": 100, "training.patience": 5}
_QUICK: dict[str, Value] = {
    "training.epochs": 10,
    "training.patience": 3,
    "training.learning_rate": 2e-3,
    "training.validation_rows": 2_000,
}

_RERANKING: dict[str, Value] = {
    "adaranker.drawn": "retrieved",
    "adaranker.added": True,
    "adaranker.apart": True,
}
"""Learn what will be asked: to correct the backbone's order of its own best, without disturbing it."""

_BASELINES: dict[str, dict[str, dict[str, Value]]] = {
    "gru4rec": {
        "recommended": {"gru4rec.hidden_size": 128, "baseline.dropout": 0.5},
        # Larger embeddings learn sooner, and by heart sooner, too.
        "quick": {"baseline.initial_deviation": 0.1, "baseline.dropout": 0.3},
        "published": {"baseline.dropout": 0.0},
    },
    "caser": {"published": {"caser.layer_between": False}},
    # Its authors' own start, and no dropout.
    "nextitnet": {"published": {"baseline.initial_deviation": 0.02, "baseline.dropout": 0.0}},
    "sasrec": {"recommended": {"baseline.dropout": 0.3}, "published": {"sasrec.blocks": 1}},
    "ips": {"published": {"sasrec.blocks": 1}},
    "cl4srec": {"published": {"sasrec.blocks": 1}},
    "adaranker": {
        "recommended": _RERANKING,
        "quick": _RERANKING,
        "published": {
            "baseline.loss": "ce",
            "baseline.tied": True,
            "baseline.dropout": 0.4,
        },
    },
    "diffrec": {
        "recommended": {"diffrec.objective": "next_item", "diffrec.reweigh": False},
        "published": {
            "diffrec.hidden": 1000,
            "training.batch_size": 400,
            "training.optimiser": "adamw",
            "training.weight_decay": 0.0,
        },
    },
    "dreamrec": {
        "recommended": _CHANGES["recommended"] | {"diffusion.denoiser": "linear"},
        "quick": {"sampling.samples": 2},
        "published": {
            "model.embedding_start": "normal",
            "model.sphere": False,
            "model.temperature": 8.0,
            "diffusion.steps": 500,
            "diffusion.schedule": "exp",
            "diffusion.denoiser": "linear",
            "guidance.strength": 2.0,
            "sampling.sampler": "ddpm",
            "sampling.steps": 500,
            "sampling.samples": 1,
            "training.discrete_weight": 0.0,
            "training.weight_decay": 0.0,
            "training.patience": 50,
        },
    },
}
"""By model and preset: what it changes of what all baselines have."""


def preset(name: str, method: str = "areal") -> RunConfig:
    """The configuration called `name` of a model; raises `BadSetting` for an unknown name."""
    if method not in METHODS:
        raise BadSetting(f"There is no model “{method}”.", advice=nearest(method, METHODS))
    presets = presets_of(method)
    if name not in presets:
        of = f" of {METHODS[method].title}" if name in ALL_PRESETS else ""
        raise BadSetting(f"There is no preset “{name}”{of}.", advice=nearest(name, presets))
    changes = _CHANGES[name] if method == "areal" else _of_baseline(name, method)
    return with_settings(RunConfig(), {"method": method, **changes})


def _of_baseline(name: str, method: str) -> dict[str, Value]:
    own = _BASELINES.get(method, {})
    changes = _PUBLISHED if name == "published" else _TRAINED_WELL | own.get("recommended", {})
    if name == "quick":
        changes = changes | _QUICK
    has = {"data", "training", *METHODS[method].branches}
    return {path: value for path, value in changes.items() if path.split(".")[0] in has} | own.get(name, {})


def preset_of_run(name: str, method: str, dataset: DatasetRow | None = None) -> RunConfig:
    """What a preset of a stored run means; the recommended one in place of what there is not any more."""
    method = method if method in METHODS else "areal"
    known = name if name in presets_of(method) else "recommended"
    return preset(known, method) if dataset is None else preset_for(known, dataset, method)


def preset_for(name: str, dataset: DatasetRow, method: str = "areal") -> RunConfig:
    """The preset as it applies to one data set.

    What counts of a log is what its recipe says. A log with a split column is split by it. But as published,
    a diffusion on a large log needs no dropout and less weight on the squared error, and the baselines need
    less dropout and larger embeddings to start with; and in a log without times, what comes later need not
    be more recent.
    """
    whole = preset(name, method)
    changes: dict[str, Value] = {"data.split": "column"} if dataset.has_split else {}
    if name not in ("paper", "published") and dataset.n_interactions >= LARGE_LOG:
        changes |= _MEASURED_ON_LARGE if METHODS[method].has_chain else _BASELINES_ON_LARGE.get(method, {})
    if not dataset.has_times:
        changes["training.recency"] = 0.0
    config = with_settings(whole, changes)
    counts = Filters.model_validate(dataset.recipe.get("filters", {}))
    data = DataConfig(**config.data.model_dump() | counts.model_dump())
    return config.model_copy(update={"data": data})

"""Values of settings as people read them; scripts and files have the names that `--set` takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.models.about import LOSSES
from engine.models.methods import METHODS
from engine.training.settings import Setting, Value, as_text, as_value, settings_by_path

UNKNOWN = "–"
"""Of a setting that a run has not recorded, since its version did not know it."""

_MODELS = {name: method.title for name, method in METHODS.items()}

_CHOICES: dict[str, Mapping[str, str]] = {
    "method": _MODELS,
    "ips.backbone": _MODELS,
    "baseline.loss": LOSSES,
    "adaranker.drawn": {"mixed": "evenly and by popularity", "retrieved": "from the backbone's best"},
    "adaranker.ranks": {"full": "the full catalogue", "rerank": "the top 100 again"},
    "diffrec.variant": {
        "diffrec": "DiffRec",
        "t-diffrec": "T-DiffRec",
        "l-diffrec": "L-DiffRec",
        "lt-diffrec": "LT-DiffRec",
    },
    "model.encoder": {"mcrl": "MCRL"},
    "model.embedding_start": {"svd": "SVD"},
    "diffusion.denoiser": {"mlp": "MLP"},
    "sampling.sampler": {"ddpm": "DDPM", "ddim": "DDIM", "dpm++": "DPM-Solver++", "one-step": "one step"},
    "training.optimiser": {"adam": "Adam", "adamw": "AdamW"},
    "training.refit": {"none": "no", "train+val": "on training and validation", "all": "on all of the log"},
    "device": {"cuda": "CUDA", "cpu": "CPU"},
}
"""Titles of what would not read well by its name."""


def choice_title(path: str, choice: str) -> str:
    """One of the values that a setting can have."""
    return _CHOICES.get(path, {}).get(choice, choice.replace("_", " "))


def device_title(device: str) -> str:
    """What a run was trained on."""
    return choice_title("device", device)


def learned_from(trained_on: str) -> str:
    """The parts of a log that a model has learned from, as `seen_by_model_for_use` names them."""
    texts = {
        "train": "the training part",
        "train+val": "the training and validation parts",
        "all": "the whole log",
    }
    return texts.get(trained_on, trained_on)


def in_sentence(path: str) -> str:
    """The title of a setting within a sentence: learning rate, SVD."""
    title = settings_by_path()[path].title
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def called(path: str) -> str:
    """A setting within a sentence, with the name that scripts know it by: the warm-up (training.warm_up)."""
    return f"the {in_sentence(path)} ({path})"


def spoken(setting: Setting, value: Value) -> str:
    """A value, also as a text, without its unit; what an empty one means, as far as the setting says."""
    if setting.kind == "bool":
        return "yes" if value in (True, "true") else "no"
    if setting.kind == "choice" and isinstance(value, str):
        return choice_title(setting.path, value)
    return as_text(value) or setting.empty or UNKNOWN


def spoken_with_unit(setting: Setting, value: Value) -> str:
    """A value with its unit, where there is a value; one of it is not many."""
    unit = setting.unit if as_text(value) else ""
    if value == 1 and not isinstance(value, bool):
        unit = unit.removesuffix("s")
    return f"{spoken(setting, value)} {unit}".rstrip()


def recorded(setting: Setting, config: Mapping[str, Any]) -> str:
    """What a run has recorded of a setting, with its unit; `UNKNOWN` where that is nothing."""
    found: Any = config
    for part in setting.path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return UNKNOWN
        found = found[part]
    return spoken_with_unit(setting, as_value(found))

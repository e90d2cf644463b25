"""The paper's studies (section 5.4): which settings each of them varies, and over what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import BadSetting, nearest
from engine.training.settings import Value


@dataclass(frozen=True)
class Study:
    """One study.

    Attributes:
        source: where the paper has it.
        variants: what a row of the table is called -> the settings it changes.
    """

    title: str
    source: str
    variants: Mapping[str, Mapping[str, Value]]


def _one(path: str, values: tuple[Value, ...], form: str = "{}") -> dict[str, dict[str, Value]]:
    return {form.format(value): {path: value} for value in values}


def _weights() -> dict[str, dict[str, Value]]:
    fixed: dict[str, dict[str, Value]] = {
        f"{tenths / 10} : {(10 - tenths) / 10}": {"model.fusion_weight": tenths / 10}
        for tenths in range(9, 0, -1)
    }
    return fixed | {"attention": {"model.fusion_weight": None}}


STUDIES: dict[str, Study] = {
    "schedules": Study(
        "Noise schedules",
        "section 5.4.1, Figure 5",
        _one("diffusion.schedule", ("linear", "exp", "cosine", "sqrt")),
    ),
    "modules": Study(
        "Local and global module",
        "section 5.4.2, Table 3",
        _one("model.branches", ("neither", "local", "global", "both")),
    ),
    "weights": Study("Fusion weights, local : global", "section 5.4.2, Table 3", _weights()),
    "embedding": Study(
        "Embedding size",
        "section 5.4.3, Figure 6",
        _one("model.embedding_size", (8, 16, 32, 64, 128, 256), "d = {}"),
    ),
    "steps": Study(
        "Diffusion steps",
        "section 5.4.4, Figure 7",
        _one("diffusion.steps", (10, 50, 100, 200, 500, 1000, 1500, 2000), "T = {}"),
    ),
}


def study_called(name: str) -> Study:
    """The study of that name; raises `BadSetting` with the nearest one."""
    if name not in STUDIES:
        raise BadSetting(f"There is no study “{name}”.", advice=nearest(name, STUDIES))
    return STUDIES[name]

"""The paper's studies (section 5.4): which setting each of them varies, and over what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import BadSetting, nearest
from engine.store.datasets import DatasetRow
from engine.studies.plan import Axis, SweepPlan
from engine.training.presets import preset_for
from engine.training.settings import Value, with_settings


@dataclass(frozen=True)
class PaperStudy:
    """One study.

    Attributes:
        source: where the paper has it.
        path: the setting it varies, over `values`.
    """

    title: str
    source: str
    path: str
    values: tuple[Value, ...]


STUDIES: dict[str, PaperStudy] = {
    "schedules": PaperStudy(
        "Noise schedules",
        "section 5.4.1, Figure 5",
        "diffusion.schedule",
        ("linear", "exp", "cosine", "sqrt"),
    ),
    "modules": PaperStudy(
        "Local and global module",
        "section 5.4.2, Table 3",
        "model.branches",
        ("neither", "local", "global", "both"),
    ),
    "weights": PaperStudy(
        "Fusion weights, local : global",
        "section 5.4.2, Table 3",
        "model.fusion_weight",
        (*(tenths / 10 for tenths in range(9, 0, -1)), None),
    ),
    "embedding": PaperStudy(
        "Embedding size",
        "section 5.4.3, Figure 6",
        "model.embedding_size",
        (8, 16, 32, 64, 128, 256),
    ),
    "steps": PaperStudy(
        "Diffusion steps",
        "section 5.4.4, Figure 7",
        "diffusion.steps",
        (10, 50, 100, 200, 500, 1000, 1500, 2000),
    ),
}


def study_called(name: str) -> PaperStudy:
    """The study of that name; raises `BadSetting` with the nearest one."""
    if name not in STUDIES:
        raise BadSetting(f"There is no study “{name}”.", advice=nearest(name, STUDIES))
    return STUDIES[name]


def paper_plan(
    name: str,
    dataset: DatasetRow,
    *,
    preset: str = "recommended",
    changes: Mapping[str, Value] | None = None,
    seeds: tuple[int, ...] = (0,),
) -> SweepPlan:
    """One of the paper's studies on a data set.

    Args:
        changes: settings that all variants share.

    Raises:
        BadSetting: there is no such study, preset or setting.
    """
    study = study_called(name)
    base = with_settings(
        preset_for(preset, dataset, str((changes or {}).get("method", "areal"))), changes or {}
    )
    return SweepPlan(
        preset=preset, base=base, axes=(Axis(path=study.path, values=study.values),), seeds=seeds
    )

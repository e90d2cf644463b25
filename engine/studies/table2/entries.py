"""The rows of Table 2: every model as its presets have it, on the same data, split and rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from engine.errors import BadSetting, nearest
from engine.models.methods import METHODS, row_name
from engine.store.datasets import DatasetRow
from engine.studies.plan import Axis, Entry, Table2Plan, axis
from engine.training.config import RunConfig
from engine.training.dependence import of_other_models
from engine.training.presets import ALL_PRESETS, preset_for, presets_of
from engine.training.setting_texts import called
from engine.training.settings import Value, with_settings

USUAL_PRESETS = tuple(name for name in ALL_PRESETS if name != "quick")
"""As each measured best here, and as published: of AREAL that is called paper."""

VARIANTS: Mapping[str, tuple[Mapping[str, Value], ...]] = {
    "adaranker": ({"adaranker.ranks": "full", "adaranker.drawn": "mixed"},),
    "diffrec": ({"diffrec.variant": "t-diffrec"}, {"diffrec.variant": "l-diffrec"}),
}
"""Forms of a model that have rows of their own after its first one; what follows the first setting of a form
comes along with it."""

USUAL_TUNING: Mapping[str, tuple[Value, ...]] = {"training.learning_rate": (5e-4, 1e-3, 2e-3)}
USUAL_SEEDS = (0, 1, 2)


def table2_plan(
    dataset: DatasetRow,
    *,
    models: Sequence[str] = (),
    presets: Sequence[str] = USUAL_PRESETS,
    changes: Mapping[str, Value] | None = None,
    tuning: Mapping[str, tuple[Value, ...]] = USUAL_TUNING,
    seeds: tuple[int, ...] = USUAL_SEEDS,
) -> Table2Plan:
    """Table 2 on a data set.

    What counts of the log, the split and the rule of repeats are the recommended ones for every row, also for
    those of other presets: else the rows could not be compared.

    Args:
        models: their names, in the order of the rows; all without.
        presets: a row for each of these that a model has.
        changes: settings that all rows share.
        tuning: what is tried of every row; empty: nothing is.

    Raises:
        BadSetting: there is no such model, preset or setting, or not every row has it.
    """
    _check_known("model", models, METHODS)
    _check_known("preset", presets, ALL_PRESETS)
    data = with_settings(preset_for("recommended", dataset), changes or {}).data
    made = [
        (name, preset, _base(dataset, name, preset, data, {**variant, **(changes or {})}))
        for name in models or METHODS
        for variant in ({}, *VARIANTS.get(name, ()))
        for preset in presets
        if preset in presets_of(name)
    ]
    labels = _labels(made)
    entries = [
        Entry(label=label, preset=preset, base=base)
        for label, (_, preset, base) in zip(labels, made, strict=True)
    ]
    axes = tuple(_axis(path, values, entries) for path, values in tuning.items())
    return Table2Plan(entries=tuple(entries), tuning=axes, seeds=seeds, tuning_seed=max(seeds, default=0) + 1)


def _check_known(what: str, names: Sequence[str], known: Collection[str]) -> None:
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise BadSetting(f"There is no {what} “{unknown}”.", advice=nearest(unknown, known))


def _base(
    dataset: DatasetRow, method: str, preset: str, data: object, changes: Mapping[str, Value]
) -> RunConfig:
    base = preset_for(preset, dataset, method).model_copy(update={"data": data})
    return with_settings(base, changes)


def _labels(made: Sequence[tuple[str, str, RunConfig]]) -> list[str]:
    """The names of the rows; those that several presets share are followed by the preset."""
    names = [row_name(method, base.model_dump()) for method, _, base in made]
    count = Counter(names)
    return [
        name if count[name] == 1 or preset == "recommended" else f"{name}, {preset}"
        for name, (_, preset, _) in zip(names, made, strict=True)
    ]


def _axis(path: str, values: tuple[Value, ...], entries: Sequence[Entry]) -> Axis:
    """The values as of an axis; raises `BadSetting` where not every row has the setting."""
    found = axis(RunConfig(), path, values)
    without = next((entry for entry in entries if path in of_other_models(entry.base.method)), None)
    if without is not None:
        raise BadSetting(
            f"{without.label} does not have {called(path)}.",
            "Every row is tuned over the same grid.",
            f"Tune what all have, such as {called('training.learning_rate')}.",
        )
    return found

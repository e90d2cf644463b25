"""`datasets effect`, and the same in a sentence where a training begins."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from engine.cli.assignments import assignments
from engine.cli.console import Console
from engine.cli.text import table
from engine.errors import BadSetting, nearest
from engine.events import CancelToken
from engine.importing.filters import Filters
from engine.store.datasets import DatasetRow, get_dataset
from engine.workspace import Workspace

if TYPE_CHECKING:
    from engine.sequences.filtering import Size
    from engine.sequences.snapshot import FilterEffect

_TITLES = {
    "events": "events that count",
    "minimum_value": "least value",
    "window": "time window",
    "duplicates": "duplicates",
    "consecutive_repeats": "consecutive repeats",
    "core": "least interactions of items and sequences",
}


def effect(arguments: argparse.Namespace, console: Console, _cancel: CancelToken) -> None:
    """Count what filters leave of a data set; nothing is changed."""
    from engine.sequences.snapshot import filter_effect

    with Workspace.open(arguments.workspace, write=False) as workspace:
        dataset = get_dataset(workspace.store, arguments.dataset)
        filters = filters_of(arguments.settings, dataset)
        found = filter_effect(workspace, dataset.id, filters)
    rows = [("the whole log", *_counts(found.before))]
    rows += [(_TITLES[name], *_counts(left)) for name, left in found.steps]
    console.say(f"Data set {dataset.id} “{dataset.name}”. {sentence(found)}")
    console.show(table(("after", "sequences", "items", "interactions"), rows))
    console.result(
        dataset_id=dataset.id,
        filters=filters.model_dump(mode="json"),
        before=found.before,
        steps=[{"filter": name} | vars(left) for name, left in found.steps],
        after=found.after,
    )


def filters_of(settings: list[str], dataset: DatasetRow | None = None) -> Filters:
    """The filters that `--set` gives, over those that the recipe of a data set proposes.

    Raises:
        BadSetting: another setting than a filter, or a value that is not possible.
    """
    from engine.training.config import RunConfig
    from engine.training.presets import preset_for
    from engine.training.settings import with_settings

    changes = assignments(settings)
    known = [f"data.{name}" for name in Filters.model_fields]
    for path in changes:
        if path not in known:
            raise BadSetting(
                f"“{path}” is no filter.",
                f"The filters are {', '.join(known)}.",
                nearest(path, known),
            )
    base = RunConfig() if dataset is None else preset_for("recommended", dataset)
    return with_settings(base, changes).data.filters


def sentence(found: FilterEffect) -> str:
    """All of it in a sentence."""
    if not found.steps:
        return "No filter is on: all of the log is used."
    before, after = found.before, found.after
    if not after.interactions:
        return "The filters leave nothing. Loosen them."
    return (
        f"The filters leave {after.sequences:,} of {before.sequences:,} sequences, {after.items:,} of "
        f"{before.items:,} items and {after.interactions:,} of {before.interactions:,} interactions."
    )


def _counts(size: Size) -> tuple[str, str, str]:
    return f"{size.sequences:,}", f"{size.items:,}", f"{size.interactions:,}"

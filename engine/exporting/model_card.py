"""The model card of a bundle: what it was trained on, how well it does, and how to use it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from engine.exporting.card_results import results
from engine.exporting.markdown import cell, table
from engine.importing.filters import Filters
from engine.models.methods import METHODS, row_name
from engine.sequences.config import DataConfig
from engine.sequences.data_card import DataCard
from engine.sequences.data_card_text import ROWS, notes, whole_log
from engine.sequences.splits import PART_TITLES
from engine.store.datasets import DatasetRow
from engine.store.runs import Metric, RunRow
from engine.training.checkpoint import TrainedOn
from engine.training.dependence import of_other_models
from engine.training.presets import preset_title
from engine.training.setting_texts import device_title, learned_from, recorded, spoken_with_unit
from engine.training.settings import all_settings, as_value, settings_by_path

NO_LICENCE = "Licence: not stated. The owner of the data decides; fill this in before passing the model on."

USE = """\
With this program's engine installed:

```python
import torch
from engine.exporting.bundle_file import load_bundle

bundle = load_bundle("NAME.areal")   # checks every file against manifest.json
ids = bundle.items.names.external_ids
numbers = {item: number for number, item in enumerate(ids)}
history = torch.tensor([[numbers[item] for item in ("ID 1", "ID 2")]])      # oldest first
scores = bundle.model.scores(history, torch.tensor([history.shape[1]]))   # [1, items]
best = [ids[item] for item in scores[0].topk(20).indices]
```

Without it: the bundle is a zip. `model.safetensors` opens with the library safetensors, `items.parquet` with
any reader of Parquet; row n of `items.parquet` is item n of the model. `example.py` goes with the ONNX export
of the run: with NumPy and onnxruntime alone it recommends as the program does. AREAL never executes anything
in a bundle.

On the command line: `areal recommend --bundle NAME.areal --history "ID 1,ID 2"`. In the window: drop the file
on it."""


def model_card(
    run: RunRow,
    dataset: DatasetRow,
    metrics: Sequence[Metric],
    card: DataCard,
    trained_on: TrainedOn = "train",
    *,
    licence: str = "",
) -> str:
    """The card as Markdown.

    Args:
        metrics: the run's figures.
        card: of the data under the run's split.
        trained_on: what the weights that are exported have learned from.
        licence: who may do what with the model; not stated where it is empty.
    """
    parts = [
        f"# {cell(run.name)}",
        _synthetic(dataset),
        _model(run),
        f"Licence: {cell(licence)}" if licence.strip() else NO_LICENCE,
        "## Data",
        _data(dataset, run, card),
        "## Test results",
        results(run, metrics),
        "## Training",
        _training(run, trained_on),
        "## Use",
        USE,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _model(run: RunRow) -> str:
    name = row_name(run.model, run.config)
    known = METHODS.get(run.model)
    said = f"A recommender for the next item of a sequence: {cell(name)}, trained with the program AREAL."
    return said if known is None else f"{said} {known.about.summary} {known.about.source}"


def _synthetic(dataset: DatasetRow) -> str:
    if not dataset.synthetic:
        return ""
    return "> **Synthetic data.** The log was made by a program. The figures say nothing about real people."


def _data(dataset: DatasetRow, run: RunRow, card: DataCard) -> str:
    """Of what the run was trained and judged on: the data set may have more, and may have grown since."""
    rows = [
        ("Name", dataset.name),
        ("What of the log counts", _filters(run)),
        ("Time span", _span(card)),
        ("Synthetic", "yes" if dataset.synthetic else "no"),
        *whole_log(card),
    ]
    parts = [(title, *(text(part) for part in card.parts.values())) for title, text in ROWS]
    if dataset.has_times:
        parts.append(("From", *(day(part.first_time) for part in card.parts.values())))
        parts.append(("To", *(day(part.last_time) for part in card.parts.values())))
    remarks = "\n".join(f"- {remark}" for remark in notes(card))
    return "\n\n".join(
        filter(
            None,
            (table(("", ""), rows), table(("", *(PART_TITLES[part] for part in card.parts)), parts), remarks),
        )
    )


def _filters(run: RunRow) -> str:
    filters = DataConfig.model_validate(run.config["data"]).filters.model_dump(mode="json")
    changed = {name: value for name, value in filters.items() if value != Filters.model_fields[name].default}
    known = settings_by_path()
    told = (
        f"{known[f'data.{name}'].title}: {spoken_with_unit(known[f'data.{name}'], as_value(value))}"
        for name, value in changed.items()
    )
    return "; ".join(told) or "all of it"


def _span(card: DataCard) -> str:
    parts = card.parts.values()
    begins = [part.first_time for part in parts if part.first_time is not None]
    ends = [part.last_time for part in parts if part.last_time is not None]
    return f"{day(min(begins))} to {day(max(ends))}" if begins else "no times"


def _training(run: RunRow, trained_on: TrainedOn) -> str:
    weights = f"of epoch {run.best_epoch}"
    if trained_on != "train":
        weights = (
            f"trained again on {learned_from(trained_on)} for {run.best_epoch} epochs, for use; "
            "the figures are not theirs"
        )
    facts = [
        ("Preset", preset_title(run.preset)),
        ("Seed", run.seed),
        ("Device", device_title(run.device)),
        ("Epochs", f"{run.epoch} (the weights are {weights})"),
        ("Parameters", "-" if run.parameters is None else f"{run.parameters:,}"),
        ("Trained", day(run.created_at)),
    ]
    foreign = of_other_models(run.model)
    settings = [
        (setting.title, recorded(setting, run.config), f"`{setting.path}`")
        for setting in all_settings()
        if setting.path not in foreign
    ]
    return table(("", ""), facts) + "\n\n" + table(("setting", "value", "name for `--set`"), settings)


def day(milliseconds: int | None) -> str:
    """A UTC date; a dash where there is none."""
    if milliseconds is None:
        return "-"
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d")
    except (OverflowError, ValueError, OSError):  # beyond the platform's calendar
        return f"{milliseconds} ms"

"""The model card of a bundle: what it was trained on, how well it does, and how to use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from engine.store.datasets import DatasetRow
from engine.store.runs import FINAL, Metric, RunRow

COLUMNS = ("hr@10", "ndcg@10", "hr@20", "ndcg@20", "mrr@20", "hr@50")

USE = """\
With this program's engine installed:

```python
import torch
from engine.exporting.bundle import load_bundle

bundle = load_bundle("path/to/this/folder")   # checks every file against manifest.json
model = bundle.model()
numbers = {item: number for number, item in enumerate(bundle.items.external_ids)}
history = torch.tensor([[numbers[item] for item in ("ID 1", "ID 2")]])   # oldest first
scores = model.scores(history, torch.tensor([history.shape[1]]))         # [1, items]
best = [bundle.items.external_ids[item] for item in scores[0].topk(20).indices]
```

Without it: `model.safetensors` opens with the library safetensors, `items.parquet` with any reader of
Parquet; row n of `items.parquet` is row n of the tensor `embedding`. Nothing in this folder is ever
executed."""


def model_card(run: RunRow, dataset: DatasetRow, metrics: Sequence[Metric]) -> str:
    """The card as Markdown."""
    parts = [
        f"# {_cell(run.name)}",
        _synthetic(dataset),
        f"A recommender for the next item of a sequence: the model `{run.model}`, a diffusion model guided "
        "by an encoding of the latest items, trained with AREAL.",
        "Licence: not stated. The owner of the data decides; fill this in before passing the model on.",
        "## Data",
        _data(dataset),
        "## Test results",
        _results(run, metrics),
        "## Training",
        _training(run),
        "## Use",
        USE,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _synthetic(dataset: DatasetRow) -> str:
    if not dataset.synthetic:
        return ""
    return "> **Synthetic data.** The log was made by a program. The figures say nothing about real people."


def _data(dataset: DatasetRow) -> str:
    span = f"{_day(dataset.first_ts)} to {_day(dataset.last_ts)}" if dataset.has_times else "no times"
    rows = [
        ("Name", dataset.name),
        ("Users or sessions", f"{dataset.n_users:,}"),
        ("Items", f"{dataset.n_items:,}"),
        ("Interactions", f"{dataset.n_interactions:,}"),
        ("Rows that could not be read", f"{dataset.n_rejected:,}"),
        ("Time span", span),
        ("Repeats", f"{dataset.repeat_share:.2%} of interactions repeat an item of their sequence"),
        ("Synthetic", "yes" if dataset.synthetic else "no"),
    ]
    return _table(("", ""), rows)


def _results(run: RunRow, metrics: Sequence[Metric]) -> str:
    final = [metric for metric in metrics if metric.split == "test" and metric.step == FINAL]
    if not final:
        return "This run was not tested: it ended early."
    by_row: dict[tuple[str, str], dict[str, float]] = {}
    for metric in final:
        by_row.setdefault((metric.slice, metric.subject), {})[metric.name] = metric.value
    rows = [
        (f"**{run.model}**" if subject == "model" else subject, part, *_percents(values))
        for (part, subject), values in sorted(by_row.items(), key=lambda row: _place(*row[0]))
        if part == "all" or subject == "model"
    ]
    protocol = (
        f"Every test example, ranked against the full catalogue. Split `{run.config['data']['split']}`, "
        f"SHA-256 `{run.split_hash}`. Items already in the history: **{run.policy}**, for every row alike. "
        "In percent."
    )
    return f"{protocol}\n\n{_table(('model', 'examples', *(name.upper() for name in COLUMNS)), rows)}"


def _place(part: str, subject: str) -> tuple[object, ...]:
    """All examples before the slices, the model before the reference rows."""
    return part != "all", part, subject != "model", subject


def _percents(values: Mapping[str, float]) -> list[str]:
    return [f"{100 * values[name]:.2f}" if name in values else "-" for name in COLUMNS]


def _training(run: RunRow) -> str:
    facts = [
        ("Preset", run.preset),
        ("Seed", run.seed),
        ("Device", run.device),
        ("Epochs", f"{run.epoch} (the weights are of epoch {run.best_epoch})"),
        ("Parameters", "-" if run.parameters is None else f"{run.parameters:,}"),
        ("Trained", _day(run.created_at)),
    ]
    settings = [
        (f"`{group}.{name}`", value)
        for group, values in run.config.items()
        if isinstance(values, dict)
        for name, value in values.items()
    ]
    return _table(("", ""), facts) + "\n\n" + _table(("setting", "value"), settings)


def _day(milliseconds: int | None) -> str:
    if milliseconds is None:
        return "-"
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d")
    except (OverflowError, ValueError, OSError):  # beyond the platform's calendar
        return f"{milliseconds} ms"


def _table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    """Text of a table cell: names of data sets may hold anything."""
    return " ".join(str(value).replace("|", "\\|").split())

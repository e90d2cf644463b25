"""The test results on a model card: figures with intervals, by group of examples, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.evaluation.figures import FIGURES, HEADLINE, HIGH, LOW
from engine.evaluation.slices import SLICES
from engine.exporting.markdown import table
from engine.models.registry import REFERENCES
from engine.store.runs import FINAL, Metric, RunRow

COLUMNS = (*HEADLINE, "hr@10", "ndcg@10", "hr@50")
JUDGED_BY = "ndcg@20"

ByName = Mapping[str, float]


def results(run: RunRow, metrics: Sequence[Metric]) -> str:
    """All of the section, as Markdown."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for metric in metrics:
        if metric.split == "test" and metric.step == FINAL:
            of_slice = found.setdefault(metric.slice, {})
            of_slice.setdefault(metric.subject, {})[metric.name] = metric.value
    if "model" not in found.get("all", {}):
        return "This run was not tested: it ended early."
    parts = [_protocol(run), _all_rows(run, found["all"]), _standing(run, found["all"])]
    parts += ["### By group of examples", _groups(found)]
    if costs := _costs(found["all"]["model"]):
        parts += ["### What it recommends, and what it costs", costs]
    return "\n\n".join(parts)


def _protocol(run: RunRow) -> str:
    return (
        f"Every test example, ranked against the full catalogue. Split `{run.config['data']['split']}`, "
        f"SHA-256 `{run.split_hash}`. Items already in the history: **{run.policy}**, for every row alike. "
        "In percent; in brackets the 95% interval, from resampling whole sequences."
    )


def _all_rows(run: RunRow, by_subject: Mapping[str, ByName]) -> str:
    order = ["model", *(name for name in by_subject if name not in ("model", *REFERENCES)), *REFERENCES]
    rows = [
        (
            f"**{run.model}**" if subject == "model" else subject,
            *(_percent(by_subject[subject], name) for name in COLUMNS),
        )
        for subject in order
        if subject in by_subject
    ]
    return table(("", *(name.upper() for name in COLUMNS)), rows)


def _standing(run: RunRow, by_subject: Mapping[str, ByName]) -> str:
    """Said outright: a model that a simple rule beats."""
    ours = by_subject["model"].get(JUDGED_BY, 0.0)
    ahead = [
        name for name in REFERENCES if name in by_subject and by_subject[name].get(JUDGED_BY, -1.0) >= ours
    ]
    if not ahead:
        return f"On {JUDGED_BY.upper()}, `{run.model}` is ahead of every reference row."
    names = ", ".join(ahead)
    return f"**On {JUDGED_BY.upper()}, `{run.model}` does not beat these reference rows: {names}.**"


def _groups(found: Mapping[str, Mapping[str, ByName]]) -> str:
    rows = []
    for name, meaning in SLICES.items():
        by_subject = found.get(name, {})
        if "model" not in by_subject:
            continue
        ours = by_subject["model"]
        rows.append(
            (
                f"`{name}`: {meaning}",
                f"{ours['rows']:,.0f}" if "rows" in ours else "-",
                *(_percent(ours, metric) for metric in HEADLINE),
                _strongest(by_subject),
            )
        )
    headers = ("", "examples", *(metric.upper() for metric in HEADLINE))
    return table((*headers, f"strongest reference row, {JUDGED_BY.upper()}"), rows)


def _strongest(by_subject: Mapping[str, ByName]) -> str:
    levels = {
        name: by_subject[name][JUDGED_BY] for name in REFERENCES if JUDGED_BY in by_subject.get(name, {})
    }
    if not levels:
        return "-"
    name = max(levels, key=levels.__getitem__)
    return f"{name}, {100 * levels[name]:.2f}"


def _costs(values: ByName) -> str:
    rows = [
        (figure.title, _amount(values[name], figure.unit), figure.help)
        for name, figure in FIGURES.items()
        if name in values and name not in ("rows", "sequences")
    ]
    return table(("", "", ""), rows) if rows else ""


def _amount(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value:.1%}"
    number = f"{value:,.0f}" if value >= 100 or value.is_integer() else f"{value:.3g}"
    return f"{number} {unit}".rstrip()


def _percent(values: ByName, name: str) -> str:
    if name not in values:
        return "-"
    ends = [values[name + end] for end in (LOW, HIGH) if name + end in values]
    interval = f" [{100 * ends[0]:.2f}, {100 * ends[1]:.2f}]" if len(ends) == 2 else ""
    return f"{100 * values[name]:.2f}{interval}"

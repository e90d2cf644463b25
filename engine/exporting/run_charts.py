"""The pictures of a run: how its training went, and how it stands beside the reference rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.evaluation.figures import HIGH, LOW
from engine.exporting import svg_charts
from engine.exporting.card_results import JUDGED_BY, BySubject, in_order, subject_name
from engine.exporting.svg_charts import COLOURS, Curve, Estimate
from engine.models.subjects import MODEL, REFERENCE_TITLES, subject_title
from engine.store.runs import BEFORE_TRAINING, Metric, RunRow

SHOWN = ("ndcg@20", "hr@20")
MOST_LEVELS = 4


@dataclass(frozen=True)
class Chart:
    """A picture: `name` is what a file of it is called."""

    name: str
    caption: str
    svg: str


def result_charts(run: RunRow, by_subject: BySubject) -> list[Chart]:
    """Test figures with their intervals."""
    rows = [
        Estimate(
            subject_name(run, subject),
            values[JUDGED_BY],
            values.get(JUDGED_BY + LOW),
            values.get(JUDGED_BY + HIGH),
            own=subject == MODEL,
        )
        for subject in in_order(by_subject)
        if JUDGED_BY in (values := by_subject[subject])
    ]
    caption = f"Test {JUDGED_BY.upper()} in percent, with 95% intervals"
    return _drawn([("test", caption, svg_charts.estimates(caption, rows, _percent))])


def training_charts(run: RunRow, metrics: Sequence[Metric]) -> list[Chart]:
    """Losses and validation figures over the epochs."""
    of_model = [each for each in metrics if each.subject == MODEL and each.slice == "all" and each.step >= 1]
    losses: dict[str, list[tuple[float, float]]] = {}
    for each in of_model:
        if each.split == "train" and (each.name == "loss" or each.name.startswith("loss.")):
            losses.setdefault(each.name, []).append((each.step, each.value))
    lines = [Curve(_term(name), points) for name, points in sorted(losses.items())]
    drawn = [("loss", "Training loss", svg_charts.curves("Training loss", lines, _number))]
    for name in SHOWN:
        points = [(each.step, each.value) for each in of_model if (each.split, each.name) == ("val", name)]
        caption = f"Validation {name.upper()} in percent; dashed: reference rows on the same examples"
        curve = Curve(subject_name(run, MODEL), points)
        lines = [curve, *_levels(metrics, name)]
        drawn.append((f"validation {name}", caption, svg_charts.curves(caption, lines, _percent)))
    return _drawn(drawn)


def _levels(metrics: Sequence[Metric], name: str) -> list[Curve]:
    """The strongest reference rows on what every epoch was judged on."""
    found = {
        each.subject: each.value
        for each in metrics
        if each.subject != MODEL
        and (each.split, each.slice, each.name, each.step) == ("val", "all", name, BEFORE_TRAINING)
    }
    best = sorted(found, key=found.__getitem__, reverse=True)[:MOST_LEVELS]
    order = list(REFERENCE_TITLES)
    return [
        Curve(subject_title(name), level=found[name], colour=1 + order.index(name) % (COLOURS - 1))
        for name in best
        if name in order
    ]


def _drawn(charts: Sequence[tuple[str, str, str]]) -> list[Chart]:
    return [Chart(*chart) for chart in charts if chart[2]]


def _term(name: str) -> str:
    return "total" if name == "loss" else name.removeprefix("loss.").replace("_", " ")


def _percent(value: float) -> str:
    text = f"{100 * value:.2f}"
    return text.rstrip("0").rstrip(".")


def _number(value: float) -> str:
    return f"{value:.4g}"

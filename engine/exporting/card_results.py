"""The test results of a run in words and tables: for the model card, and for the report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from engine.evaluation.figures import FIGURES, HEADLINE, HIGH, LOW
from engine.evaluation.slice_names import SLICES, slice_text
from engine.exporting.markdown import table
from engine.models.methods import row_name
from engine.models.subjects import MODEL, REFERENCE_TITLES, reference_in_sentence, subject_title, why_alike
from engine.store.runs import FINAL, Metric, RunRow
from engine.training.setting_texts import choice_title

COLUMNS = (*HEADLINE, "hr@10", "ndcg@10", "hr@50")
JUDGED_BY = "ndcg@20"
NOT_TESTED = "This run was not tested: it ended early."

ByName = Mapping[str, float]
BySubject = Mapping[str, ByName]
Rows = list[tuple[str, ...]]


def tested(metrics: Sequence[Metric]) -> dict[str, dict[str, dict[str, float]]]:
    """The figures of the test by group of examples, subject and name."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for metric in metrics:
        if metric.split == "test" and metric.step == FINAL:
            of_slice = found.setdefault(metric.slice, {})
            of_slice.setdefault(metric.subject, {})[metric.name] = metric.value
    return found


def results(run: RunRow, metrics: Sequence[Metric]) -> str:
    """All of the section, as Markdown."""
    found = tested(metrics)
    if MODEL not in found.get("all", {}):
        return NOT_TESTED
    ahead, standing = standing_of(run, found["all"])
    first, *others = all_rows(run, found["all"])
    headers = ("", *(name.upper() for name in COLUMNS))
    parts = [
        protocol(run, found["all"], "`"),
        table(headers, [(f"**{first[0]}**", *first[1:]), *others]),
        standing if ahead else f"**{standing}**",
        "### By group of examples",
        table(GROUP_HEADERS, group_rows(found)),
    ]
    if costs := cost_rows(found["all"][MODEL]):
        parts += ["### What it recommends, and what it costs", table(("", "", ""), costs)]
    return "\n\n".join(parts)


def protocol(run: RunRow, subjects: Collection[str], quote: str = "") -> str:
    """By what rules the figures of these subjects are made."""
    split = choice_title("data.split", run.config["data"]["split"])
    done = {"exclude": "are excluded", "keep": "may be recommended"}.get(run.policy, run.policy)
    alike = f"{found} " if (found := why_alike(run.policy, subjects)) else ""
    return (
        f"Every test example, ranked against the full catalogue. Split “{split}”, SHA-256 "
        f"{quote}{run.split_hash}{quote}. Items already in the history {done}, for every row alike. "
        f"{alike}In percent; in brackets the 95% interval, from resampling whole sequences."
    )


def in_order(by_subject: BySubject) -> list[str]:
    """The model first, then what else was trained, then the reference rows."""
    trained = (name for name in by_subject if name not in (MODEL, *REFERENCE_TITLES))
    order = [MODEL, *trained, *REFERENCE_TITLES]
    return [name for name in order if name in by_subject]


def subject_name(run: RunRow, subject: str) -> str:
    """What a row is called."""
    return subject_title(subject, row_name(run.model, run.config))


def all_rows(run: RunRow, by_subject: BySubject) -> Rows:
    """The model and the reference rows over all examples: name, then `COLUMNS`."""
    return [
        (subject_name(run, subject), *(percent(by_subject[subject], name) for name in COLUMNS))
        for subject in in_order(by_subject)
    ]


def standing_of(run: RunRow, by_subject: BySubject) -> tuple[bool, str]:
    """Whether the model is ahead of every reference row, and that as a sentence."""
    ours = by_subject[MODEL].get(JUDGED_BY, 0.0)
    ahead = [name for name, level in _levels(by_subject).items() if level >= ours]
    name = subject_name(run, MODEL)
    if not ahead:
        return True, f"On {JUDGED_BY.upper()}, {name} is ahead of every reference row."
    rows = ", ".join(map(reference_in_sentence, ahead))
    return False, f"On {JUDGED_BY.upper()}, {name} does not beat these reference rows: {rows}."


GROUP_HEADERS = (
    "", "examples", *(metric.upper() for metric in HEADLINE), f"strongest reference row, {JUDGED_BY.upper()}"
)  # fmt: skip


def group_rows(found: Mapping[str, BySubject]) -> Rows:
    """A row for each group of examples, under `GROUP_HEADERS`."""
    rows: Rows = []
    for name in SLICES:
        by_subject = found.get(name, {})
        if MODEL in by_subject:
            ours = by_subject[MODEL]
            number = f"{ours['rows']:,.0f}" if "rows" in ours else "-"
            figures = (percent(ours, metric) for metric in HEADLINE)
            rows.append((slice_text(name), number, *figures, _strongest(by_subject)))
    return rows


def cost_rows(values: ByName) -> Rows:
    """What it recommends and what it costs: name, figure, meaning."""
    return [
        (figure.title, _amount(values[name], figure.unit), figure.help)
        for name, figure in FIGURES.items()
        if name in values and name not in ("rows", "sequences")
    ]


def percent(values: ByName, name: str) -> str:
    """A fraction in percent, with its interval where it has one."""
    if name not in values:
        return "-"
    ends = [values[name + end] for end in (LOW, HIGH) if name + end in values]
    interval = f" [{100 * ends[0]:.2f}, {100 * ends[1]:.2f}]" if len(ends) == 2 else ""
    return f"{100 * values[name]:.2f}{interval}"


def _levels(by_subject: BySubject) -> dict[str, float]:
    """The reference rows that are there, simple ones first."""
    known = (name for name in REFERENCE_TITLES if JUDGED_BY in by_subject.get(name, {}))
    return {name: by_subject[name][JUDGED_BY] for name in known}


def _strongest(by_subject: BySubject) -> str:
    levels = _levels(by_subject)
    if not levels:
        return "-"
    name = max(levels, key=levels.__getitem__)
    return f"{subject_title(name)}, {100 * levels[name]:.2f}"


def _amount(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value:.1%}"
    number = f"{value:,.0f}" if value >= 100 or value.is_integer() else f"{value:.3g}"
    return f"{number} {unit}".rstrip()

"""A run as one HTML file that needs nothing else: what it is, how well it does, how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import BadInput
from engine.events import CancelToken, Event, Progress
from engine.exporting.atomic import new_file_in, new_folder
from engine.exporting.card_results import (
    COLUMNS,
    GROUP_HEADERS,
    NOT_TESTED,
    all_rows,
    cost_rows,
    group_rows,
    protocol,
    standing_of,
    tested,
)
from engine.exporting.formats import Exported, export_format
from engine.exporting.manifest import program_version
from engine.exporting.model_card import day
from engine.exporting.run_charts import Chart, result_charts, training_charts
from engine.exporting.svg_charts import standalone
from engine.exporting.user_report import ReportTable, Section, report
from engine.models.methods import row_name
from engine.models.subjects import MODEL
from engine.sequences.data_card import data_card
from engine.sequences.data_card_text import ROWS, notes, whole_log
from engine.sequences.snapshot import open_run_snapshot
from engine.sequences.splits import PART_TITLES, make_split
from engine.store.imported import origin_of
from engine.store.runs import IMPORTED, Metric, RunRow, get_run, metrics
from engine.training.checkpoint import seen_by_model_for_use
from engine.training.config import RunConfig
from engine.training.dependence import of_other_models
from engine.training.presets import preset_title
from engine.training.setting_texts import device_title, learned_from, recorded
from engine.training.settings import all_settings
from engine.workspace import Workspace


def export_report(
    workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken
) -> Iterator[Event]:
    """Write the report of a run into `folder`, under a name made of the run's.

    Raises:
        NotFound: there is no such run.
        BadInput: a file of that name is there, or the disk does not take it.
        Cancelled: nothing is left.
    """
    run = get_run(workspace.store, run_key)
    name = export_format("report").name_for(run)
    with new_file_in(folder, name) as partial:
        yield Progress(text="Writing the report", done=0, total=2, unit="steps")
        found = metrics(workspace.store, run.id)
        cancel.raise_if_cancelled()
        data = _data(workspace, run)
        yield Progress(text="Writing the report", done=1, total=2, unit="steps")
        cancel.raise_if_cancelled()
        sections = [*_results(run, found), *_training(workspace, run, found), *data, *_settings(run)]
        partial.write_text(report(run.name, _facts(run), sections), encoding="utf-8")
    yield Exported(run_id=run.id, path=str(folder / name), files=[name])


def export_figures(
    workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken
) -> Iterator[Event]:
    """Write the pictures of a run's report as SVG files into a new folder in `folder`.

    Raises:
        NotFound: there is no such run.
        BadInput: there is nothing to draw, such a folder is there, or the disk does not take it.
        Cancelled: nothing is left.
    """
    run = get_run(workspace.store, run_key)
    yield Progress(text="Drawing", done=0, total=1, unit="steps")
    found = metrics(workspace.store, run.id)
    charts = [*result_charts(run, tested(found).get("all", {})), *training_charts(run, found)]
    if not charts:
        raise BadInput(f"Run {run.id} has nothing to draw.", "It ended before its first epoch.")
    target = folder / export_format("figures").name_for(run)
    cancel.raise_if_cancelled()
    with new_folder(target) as partial:
        for chart in charts:
            (partial / f"{chart.name}.svg").write_text(standalone(chart.svg), encoding="utf-8")
    files = [f"{chart.name}.svg" for chart in charts]
    yield Exported(run_id=run.id, path=str(target), files=files)


def _facts(run: RunRow) -> str:
    parts = [
        f"Run {run.id}", row_name(run.model, run.config), run.dataset_name,
        f"preset “{preset_title(run.preset)}”", run.status, f"begun {day(run.created_at)}",
        f"AREAL {program_version()}".rstrip(),
    ]  # fmt: skip
    return " · ".join(parts)


def _figures(charts: Sequence[Chart]) -> tuple[tuple[str, str], ...]:
    return tuple((chart.caption, chart.svg) for chart in charts)


def _results(run: RunRow, found: Sequence[Metric]) -> list[Section]:
    by_slice = tested(found)
    if MODEL not in by_slice.get("all", {}):
        return [Section("Test results", [NOT_TESTED])]
    numbers = frozenset(range(1, 1 + len(COLUMNS)))
    headers = ("", *(name.upper() for name in COLUMNS))
    _, standing = standing_of(run, by_slice["all"])
    sections = [
        Section(
            "Test results",
            [standing, protocol(run, by_slice["all"])],
            ReportTable(headers, _breaking(all_rows(run, by_slice["all"])), numbers, loose=True),
            drawings=_figures(result_charts(run, by_slice["all"])),
        ),
        Section(
            "By group of examples",
            ["An average over all hides what a log is made of. In percent."],
            ReportTable(GROUP_HEADERS, _breaking(group_rows(by_slice)), frozenset({1, 2, 3, 4}), loose=True),
        ),
    ]
    if costs := cost_rows(by_slice["all"][MODEL]):
        table = ReportTable(("", "", ""), costs, frozenset({1}))
        sections.append(Section("What it recommends, and what it costs", (), table))
    return sections


def _breaking(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """An interval stands on a line below its figure, in every cell alike: beside it some would not fit."""
    return [(row[0], *(_on_two_lines(cell) for cell in row[1:])) for row in rows]


def _on_two_lines(cell: str) -> str:
    return cell.replace(" [", "\n[").replace(", ", ",\u00a0")


def _training(workspace: Workspace, run: RunRow, found: Sequence[Metric]) -> list[Section]:
    facts = [
        ("Epochs", f"{run.epoch}; the best on validation is epoch {run.best_epoch}"),
        ("Seed", str(run.seed)),
        ("Device", device_title(run.device)),
        ("Parameters", "-" if run.parameters is None else f"{run.parameters:,}"),
        ("Model for use learned from", learned_from(seen_by_model_for_use(workspace, run))),
        ("Ended", day(run.finished_at)),
        ("Notes", run.notes or "-"),
    ]
    texts = [run.error] if run.error else []
    table = ReportTable(("", ""), facts)
    return [Section("Training", texts, table, drawings=_figures(training_charts(run, found)))]


def _data(workspace: Workspace, run: RunRow) -> list[Section]:
    """What the run was trained and judged on, as far as that is here."""
    if run.status == IMPORTED:
        return [_origin(workspace, run)]
    snapshot, data = open_run_snapshot(workspace, run), RunConfig.model_validate(run.config).data
    card = data_card(snapshot, make_split(snapshot, data), data.history_length)
    rows = [(title, *(text(part) for part in card.parts.values())) for title, text in ROWS]
    parts = ReportTable(
        ("", *(PART_TITLES[part] for part in card.parts)), rows, frozenset(range(1, 1 + len(card.parts)))
    )
    return [
        Section(f"Data: {run.dataset_name}", notes(card), parts),
        Section("The log as a whole", (), ReportTable(("", ""), whole_log(card))),
    ]


def _origin(workspace: Workspace, run: RunRow) -> Section:
    origin = origin_of(workspace.store, run.id)
    facts = [
        ("Trained on", str(origin["dataset"])),
        ("Sequences", f"{origin['sequences']:,}"),
        ("Interactions", f"{origin['interactions']:,}"),
        ("Trained until", day(origin["trained_at"])),
        ("Exported by", f"AREAL {origin['program']}".rstrip()),
        ("Came in", str(origin["file"])),
        ("SHA-256 of the bundle", str(origin["hash"])),
    ]
    text = "The run came in a bundle: the log that it was trained on is elsewhere."
    return Section("Origin", [text], ReportTable(("", ""), facts))


def _settings(run: RunRow) -> list[Section]:
    """Every setting of its model, with the name that scripts know it by."""
    others = of_other_models(run.model)
    rows = [
        (setting.group, setting.title, recorded(setting, run.config), setting.path)
        for setting in all_settings()
        if setting.path not in others
    ]
    table = ReportTable(("", "Setting", "Value", "For --set"), _grouped(rows))
    return [Section("Configuration", (), table)]


def _grouped(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The name of a group beside its first row alone."""
    told: set[str] = set()
    found = []
    for group, *others in rows:
        found.append(("" if group in told else group, *others))
        told.add(group)
    return found

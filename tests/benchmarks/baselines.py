"""Every model that can be trained, on one real log, in one table with the reference rows.

python -m tests.benchmarks.baselines LOG --workspace DIR [--only METHOD[:PRESET] ...] [--seeds 0] [--set a=b]
python -m tests.benchmarks.baselines LOG --workspace DIR --table

The first trains what the workspace does not hold yet, one after the other, and writes the table of all that
it holds; the second writes the table alone. A measurement that was cut off goes on with the run it was in.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import torch

from engine.errors import EngineError
from engine.events import CancelToken, Event
from engine.models.methods import METHODS, row_name
from engine.store.datasets import DatasetRow, list_datasets
from engine.store.runs import FINAL, RunRow, list_runs, metrics
from engine.training.config import RunConfig
from engine.training.events import EpochFinished
from engine.training.presets import preset_for
from engine.training.settings import Value, with_settings
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.benchmarks.accuracy import LOGS, compared, dataset_of, spread
from tests.benchmarks.results import machine, write_section

METRICS = ("hr@20", "ndcg@20", "mrr@20")
COSTS = "cpu_seconds.json"
"""In the workspace: processor seconds of each run, over all its sittings."""


def wanted(only: list[str]) -> list[tuple[str, str]]:
    """Models and presets; all models as recommended where none are named."""
    pairs = [name.partition(":")[::2] for name in only or METHODS]
    return [(method, preset or "recommended") for method, preset in pairs]


def measure(
    workspace: Workspace, dataset: DatasetRow, method: str, preset: str, changes: dict[str, Value]
) -> None:
    """Train one run to its end, unless it is there; its processor time is kept."""
    config = with_settings(preset_for(preset, dataset, method), changes)
    seedless = {path: value for path, value in changes.items() if path not in ("seed", "device")}
    added = [f"{path}={value}" for path, value in seedless.items()]
    name = " ".join([method, preset, *added, f"seed {config.seed}"])
    there = next((run for run in list_runs(workspace.store, dataset.id) if run.name == name), None)
    if there is not None and there.status in ("finished", "failed"):
        return
    began = time.process_time()
    try:
        if there is not None:
            follow(name, resume(workspace, there.id, CancelToken()))
        else:
            follow(name, train(workspace, dataset.id, config, CancelToken(), preset=preset, name=name))
    except EngineError as error:
        print(f"{name}: {error}", flush=True)  # noqa: T201
    finally:
        keep_cost(workspace.root, name, time.process_time() - began)


def follow(name: str, events: Iterable[Event]) -> None:
    for event in events:
        if isinstance(event, EpochFinished):
            told = f"{name}: epoch {event.epoch}, loss {event.losses['total']:.4f}"
            print(f"{told}, val NDCG@20 {event.metrics['ndcg@20']:.4f}", flush=True)  # noqa: T201


def keep_cost(root: Path, name: str, seconds: float) -> None:
    path = root / COSTS
    kept = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(kept | {name: kept.get(name, 0.0) + seconds}))


def table(workspace: Workspace, dataset: DatasetRow, log: str) -> str:
    """All finished runs of the workspace, seeds of one configuration in one row, best on validation first."""
    runs = [run for run in list_runs(workspace.store, dataset.id) if run.status == "finished"]
    groups: dict[str, list[RunRow]] = defaultdict(list)
    for run in runs:
        groups[run.name.rpartition(" seed ")[0]].append(run)
    costs = json.loads((workspace.root / COSTS).read_text())
    found = {run.id: compared(workspace, run) for run in runs}
    lines = [line(workspace, each, found, costs) for each in groups.values()]
    lines.sort(key=lambda pair: -pair[0])
    first = found[runs[0].id]
    references = [name for name in first.metrics if name != runs[0].name]
    rows = [
        "| | preset | seeds | val NDCG@20 | HR@20 | NDCG@20 | MRR@20 | parameters | epoch | CPU min |",
        "|---" * 10 + "|",
        *(text for _, text in lines),
        *(reference_line(first.metrics[name], name) for name in references),
    ]
    return (
        f"{LOGS[log][2].capitalize()}. Items of the history: as each preset has it. {first.rows:,} test "
        "rows, in percent; means and standard deviations where there are several seeds. The epoch is chosen "
        "on validation, and the rows are in its order; the test part was scored once. CPU minutes are of the "
        f"whole run, references and test included; one torch thread.\n\n"
        + "\n".join(rows)
        + f"\n\n{machine()}"
    )


def line(
    workspace: Workspace, runs: list[RunRow], found: dict[int, object], costs: dict[str, float]
) -> tuple[float, str]:
    """A row of the table, and what it is sorted by."""
    config = RunConfig.model_validate(runs[0].config)
    validation = [100 * validated(workspace, run) for run in runs]
    tested = [[100 * found[run.id].metrics[run.name][name][0] for run in runs] for name in METRICS]  # type: ignore[attr-defined]
    minutes = statistics.mean(costs.get(run.name, float("nan")) for run in runs) / 60
    added = runs[0].name.split()[2:-2]
    preset = " ".join([f"`{runs[0].preset}`", *(f"`{each}`" for each in added)])
    cells = [
        f"**{row_name(config.method, config.model_dump())}**",
        preset,
        str(len(runs)),
        spread(validation),
        *map(spread, tested),
        f"{runs[0].parameters or 0:,}",
        ", ".join(f"{run.best_epoch} of {run.epoch}" for run in runs),
        f"{minutes:.1f}",
    ]
    return statistics.mean(validation), f"| {' | '.join(cells)} |"


def validated(workspace: Workspace, run: RunRow) -> float:
    """NDCG@20 of the chosen epoch on all of validation."""
    kept = metrics(workspace.store, run.id, subject="model", split="val")
    return next(
        one.value for one in kept if one.name == "ndcg@20" and one.step == FINAL and one.slice == "all"
    )


def reference_line(values: dict[str, tuple[float, float, float]], name: str) -> str:
    tested = " | ".join(f"{100 * values[metric][0]:.2f}" for metric in METRICS)
    return f"| {name} | | | | {tested} | | | |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("log", choices=LOGS)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[], metavar="METHOD[:PRESET]")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--set", nargs="*", default=[], metavar="path=value")
    parser.add_argument("--table", action="store_true", help="train nothing")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    changes: dict[str, Value] = dict(change.split("=", 1) for change in arguments.set)
    with Workspace.open(arguments.workspace / arguments.log.replace("/", "-")) as workspace:
        number = dataset_of(workspace, arguments.log)
        dataset = next(row for row in list_datasets(workspace.store) if row.id == number)
        for seed in [] if arguments.table else arguments.seeds:
            for method, preset in wanted(arguments.only):
                measure(workspace, dataset, method, preset, LOGS[arguments.log][1] | changes | {"seed": seed})
        text = table(workspace, dataset, arguments.log)
    write_section(f"All models: {arguments.log}", text)


if __name__ == "__main__":
    main()

"""Every model that can be trained, on one real log, in one table with the reference rows.

python -m tests.benchmarks.baselines LOG --workspace DIR [--only METHOD[:PRESET] ...] [--seeds 0] [--set a=b]
python -m tests.benchmarks.baselines LOG --workspace DIR... --table

The first trains what the workspace does not hold yet, one after the other, and writes the table of all that
it holds; the second writes the table alone, of all that the workspaces hold. A measurement that was cut off
goes on with the run it was in.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.errors import EngineError
from engine.events import CancelToken, Event
from engine.models.methods import METHODS, row_name
from engine.store.datasets import DatasetRow, list_datasets
from engine.store.runs import FINAL, RunRow, list_runs, metrics
from engine.training.compare_runs import Compared
from engine.training.config import RunConfig
from engine.training.events import EpochFinished
from engine.training.presets import preset_for, preset_of_run
from engine.training.settings import Value, all_settings, value_of, with_settings
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


@dataclass(frozen=True)
class Measured:
    """A finished run, what compared it on test, and what it cost.

    Attributes:
        added: the settings that are not its preset's, as `path=value`.
        cpu_seconds: nan where it was not this benchmark that trained it.
    """

    run: RunRow
    added: list[str]
    test: Compared
    validation: float
    cpu_seconds: float


def measured(workspace: Workspace, log: str) -> list[Measured]:
    """All finished runs of a workspace on the log."""
    path = workspace.root / COSTS
    costs = json.loads(path.read_text()) if path.exists() else {}
    number = dataset_of(workspace, log)
    dataset = next(row for row in list_datasets(workspace.store) if row.id == number)
    return [
        Measured(
            run,
            added(run, dataset, log),
            compared(workspace, run),
            validated(workspace, run),
            costs.get(run.name, math.nan),
        )
        for run in list_runs(workspace.store, number)
        if run.status == "finished"
    ]


def added(run: RunRow, dataset: DatasetRow, log: str) -> list[str]:
    """What the run changes of its preset, but for what all runs on the log do."""
    config = RunConfig.model_validate(run.config)
    usual = preset_of_run(run.preset or "", config.method, dataset)
    common = {"seed", "device", *LOGS[log][1]}
    paths = [setting.path for setting in all_settings() if setting.path not in common]
    values = {path: (value_of(config, path), value_of(usual, path)) for path in paths}
    return [f"{path}={own}" for path, (own, other) in values.items() if own != other]


def table(found: Sequence[Measured], log: str) -> str:
    """Seeds of one configuration in one row, best on validation first; then the reference rows."""
    groups: dict[str, list[Measured]] = defaultdict(list)
    for one in sorted(found, key=lambda one: int(one.run.config["seed"])):
        groups[json.dumps([one.run.preset, one.run.config | {"seed": 0}])].append(one)
    ordered = sorted(groups.values(), key=lambda group: -statistics.mean(one.validation for one in group))
    first = found[0].test
    rows = [
        "| | preset | seeds | val NDCG@20 | HR@20 | NDCG@20 | MRR@20 | parameters | epoch | CPU min |",
        "|---" * 10 + "|",
        *(line(group) for group in ordered),
        *(reference_line(first.metrics[name], name) for name in first.metrics if name not in first.names),
    ]
    return (
        f"{LOGS[log][2].capitalize()}. Items of the history: as each preset has it. {first.rows:,} test "
        "rows, in percent; means and standard deviations where there are several seeds. The epoch is chosen "
        "on validation, and the rows are in its order; the test part was scored once. CPU minutes are of the "
        f"whole run, references and test included; one torch thread.\n\n"
        + "\n".join(rows)
        + f"\n\n{machine()}"
    )


def line(group: Sequence[Measured]) -> str:
    """A row of the table."""
    runs = [one.run for one in group]
    config = RunConfig.model_validate(runs[0].config)
    tested = [[100 * one.test.metrics[one.run.name][name][0] for one in group] for name in METRICS]
    minutes = statistics.mean(one.cpu_seconds for one in group) / 60
    cells = [
        f"**{row_name(config.method, config.model_dump())}**",
        " ".join([f"`{runs[0].preset}`", *(f"`{each}`" for each in group[0].added)]),
        str(len(runs)),
        spread([100 * one.validation for one in group]),
        *map(spread, tested),
        f"{runs[0].parameters or 0:,}",
        ", ".join(f"{run.best_epoch} of {run.epoch}" for run in runs),
        "" if math.isnan(minutes) else f"{minutes:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


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
    parser.add_argument("--workspace", type=Path, nargs="+", required=True)
    parser.add_argument("--only", nargs="*", default=[], metavar="METHOD[:PRESET]")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--set", nargs="*", default=[], metavar="path=value")
    parser.add_argument("--table", action="store_true", help="train nothing")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    changes: dict[str, Value] = dict(change.split("=", 1) for change in arguments.set)
    found = []
    for folder in arguments.workspace:
        with Workspace.open(folder / arguments.log.replace("/", "-")) as workspace:
            number = dataset_of(workspace, arguments.log)
            dataset = next(row for row in list_datasets(workspace.store) if row.id == number)
            for seed in [] if arguments.table else arguments.seeds:
                for method, preset in wanted(arguments.only):
                    settings = LOGS[arguments.log][1] | changes | {"seed": seed}
                    measure(workspace, dataset, method, preset, settings)
            found += measured(workspace, arguments.log)
    write_section(f"All models: {arguments.log}", table(found, arguments.log))


if __name__ == "__main__":
    main()

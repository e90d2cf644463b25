"""Test metrics of a preset on real logs, several seeds each, beside the reference rows of the same runs.

python -m tests.benchmarks.accuracy LOG... --workspace DIR [--model M] [--preset P] [--seeds 0 1] [--set a=b]

A run that the workspace holds already is not trained again: a cut-off measurement goes on where it was.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.models.methods import METHODS, row_name
from engine.store.datasets import list_datasets
from engine.store.runs import RunRow, list_runs
from engine.training.compare_runs import Compared, compare_runs
from engine.training.config import RunConfig
from engine.training.presets import preset_for
from engine.training.settings import Value, with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.benchmarks.results import machine, write_section
from tests.support.real_data import real_data_folder

METRICS = ("hr@20", "ndcg@20", "mrr@20")


def zhihu(_: Path) -> Path:
    return real_data_folder() / "zhihu" / "zhihu_sessions.csv"


def yoochoose_64(folder: Path) -> Path:
    """Both files as they are, in one, with a column that says so; the last tenth of training validates."""
    source = real_data_folder() / "yoochoose"
    train_part = pd.read_csv(source / "yoochoose1_64_train_sessions.csv")
    test_part = pd.read_csv(source / "yoochoose1_64_test_sessions.csv")
    sessions = train_part.session_id.unique()
    train_part["split"] = "train"
    train_part.loc[train_part.session_id.isin(sessions[len(sessions) * 9 // 10 :]), "split"] = "val"
    test_part["split"] = "test"
    test_part["session_id"] += train_part.session_id.max()
    path = folder / "yoochoose_1_64.csv"
    pd.concat([train_part, test_part]).to_csv(path, index=False)
    return path


def movielens(_: Path) -> Path:
    return real_data_folder() / "movielens-latest-small" / "ratings.csv"


def movietweetings(_: Path) -> Path:
    return real_data_folder() / "movietweetings" / "100K" / "ratings.dat"


LOGS: dict[str, tuple[Callable[[Path], Path], dict[str, Value], str]] = {
    "zhihu": (zhihu, {}, "its own split column; first items are targets"),
    "yoochoose-1/64": (
        yoochoose_64,
        {"data.first_item_is_target": False},
        "its train and test files, validation the last tenth of the training sessions; first items are not "
        "targets; targets unseen in training count as misses",
    ),
    "movielens": (movielens, {"data.split": "by_time"}, "by_time; first items are targets"),
    "movietweetings": (movietweetings, {"data.split": "by_time"}, "by_time; first items are targets"),
}


def dataset_of(workspace: Workspace, log: str) -> int:
    """The number of the imported log; imported now if it is not there."""
    name = log.replace("/", "-")
    for dataset in list_datasets(workspace.store):
        if dataset.name == name:
            return dataset.id
    path = LOGS[log][0](workspace.root)
    recipe = Recipe.from_preview(sniff(path)).model_copy(update={"name": name})
    for _ in import_log(workspace, [path], recipe, CancelToken()):
        pass
    return dataset_of(workspace, log)


def trained(workspace: Workspace, dataset: int, name: str, preset: str, config: RunConfig) -> RunRow:
    """The finished run of that name; trained now if it is not there."""
    for run in list_runs(workspace.store, dataset):
        if run.name == name and run.status == "finished":
            return run
    for _ in train(workspace, dataset, config, CancelToken(), preset=preset, name=name):
        pass
    return trained(workspace, dataset, name, preset, config)


def seconds(run: RunRow) -> float:
    return ((run.finished_at or 0) - run.created_at) / 1000


def compared(workspace: Workspace, run: RunRow) -> Compared:
    *_, result = compare_runs(workspace, [run.id], "test", "ndcg@20", CancelToken())
    assert isinstance(result, Compared)
    return result


def measure(
    workspace: Workspace, log: str, model: str, preset: str, seeds: list[int], changes: dict[str, Value]
) -> str:
    """The section of one log: means over seeds, and the test against each reference row."""
    dataset_id = dataset_of(workspace, log)
    dataset = next(row for row in list_datasets(workspace.store) if row.id == dataset_id)
    runs = []
    for seed in seeds:
        config = with_settings(preset_for(preset, dataset, model), LOGS[log][1] | changes | {"seed": seed})
        called = [] if model == "areal" else [model]
        name = " ".join(
            [*called, preset, *(f"{path}={value}" for path, value in changes.items()), f"seed {seed}"]
        )
        runs.append(trained(workspace, dataset_id, name, preset, config))
    called_in_tables = row_name(runs[0].model, runs[0].config)
    found = [compared(workspace, run) for run in runs]
    own = [result.metrics[run.name] for result, run in zip(found, runs, strict=True)]
    lines = ["| | " + " | ".join(name.upper() for name in METRICS) + " | NDCG@20 against it |"]
    lines += [
        "|---" * (len(METRICS) + 2) + "|",
        f"| **{called_in_tables}** | " + " | ".join(map(spread, columns(own))) + " | |",
    ]
    for subject in [name for name in found[0].metrics if name != runs[0].name]:
        values = " | ".join(f"{100 * found[0].metrics[subject][name][0]:.2f}" for name in METRICS)
        lines.append(f"| {subject} | {values} | {gap(found, subject)} |")
    epochs = ", ".join(f"{run.best_epoch} of {run.epoch}" for run in runs)
    minutes = ", ".join(f"{seconds(run) / 60:.0f}" for run in runs)
    return (
        f"Preset `{preset}`{', ' + str(changes) if changes else ''}; {LOGS[log][2]}. Items of the history: "
        f"{found[0].policy}. {found[0].rows:,} test rows, in percent; {called_in_tables}: mean and standard "
        f"deviation over seeds {seeds}. Last column: by how much it is ahead on NDCG@20 in the mean, and of "
        "the seeds the widest 95% interval of paired differences by sequence.\n\n" + "\n".join(lines) + "\n\n"
        f"Chosen epoch {epochs}; minutes {minutes}. {machine()}"
    )


def columns(own: list[dict[str, tuple[float, float, float]]]) -> list[list[float]]:
    return [[100 * values[name][0] for values in own] for name in METRICS]


def spread(values: list[float]) -> str:
    deviation = f" ± {statistics.stdev(values):.2f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.2f}{deviation}"


def gap(found: list[Compared], subject: str) -> str:
    pairs = [pair for result in found for pair in result.pairs if pair["b"] == subject]
    difference = statistics.mean(float(pair["difference"]) for pair in pairs)
    low, high = min(float(pair["low"]) for pair in pairs), max(float(pair["high"]) for pair in pairs)
    return f"{100 * difference:+.2f} ({100 * low:+.2f} to {100 * high:+.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("logs", nargs="+", choices=LOGS)
    parser.add_argument("--model", default="areal", choices=METHODS)
    parser.add_argument("--preset", default="recommended")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--set", nargs="*", default=[], metavar="path=value")
    arguments = parser.parse_args()
    changes: dict[str, Value] = dict(change.split("=", 1) for change in arguments.set)
    for log in arguments.logs:
        with Workspace.open(arguments.workspace / log.replace("/", "-")) as workspace:
            text = measure(workspace, log, arguments.model, arguments.preset, arguments.seeds, changes)
        label = "" if not changes else " with " + ", ".join(f"{k}={v}" for k, v in changes.items())
        of = "" if arguments.model == "areal" else f"{METHODS[arguments.model].title}, "
        write_section(f"Accuracy: {log}, {of}{arguments.preset}{label}", text)


if __name__ == "__main__":
    main()

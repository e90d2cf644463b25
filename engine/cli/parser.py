"""The grammar of the command line. Imports nothing of the engine: `--help` answers at once."""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.cli.dataset_verbs import add_datasets
from engine.cli.queue_verbs import add_queue
from engine.cli.run_verbs import add_runs
from engine.cli.study_verbs import add_study
from engine.cli.verbs import Verbs, add_settings, add_training, add_wait, positive

EPILOGUE = """\
exit codes: 0 done, 2 wrong usage, 3 bad input, 130 cancelled.
With --json, one JSON object per line goes to standard output; its last line is {"event": "result", ...}.
C is a header name, or a 1-based column number. RUN and DATASET are a number or a name."""

EXPORT_FORMATS = ("bundle", "onnx", "torch", "recommendations", "embeddings", "report", "figures")
"""Those of `engine.exporting.formats`, which a test holds this to."""

WHEN_GUESSED = " (default: guessed from the file)"


class _Version(argparse.Action):
    """Looks the version up only where it is asked for: that reads the installed packages."""

    def __init__(self, **options: Any) -> None:
        super().__init__(nargs=0, default=argparse.SUPPRESS, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            said = version("areal")
        except PackageNotFoundError:  # run from a checkout that was never installed
            said = "development"
        print(f"AREAL {said}")  # noqa: T201
        parser.exit()


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The arguments; wrong usage ends the program with exit code 2."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    for value in itertools.chain(vars(arguments).values(), getattr(arguments, "files", ())):
        if isinstance(value, (str, Path)) and not _is_text(str(value)):
            parser.error(f"{str(value)!r} is not UTF-8; names are kept as text")
    return arguments


def build_parser() -> argparse.ArgumentParser:
    """The parser of `python -m engine`, also installed as `areal`."""
    parser = argparse.ArgumentParser(
        prog="python -m engine" if Path(sys.argv[0]).name == "__main__.py" else "areal",
        description="Train a guided diffusion recommender, or its rivals, on an interaction log; use it.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, help="show the version and leave")
    parser.add_argument(
        "--workspace", metavar="DIR", type=Path, help="where data and runs are kept (default: the user's own)"
    )
    verbs = Verbs(parser)
    _add_import(verbs)
    add_datasets(verbs)
    _add_card(verbs)
    _add_models(verbs)
    _add_train(verbs)
    _add_estimate(verbs)
    _add_resume(verbs)
    add_queue(verbs)
    add_runs(verbs)
    _add_evaluate(verbs)
    _add_compare(verbs)
    add_study(verbs)
    _add_recommend(verbs)
    _add_trajectory(verbs)
    _add_export(verbs)
    _add_import_bundle(verbs)
    _add_safety(verbs)
    return parser


def _add_import(verbs: Verbs) -> None:
    verb = verbs.add("import", "read an interaction log into the workspace")
    verb.add_argument("files", metavar="FILE", nargs="+", type=Path, help="the log; several parts make one")
    verb.add_argument("--name", metavar="N", help="name of the data set (default: the file's)")
    verb.add_argument(
        "--into",
        metavar="DATASET",
        help="add what is new to this data set, read as it was read; runs on it keep what they know",
    )
    verb.add_argument("--user", metavar="C", help="column of the user or session" + WHEN_GUESSED)
    verb.add_argument("--item", metavar="C", help="column of the item" + WHEN_GUESSED)
    verb.add_argument("--time", metavar="C", help="column of the time" + WHEN_GUESSED)
    verb.add_argument("--order", metavar="C", help="column of the position, for logs without times")
    verb.add_argument("--value", metavar="C", help="column of a rating or amount" + WHEN_GUESSED)
    verb.add_argument("--split-column", metavar="C", help="column of train, val or test" + WHEN_GUESSED)
    verb.add_argument("--event", metavar="C", help="column of the kind of event" + WHEN_GUESSED)
    verb.add_argument("--items", metavar="FILE", type=Path, help="file with the titles of the items")
    verb.add_argument("--table", metavar="T", help="sheet, table or member to read (default: the first)")
    verb.add_argument(
        "--session-gap", metavar="MINUTES", type=float, help="cut users into sessions after such a pause"
    )
    verb.add_argument("--time-zone", metavar="Z", help="of times that name none: Europe/Berlin, UTC")
    order = verb.add_mutually_exclusive_group()
    for name, is_first in (("--day-first", True), ("--month-first", False)):
        text = f"04/07/2014 is in {'July' if is_first else 'April'}"
        order.add_argument(name, dest="day_first", action="store_const", const=is_first, help=text)
    numbers = verb.add_mutually_exclusive_group()
    for name, are_days, text in (
        ("--serial-days", True, "times are days of a spreadsheet: 45123.75 is 16 July 2023, 18:00"),
        ("--epoch-times", False, "times that are numbers count from 1970, however small they are"),
    ):
        numbers.add_argument(name, dest="serial_days", action="store_const", const=are_days, help=text)
    verb.add_argument(
        "--recipe", metavar="FILE", type=Path, help="read the log as this file says, and guess nothing"
    )
    verb.add_argument("--save-recipe", metavar="FILE", type=Path, help="keep how the log was read in a file")
    add_settings(verb, "data.item_core=5", "what counts when a model is trained on it")
    add_wait(verb)
    verb.add_argument(
        "--accept-rejected", action="store_true", help="import also where most rows cannot be read"
    )


def _add_safety(verbs: Verbs) -> None:
    verb = verbs.add("check", "look for damage in the store and its files")
    verb.add_argument("--repair", action="store_true", help="put right what can be")
    add_wait(verb)
    verb = verbs.add("backup", "copy the store, list such copies, or open one as a new workspace")
    verb.add_argument("--list", action="store_true", help="the copies there are")
    verb.add_argument("--restore", metavar="NAME", help="the copy to open; needs --to")
    verb.add_argument("--to", metavar="FOLDER", type=Path, help="the new workspace")


def _add_card(verbs: Verbs) -> None:
    verb = verbs.add("card", "what a data set is made of: repeats, unseen targets, drift, and what it means")
    verb.add_argument("dataset", metavar="DATASET")
    add_settings(verb, "data.split=by_time")


def _add_models(verbs: Verbs) -> None:
    verb = verbs.add("models", "the models that can be trained, their settings, and where they come from")
    verb.add_argument("model", metavar="NAME", nargs="?", help="tell everything of this one")


def _add_train(verbs: Verbs) -> None:
    verb = verbs.add("train", "train a model on a data set")
    add_training(verb)
    add_settings(verb, "training.epochs=20")
    add_wait(verb)


def _add_estimate(verbs: Verbs) -> None:
    verb = verbs.add("estimate", "what a training would take: parameters, memory, time of an epoch")
    add_training(verb)
    add_settings(verb, "training.batch_size=512")


def _add_resume(verbs: Verbs) -> None:
    verb = verbs.add("resume", "go on with a run that was stopped or interrupted")
    verb.add_argument("run", metavar="RUN")
    add_wait(verb)


def _add_evaluate(verbs: Verbs) -> None:
    verb = verbs.add("evaluate", "score a run on its test or validation examples, beside the reference rows")
    verb.add_argument("run", metavar="RUN")
    verb.add_argument("--split", choices=("test", "val"), default="test", help="(default: test)")
    verb.add_argument(
        "--ranks",
        metavar="FILE",
        type=Path,
        help="write the rank of every example to FILE.csv or FILE.parquet",
    )


def _add_compare(verbs: Verbs) -> None:
    verb = verbs.add(
        "compare", "which run is better, and whether that may be chance; one: its reference rows"
    )
    verb.add_argument("runs", metavar="RUN", nargs="+")
    verb.add_argument("--split", choices=("test", "val"), default="test", help="(default: test)")
    verb.add_argument("--metric", metavar="M", default="ndcg@20", help="of the pairs (default: ndcg@20)")
    verb.add_argument("--baseline", metavar="RUN", help="compare each other run with this one (default: all)")


def _add_recommend(verbs: Verbs) -> None:
    verb = verbs.add("recommend", "the top items for one user or history, or for all users into a file")
    verb.add_argument("run", metavar="RUN", nargs="?", help="a run, or else --bundle")
    verb.add_argument("--bundle", metavar="FILE", type=Path, help="ask a bundle; no workspace is needed")
    who = verb.add_mutually_exclusive_group(required=True)
    who.add_argument("--user", metavar="ID", help="one user, by the id in the log")
    who.add_argument("--history", metavar="ID,ID,...", help="whoever has these items, the oldest first")
    who.add_argument("--all", action="store_true", help="every user; needs --out")
    who.add_argument(
        "--users", metavar="FILE", type=Path, help="the users in a text file, an id a line; needs --out"
    )
    verb.add_argument("--out", metavar="FILE", type=Path, help="FILE.csv, .parquet, .jsonl or .sqlite")
    verb.add_argument("--top", metavar="K", type=positive, default=20, help="items per user (default: 20)")


def _add_trajectory(verbs: Verbs) -> None:
    verb = verbs.add("trajectory", "the denoising steps that lead to a user's recommendations")
    verb.add_argument("run", metavar="RUN")
    verb.add_argument("--user", metavar="ID", required=True, help="the user, by the id in the log")
    verb.add_argument("--out", metavar="FILE", type=Path, help="write the arrays to FILE.npz")


def _add_export(verbs: Verbs) -> None:
    verb = verbs.add("export", "write a trained model in a form that can be taken away")
    verb.add_argument("run", metavar="RUN")
    verb.add_argument("--out", metavar="DIR", type=Path, required=True, help="the folder to put it into")
    verb.add_argument("--format", choices=EXPORT_FORMATS, default="bundle", help="(default: bundle)")


def _add_import_bundle(verbs: Verbs) -> None:
    verb = verbs.add("import-bundle", "make a run of a bundle that AREAL exported, here or elsewhere")
    verb.add_argument("file", metavar="FILE", type=Path, help="NAME.areal")
    add_wait(verb)


def _is_text(value: str) -> bool:
    """Whether no byte of an argument had to be smuggled through as a surrogate."""
    return not any("\ud800" <= character <= "\udfff" for character in value)

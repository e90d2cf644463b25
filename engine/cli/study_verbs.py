"""The grammar of `study`. Imports nothing of the engine."""

from __future__ import annotations

import argparse
import math
from typing import TypeAlias

from engine.cli.actions import add_action
from engine.cli.verbs import Verbs, add_model, add_settings, add_wait, positive

Actions: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

PAPER = {
    "schedules": "noise schedules (Figure 5)",
    "modules": "the local and the global module (Table 3)",
    "weights": "weights of the two modules (Table 3)",
    "embedding": "embedding sizes (Figure 6)",
    "steps": "diffusion steps (Figure 7)",
}

GRID = """\
every combination of the values is trained with every seed:
  study grid shop --axis diffusion.steps=100,1000 --axis model.layers=1,2 --seeds 0,1,2"""

SPACE = """\
low..high is any number between the two, whole numbers for whole settings; over a factor of 20, factors count
(force it with :log or :linear). v1,v2 is one of the values.
  study search shop --space training.learning_rate=1e-4..1e-2 --space model.layers=1,2,3 --trials 20
A trial that is below the median of the others after as many epochs is ended. Only validation counts; the best
trial alone is tested, once, when the budget is used up."""


TABLE2 = """\
every row is tuned over the same grid on validation, then trained with every seed and tested:
  study table2 --dataset shop --dataset zhihu --models areal,gru4rec,sasrec --seeds 0,1,2
a first try, every model once as recommended:
  study table2 --dataset shop --presets recommended --seeds 0 --no-tuning
  study export 4 5 --out table.html"""


def add_study(verbs: Verbs) -> None:
    """`study` alone lists; with a further verb it trains a study, goes on with one, or shows its table."""
    parser = verbs.add("study", "train variants of a configuration, and compare them in one table")
    actions = parser.add_subparsers(dest="action", metavar="COMMAND")
    parser.set_defaults(action="list")

    add_action(actions, "list", "the studies of the workspace, and how far each is")
    for name, what in PAPER.items():
        paper = add_action(actions, name, f"the paper's study of {what}")
        _add_training(paper)
        _add_seeds(paper)
        _add_rest(paper)
    _add_grid(actions)
    _add_table2(actions)
    _add_search(actions)
    _add_existing(actions)


def _add_grid(actions: Actions) -> None:
    grid = add_action(actions, "grid", "every combination of some values of any settings")
    _add_training(grid)
    grid.add_argument(
        "--axis",
        metavar="path=v1,v2",
        dest="axes",
        action="append",
        required=True,
        help="a setting and its values; may be repeated",
    )
    _add_seeds(grid)
    _add_rest(grid, GRID)


def _add_search(actions: Actions) -> None:
    search = add_action(actions, "search", "look for the settings with the best validation NDCG@20")
    _add_training(search)
    search.add_argument(
        "--space",
        metavar="path=low..high|v1,v2",
        action="append",
        required=True,
        help="a setting, and what it can be; may be repeated",
    )
    search.add_argument(
        "--trials", metavar="N", type=positive, help="at most so many (default: 20, without --minutes)"
    )
    search.add_argument(
        "--minutes", metavar="M", type=_above_zero, help="begin no trial after so much training"
    )
    _add_rest(search, SPACE)


def _add_existing(actions: Actions) -> None:
    """What is done with studies that there are."""
    for name, text in (
        ("run", "go on with a study that was stopped or cut off"),
        ("show", "the table of a study as far as it is"),
        ("delete", "forget a study; its runs stay"),
    ):
        action = add_action(actions, name, text)
        action.add_argument("study", metavar="STUDY", help="its number or its name")
        if name != "show":
            add_wait(action)
    export = add_action(actions, "export", "save the tables of Table 2, of several data sets side by side")
    export.add_argument("studies", metavar="STUDY", nargs="+", help="numbers or names")
    export.add_argument("--out", metavar="FILE.csv|.tex|.html", required=True, help="the file to write")


def _add_table2(actions: Actions) -> None:
    action = add_action(
        actions, "table2", "all models under one protocol (Table 2), the paper's figures beside"
    )
    action.add_argument(
        "--dataset",
        metavar="DATASET",
        dest="datasets",
        action="append",
        required=True,
        help="its number or its name; several make a study each",
    )
    action.add_argument("--models", metavar="a,b", default="", help="rows (default: all; see `models`)")
    action.add_argument(
        "--presets",
        metavar="a,b",
        default="",
        help="a row for each that a model has (default: all but quick)",
    )
    action.add_argument(
        "--axis",
        metavar="path=v1,v2",
        dest="axes",
        action="append",
        help="tune this in every row (default: training.learning_rate=0.0005,0.001,0.002); may be repeated",
    )
    action.add_argument("--no-tuning", action="store_true", help="train the presets as they are")
    action.add_argument("--name", metavar="N", help="name of the study (default: made from its kind)")
    action.add_argument(
        "--seeds", metavar="0,1,2", default="0,1,2", help="every row is trained with each of them"
    )
    _add_rest(action, TABLE2)


def _add_training(action: argparse.ArgumentParser) -> None:
    action.add_argument("dataset", metavar="DATASET")
    action.add_argument(
        "--preset",
        metavar="recommended|paper|published|quick",
        default="recommended",
        help="settings to start from",
    )
    add_model(action)
    action.add_argument("--name", metavar="N", help="name of the study (default: made from its kind)")


def _add_seeds(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--seeds", metavar="0,1,2", default="0", help="every variant is trained with each of them"
    )


def _add_rest(action: argparse.ArgumentParser, epilog: str = "") -> None:
    add_settings(action, "training.epochs=20", "change one setting of all trainings")
    action.epilog = "\n\n".join(part for part in (epilog, action.epilog) if part)
    add_wait(action)


def _above_zero(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value

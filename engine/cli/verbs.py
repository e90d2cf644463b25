"""What the verbs of the command line are made of. Imports nothing of the engine."""

from __future__ import annotations

import argparse
from pathlib import Path

WHILE_BUSY = "wait so long while another process writes to the workspace"

FILTERS = """\
filters, also with --set (the log itself stays whole; `datasets effect` shows what they leave):
  data.events=view,purchase               only these kinds of events; for logs with a column of them
  data.minimum_value=4                    only interactions of at least this value
  data.earliest=2014-04-07                only from this time on; without a zone, UTC
  data.latest=2014-05-01T12:00:00+02:00   only before this time
  data.duplicates=collapse                of rows with the same sequence, item and time one
  data.consecutive_repeats=collapse       of the same item several times in a row the first
  data.item_core=5                        only items with so many interactions (k-core)
  data.sequence_core=3                    only sequences with so many interactions (k-core)"""


class Verbs:
    """Adds one sub-parser per verb, all made alike."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", required=True)

    def add(self, name: str, text: str, *, json: bool = True) -> argparse.ArgumentParser:
        verb = self._verbs.add_parser(
            name,
            help=text,
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        verb.set_defaults(json=False)
        if json:
            verb.add_argument("--json", action="store_true", help="print JSON lines on standard output")
        return verb


def add_settings(verb: argparse.ArgumentParser, example: str, what: str = "change one setting") -> None:
    """`--set`, and under the help of the verb the settings that say what of a log counts."""
    verb.epilog = FILTERS
    verb.add_argument(
        "--set",
        metavar="path.to.field=value",
        dest="settings",
        action="append",
        default=[],
        help=f"{what}, for example {example}; may be repeated",
    )


def add_training(verb: argparse.ArgumentParser) -> None:
    """What `train` is told, but for `--set` and `--wait`."""
    verb.add_argument("dataset", metavar="DATASET")
    _add_starting_point(verb)
    add_model(verb)
    verb.add_argument("--seed", metavar="S", help="seed of the run")
    verb.add_argument("--device", metavar="auto|cuda|cpu", help="where to train (default: auto)")


def add_model(verb: argparse.ArgumentParser) -> None:
    """Which model, and so whose presets."""
    verb.add_argument("--model", metavar="NAME", help="the model, as `models` lists them (default: areal)")


def add_wait(verb: argparse.ArgumentParser) -> None:
    """For verbs that write to the workspace, where only one may at a time."""
    verb.add_argument("--wait", metavar="SECONDS", type=float, default=0.0, help=WHILE_BUSY)


def positive(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of at least 1")
    return int(text)


def _add_starting_point(verb: argparse.ArgumentParser) -> None:
    """Where the settings of one training come from, before `--set`."""
    start = verb.add_mutually_exclusive_group()
    start.add_argument(
        "--preset",
        metavar="recommended|paper|published|quick",
        default="recommended",
        help="settings to start from (default: recommended)",
    )
    start.add_argument(
        "--settings",
        metavar="FILE",
        dest="settings_file",
        type=Path,
        help="start from the settings that the window saved, or from a run's config.json",
    )

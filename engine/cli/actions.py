"""An action of a verb, as in `queue add`: a parser of its own below the verb's."""

from __future__ import annotations

import argparse


def add_action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    """The parser of a new action with its help, which takes `--json` as the verb does."""
    action = actions.add_parser(
        name,
        help=text,
        description=text,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    # Not given here, it is as it was given before the action.
    action.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print JSON lines on standard output"
    )
    return action

"""The grammar of `queue`. Imports nothing of the engine."""

from __future__ import annotations

import argparse

from engine.cli.verbs import Verbs, add_settings, add_training, add_wait, positive


def add_queue(verbs: Verbs) -> None:
    """`queue` alone lists; with a further verb it changes the queue, or works it off."""
    parser = verbs.add("queue", "list the trainings that wait for their turn, change their order, train them")
    actions = parser.add_subparsers(dest="action", metavar="COMMAND")
    parser.set_defaults(action="list")

    _action(actions, "list", "what runs, what waits, and what failed with its reason")

    add = _action(actions, "add", "put a training at the end of the queue")
    add_training(add)
    add.add_argument("--name", metavar="N", help="name of the run (default: made from data set and preset)")
    add_settings(add, "training.epochs=20")
    add_wait(add)

    move = _action(actions, "move", "let a training come earlier or later")
    _number(move)
    move.add_argument("place", metavar="PLACE", type=positive, help="1: the first")
    add_wait(move)

    remove = _action(actions, "remove", "take a training out of the queue; its run, if it has one, stays")
    _number(remove)
    add_wait(remove)

    retry = _action(actions, "retry", "let a training that failed wait again; it goes on where it stood")
    _number(retry)
    add_wait(retry)

    run = _action(actions, "run", "train what waits, one after the other")
    add_wait(run)


def _number(action: argparse.ArgumentParser) -> None:
    action.add_argument("number", metavar="N", type=positive, help="its number in the queue")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
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

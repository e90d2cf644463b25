"""The grammar of `queue`. Imports nothing of the engine."""

from __future__ import annotations

import argparse

from engine.cli.actions import add_action
from engine.cli.verbs import Verbs, add_settings, add_training, add_wait, positive


def add_queue(verbs: Verbs) -> None:
    """`queue` alone lists; with a further verb it changes the queue, or works it off."""
    parser = verbs.add("queue", "list the trainings that wait for their turn, change their order, train them")
    actions = parser.add_subparsers(dest="action", metavar="COMMAND")
    parser.set_defaults(action="list")

    add_action(actions, "list", "what runs, what waits, and what failed with its reason")

    add = add_action(actions, "add", "put a training at the end of the queue")
    add_training(add)
    add.add_argument("--name", metavar="N", help="name of the run (default: made from data set and preset)")
    add_settings(add, "training.epochs=20")
    add_wait(add)

    move = add_action(actions, "move", "let a training come earlier or later")
    _number(move)
    move.add_argument("place", metavar="PLACE", type=positive, help="1: the first")
    add_wait(move)

    remove = add_action(actions, "remove", "take a training out of the queue; its run, if it has one, stays")
    _number(remove)
    add_wait(remove)

    retry = add_action(actions, "retry", "let a training that failed wait again; it goes on where it stood")
    _number(retry)
    add_wait(retry)

    run = add_action(actions, "run", "train what waits, one after the other")
    add_wait(run)


def _number(action: argparse.ArgumentParser) -> None:
    action.add_argument("number", metavar="N", type=positive, help="its number in the queue")

"""`queue`: trainings that wait for their turn, and working them off."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable

from engine.cli.console import Console
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.cli.text import table
from engine.cli.train import configured
from engine.cli.training_view import TrainingView
from engine.errors import BadInput, BadSetting
from engine.events import CancelToken, Event
from engine.store import queue as stored
from engine.store.queue import QueuedRun
from engine.training.events import RunFinished
from engine.training.naming import queued_name
from engine.workspace import Workspace

STATUS = {"waiting": "waits", "running": "is being trained", "failed": "failed"}


def queue(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """List the queue, or do what is asked for."""
    ACTIONS[arguments.action](arguments, console, cancel)


def show_queue(arguments: argparse.Namespace, console: Console, _cancel: CancelToken) -> None:
    """What runs, waits and failed, in the order of the queue."""
    with Workspace.open(arguments.workspace, write=False) as workspace:
        found = stored.list_queue(workspace.store)
    if found:
        console.show(_table(found))
    else:
        console.say("The queue is empty: fill it with `queue add DATASET`.")
    console.result(queue=[dataclasses.asdict(queued) for queued in found])


def add(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Put a training at the end of the queue, with its settings found good."""
    with open_to_write(arguments, console, cancel) as workspace:
        dataset, config, preset = configured(workspace, arguments)
        number = stored.add_to_queue(
            workspace.store,
            dataset.id,
            config.model_dump(mode="json"),
            preset,
            name=(arguments.name or "").strip(),
        )
        _tell(workspace, console, number, "Training {0} on “{1}” is number {2} of {3} in the queue.")


def move(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Let a training be at another place."""
    with open_to_write(arguments, console, cancel) as workspace:
        stored.move_in_queue(workspace.store, arguments.number, arguments.place - 1)
        _tell(workspace, console, arguments.number, "Training {0} on “{1}” is number {2} of {3} now.")


def remove(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Take a training out of the queue."""
    with open_to_write(arguments, console, cancel) as workspace:
        queued = stored.get_queued(workspace.store, arguments.number)
        stored.remove_from_queue(workspace.store, queued.id)
    console.say(f"Training {queued.id} on “{queued.dataset_name}” is out of the queue.")
    console.result(number=queued.id, run_id=queued.run_id)


def retry(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Let a training that failed wait again."""
    with open_to_write(arguments, console, cancel) as workspace:
        queued = stored.get_queued(workspace.store, arguments.number)
        if queued.status != "failed":
            raise BadSetting(
                f"Training {queued.id} {STATUS[queued.status]}; only what failed can be retried."
            )
        stored.retry_queued(workspace.store, queued.id)
        _tell(workspace, console, queued.id, "Training {0} on “{1}” waits again, as number {2} of {3}.")


def work(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Train what waits, one after the other."""
    with open_to_write(arguments, console, cancel) as workspace:
        # Only now: it takes seconds to import.
        from engine.studies.working import work_off
        from engine.training.queue import QueueDone, QueuedRunFailed, QueuedRunStarted

        view, runs = TrainingView(console), list[int]()

        def show(event: Event) -> None:
            nonlocal view
            match event:
                case QueuedRunStarted():
                    view = TrainingView(console)
                    console.say(f"\nTraining {event.number} on “{event.dataset}”; {event.waiting} more wait.")
                case QueuedRunFailed():
                    console.say(f"Training {event.number} failed: {event.reason}")
                case RunFinished():
                    runs.append(event.run_id)
                    view.sum_up(event)
            view.show(event)

        done = follow(work_off(workspace, cancel), console, cancel, QueueDone, show=show)
    if done.failed:
        raise BadInput(
            f"{done.failed} of {done.failed + done.finished} trainings of the queue failed.",
            "They stay in the queue with their reasons.",
            "See `queue list`; try again with `queue retry N`, or take them out with `queue remove N`.",
        )
    console.say(f"\nThe queue is empty; {done.finished} trainings were finished.")
    console.result(finished=done.finished, failed=done.failed, runs=runs)


def _tell(workspace: Workspace, console: Console, number: int, sentence: str) -> None:
    """Where a training of the queue stands now."""
    order = stored.list_queue(workspace.store)
    place = [queued.id for queued in order].index(number)
    console.say(sentence.format(number, order[place].dataset_name, place + 1, len(order)))
    console.result(number=number, place=place + 1, of=len(order))


def _table(order: list[QueuedRun]) -> str:
    headers = ("place", "number", "data", "name", "preset", "run", "state")
    rows = [
        (
            place,
            queued.id,
            queued.dataset_name,
            queued_name(queued),
            queued.preset,
            "-" if queued.run_id is None else queued.run_id,
            STATUS[queued.status] + (f": {queued.error}" if queued.error else ""),
        )
        for place, queued in enumerate(order, 1)
    ]
    return table(headers, rows, left=(2, 3, 4, 6))


ACTIONS: dict[str, Callable[[argparse.Namespace, Console, CancelToken], None]] = {
    "list": show_queue,
    "add": add,
    "move": move,
    "remove": remove,
    "retry": retry,
    "run": work,
}

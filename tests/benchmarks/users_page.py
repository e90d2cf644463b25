"""How soon the users page answers: a click, an edit of the history, another drawing, a drag of the slider.

Run from the repository: `python -m tests.benchmarks.users_page [rounds]`. It makes a store of its own with
10,000 items and a model of the recommended size whose weights were not trained: the time does not depend on
them. The platform is "offscreen" unless QT_QPA_PLATFORM says otherwise. The result goes into RESULTS.md.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.events import Cancelled, CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.training.config import RunConfig
from engine.workspace import Workspace
from tests.benchmarks.results import machine, write_section
from tests.benchmarks.untrained import add_untrained_run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from areal_gui.pages.users.page import Page

ROUNDS = 60
USERS, ITEMS, LENGTH = 3_000, 10_000, 20
SIZE = (1280, 832)
LIMIT = 30.0


def main() -> None:
    """Measure and record."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "store") as workspace:
        run = make_run(workspace, Path(folder))
        lines = [*_page(workspace, rounds), _everyone(workspace, run)]
    text = (
        f"{ITEMS:,} items, {USERS:,} users of {LENGTH} items, d = 64, T = 1000; the recommended way of "
        f"drawing (20 steps, 8 draws) but where it says otherwise; window of {SIZE[0]} x {SIZE[1]}, {rounds} "
        "rounds, one torch thread.\n\n| | median, ms | 95 of 100, ms | asked, ms |\n|---|---|---|---|\n"
        + "\n".join(lines)
        + f"\n\n{machine()}"
    )
    write_section("The users page", text)
    print(text)  # noqa: T201


def make_run(workspace: Workspace, folder: Path) -> int:
    """A log, and a run on it that counts as finished."""
    chance, log = random.Random(0), folder / "log.csv"
    rows = (f"u{user},i{chance.randrange(ITEMS)},{at}" for user in range(USERS) for at in range(LENGTH))
    every = (f"u{at % USERS},i{at},{LENGTH}" for at in range(ITEMS))
    log.write_text("user,item,time\n" + "\n".join([*rows, *every]) + "\n")
    list(import_log(workspace, [log], Recipe.from_preview(sniff(log)), CancelToken()))
    return add_untrained_run(workspace)[0]


def _page(workspace: Workspace, rounds: int) -> list[str]:
    with shown_page(workspace) as (application, page):

        def until(signal: object, ask: Callable[[], object]) -> float:
            came: list[object] = []
            signal.connect(came.append)  # type: ignore[attr-defined]
            began = time.perf_counter()
            ask()
            while not came and time.perf_counter() - began < LIMIT:
                application.processEvents()
            page.window().grab()  # painted
            signal.disconnect(came.append)  # type: ignore[attr-defined]
            return 1000 * (time.perf_counter() - began)

        def settle() -> None:
            began = time.perf_counter()
            while page._context.tasks._queries and time.perf_counter() - began < LIMIT:
                application.processEvents()

        def timed(signal: object, ask: Callable[[int], object]) -> list[float]:
            found = []
            for at in range(rounds + 3):
                settle()
                found.append(until(signal, partial(ask, at)))
            return found[3:]

        inspector, panel, history = page.inspector, page.view.trajectory, page.view.history
        clicks = timed(inspector.inspected, page.users.table.selectRow)
        paths = timed(inspector.mapped, lambda at: page.users.table.selectRow(100 + at))

        def edit(at: int) -> None:
            if at % 2:
                history.undo()
            else:
                history.table.selectRow(0)
                history.remove()

        edits = timed(inspector.reconsidered, edit)
        history.reset()
        settle()
        panel.whole_button.click()
        settle()
        whole = timed(inspector.mapped, lambda at: panel.seed.setValue(1 + at))
        frames = _scrub(application, page, rounds)
        panel.whole_button.click()
        settle()
        with _training(workspace, application):
            busy = timed(inspector.inspected, lambda at: page.users.table.selectRow(1000 + at))
    return [
        _line("click to the list painted", clicks, "60 / 100"),
        _line("the same while another run trains in this process", busy, "- / 250"),
        _line("click to the trajectory of 20 steps painted, the list before it", paths, "-"),
        _line("an item left out or taken back, to the new list painted", edits, "60"),
        _line("another seed: all 1000 steps with nearest items, painted", whole, "400"),
        _line("a step of the slider along 1000 steps, painted", frames, "16.7"),
    ]


@contextmanager
def _training(workspace: Workspace, application: QApplication) -> Iterator[None]:
    """A run on the same log, from its first steps on."""
    from engine.training.events import StepsDone
    from engine.training.trainer import train

    token, stepping = CancelToken(), threading.Event()

    def work() -> None:
        with suppress(Cancelled):
            for event in train(workspace, 1, RunConfig(), token):
                if isinstance(event, StepsDone):
                    stepping.set()

    thread = threading.Thread(target=work)
    thread.start()
    began = time.perf_counter()
    while not stepping.is_set() and time.perf_counter() - began < 10 * LIMIT:
        application.processEvents()
        time.sleep(0.01)
    try:
        yield
    finally:
        token.cancel()
        thread.join()


def _scrub(application: QApplication, page: Page, rounds: int) -> list[float]:
    """Milliseconds of each step of a drag over the slider."""
    panel, found = page.view.trajectory, []
    stride = max(1, panel.slider.maximum() // rounds)
    for step in range(0, panel.slider.maximum(), stride):
        began = time.perf_counter()
        panel.slider.setValue(step)
        application.processEvents()
        page.view.trajectory.grab()
        found.append(1000 * (time.perf_counter() - began))
    return found


@contextmanager
def shown_page(workspace: Workspace) -> Iterator[tuple[QApplication, Page]]:
    """The page in a window, its model loaded."""
    import torch
    from PySide6.QtWidgets import QMainWindow

    from areal_gui import theme
    from areal_gui.app import make_application
    from areal_gui.commands import CommandRegistry
    from areal_gui.context import AppContext
    from areal_gui.notify import Notifier
    from areal_gui.pages.users.page import Page
    from areal_gui.settings import Settings
    from areal_gui.tasks import TaskRunner

    torch.set_num_threads(1)
    application = make_application()
    theme.apply("light")
    host = QMainWindow()
    host.resize(*SIZE)
    tasks = TaskRunner(host)
    context = AppContext(
        workspace,
        Settings(workspace.root / "window.json"),
        tasks,
        Notifier(host),
        CommandRegistry(host),
        parent=host,
    )
    page = Page(context)
    host.setCentralWidget(page)
    host.show()
    page.shown()
    began = time.perf_counter()
    while tasks._queries or time.perf_counter() - began < 1.0:
        application.processEvents()
    yield application, page
    tasks.stop()
    host.close()


def _everyone(workspace: Workspace, run: int) -> str:
    """Lists of all users on one core, drawn once each."""
    import torch

    from engine.recommending.loading import load_chain_recommender

    torch.set_num_threads(1)
    recommender = load_chain_recommender(workspace, run)
    one = replace(
        recommender.generation, sampling=recommender.generation.sampling.model_copy(update={"samples": 1})
    )
    paces = {}
    for name, generation in (("8 draws", recommender.generation), ("1 draw", one)):
        recommender._areal.reverse = generation.chain(recommender._areal.process)
        found = []
        for _ in range(7):
            began = time.process_time()
            list(recommender.recommend_all(20, CancelToken()))
            found.append(USERS / (time.process_time() - began))
        paces[name] = statistics.median(found[2:])
    shown = "; ".join(f"{pace:,.0f} with {name}" for name, pace in paces.items())
    return f"| lists of all users, users per processor second | {shown} | | 20,000 users/s |"


def _line(name: str, milliseconds: list[float], asked: str) -> str:
    ordered = sorted(milliseconds)
    late = ordered[int(0.95 * (len(ordered) - 1))]
    return f"| {name} | {statistics.median(ordered):.0f} | {late:.0f} | {asked} |"


if __name__ == "__main__":
    main()

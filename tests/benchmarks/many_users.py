"""How soon the list of users answers with five million of them: opened, searched, sorted, filtered.

Run from the repository: `python -m tests.benchmarks.many_users [users] [folder]`. It makes a log of its own,
of 2.5 interactions a user, and a run on it with weights that were not trained and ranks drawn by chance.
In `folder`, if given, they are kept for the next time. The platform is "offscreen" unless QT_QPA_PLATFORM
says otherwise. The result goes into RESULTS.md.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pc  # type: ignore[import-untyped]

from engine.evaluation.rank_table import BETTER, EQUAL, Protocol, write_ranks
from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.models.subjects import MODEL
from engine.store.runs import list_runs
from engine.training.kept_ranks import ranks_file
from engine.workspace import Workspace
from tests.benchmarks.results import machine, write_section
from tests.benchmarks.untrained import add_untrained_run

USERS, ITEMS, ROUNDS = 5_000_000, 2_000, 5
LIMIT = 240.0
GROUPS = (
    ("missed", "Missed by the model"),
    ("cold", "Cold"),
    ("long", "Longer than the model sees"),
    ("repeats", "With repeated items"),
)


def main() -> None:
    """Measure and record."""
    users = int(sys.argv[1]) if len(sys.argv) > 1 else USERS
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as fresh:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else fresh)
        with Workspace.open(folder / "store") as workspace:
            if not list_runs(workspace.store):
                make(workspace, folder, users)
            lines = _measured(workspace)
    text = (
        f"{users:,} users; window of 1280 x 832. Until the rows are in the table and counted, and painted; "
        f"median and worst of {ROUNDS} or more; the first time apart, for some is read once and kept.\n\n"
        "| what | the first time, s | median, s | worst, s | asked, s |\n|---|---|---|---|---|\n"
        + "\n".join(lines)
        + f"\n\n{machine()}"
    )
    write_section("Five million users", text)
    print(text)  # noqa: T201


def make(workspace: Workspace, folder: Path, users: int) -> None:
    """The log and the run."""
    chance, log = np.random.default_rng(0), folder / "log.csv"
    user = np.repeat(np.arange(users), np.minimum(chance.geometric(0.4, users), 14))
    names = pa.array([f"u{number:07d}" for number in chance.permutation(users)])
    items = pa.array([f"i{number}" for number in range(ITEMS)])
    columns = {
        "user": names.take(pa.array(user)),
        "item": items.take(pa.array((chance.random(len(user)) ** 2 * ITEMS).astype(np.int64))),
        "time": pa.array(1_600_000_000 + chance.integers(0, 90_000_000, len(user))),
    }
    pc.write_csv(pa.table(columns), log)
    list(import_log(workspace, [log], Recipe.from_preview(sniff(log)), CancelToken()))
    log.unlink()
    add_run(workspace, chance)


def add_run(workspace: Workspace, chance: np.random.Generator) -> None:
    """A run that counts as finished, with the rank of every user's last item."""
    run, snapshot = add_untrained_run(workspace)
    n = snapshot.n_sequences
    path = ranks_file(workspace, run, "test")
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {
        "sequence": pa.array(np.arange(n), pa.int32()),
        "position": pa.array(np.diff(snapshot.offsets).astype(np.int64) - 1, pa.int32()),
        MODEL + BETTER: pa.array(chance.integers(0, ITEMS, n), pa.int32()),
        MODEL + EQUAL: pa.array(np.ones(n), pa.int32()),
    }
    protocol = json.dumps(asdict(Protocol(snapshot.hash, "keep", ITEMS)))
    write_ranks(pa.table(columns).replace_schema_metadata({b"areal": protocol}), path)


def _measured(workspace: Workspace) -> list[str]:
    from areal_gui.pages.users.user_model import COUNT, ID, LAST, RANK
    from tests.benchmarks.users_page import shown_page

    lines = []
    with shown_page(workspace) as (application, page):
        users = page.users

        def until(done: Callable[[], bool]) -> None:
            began = time.perf_counter()
            while not done():
                if time.perf_counter() - began > LIMIT:
                    raise TimeoutError
                application.processEvents()
                time.sleep(0.001)  # as an idle window: else the work behind would wait for Python's lock

        def timed(ask: Callable[[], object]) -> float:
            """Until the count and the first rows of what is asked for are there, and painted."""
            came: list[object] = []
            users.model.counted.connect(came.append)
            began = time.perf_counter()
            ask()
            until(lambda: bool(came))
            users.grab()
            users.model.counted.disconnect(came.append)
            return time.perf_counter() - began

        def jumped(row: int) -> float:
            began = time.perf_counter()
            until(lambda: users.model.user(row) is not None)
            return time.perf_counter() - began

        def search(text: str) -> None:
            users.search.setText(text)
            users._pause.stop()
            users.model.search(text)

        def again(name: str, asked: str, asks: list[Callable[[], float]]) -> None:
            found = [ask() for ask in asks]
            rest = found[1:]
            numbers = f"{found[0]:.3f} | {statistics.median(rest):.3f} | {max(rest):.3f}"
            lines.append(f"| {name} | {numbers} | {asked} |")
            print(lines[-1], flush=True)  # noqa: T201

        until(lambda: users.model.rowCount() > 0)
        began = time.perf_counter()
        until(lambda: users.audience is not None)
        seconds = time.perf_counter() - began
        lines.append(f"| what the run knows of its users, in the background | {seconds:.1f} | | | |")
        query = users.model.query
        assert query is not None
        again("open the list", "0.3", [lambda: timed(lambda: users.model.show(query))] * (ROUNDS + 1))
        texts = ["u0012345", "u1", "u00", "u3999999", "u12", "u", "u451"]
        again(
            "search, another text each time",
            "0.2",
            [lambda text=text: timed(partial(search, text)) for text in texts],
        )
        timed(partial(search, ""))
        again("jump to a row by chance", "", [partial(jumped, row) for row in _rows(users.model.rowCount())])
        for column, name in ((COUNT, "events"), (LAST, "last active"), (RANK, "rank"), (ID, "id")):
            ask: Any = [partial(users.table.sortByColumn, column, order) for order in _both() * 3]
            again(f"sort by {name}, both ways", "", [partial(timed, one) for one in ask])
        for group, name in GROUPS:
            place = users.groups.findData(group)

            def filtered(place: int = place) -> float:
                users.groups.blockSignals(True)
                users.groups.setCurrentIndex(place)
                users.groups.blockSignals(False)
                return timed(lambda: users._show_group(place))

            again(f"{name}", "", [filtered] * (ROUNDS + 1))
            timed(lambda: search("u12"))
            again(
                f"{name}: search among them",
                "0.2",
                [lambda text=text: timed(partial(search, text)) for text in texts],
            )
            timed(partial(search, ""))
    return lines


def _rows(count: int) -> list[int]:
    chance = np.random.default_rng(1)
    return chance.integers(0, count, ROUNDS + 1).tolist()  # type: ignore[no-any-return]


def _both() -> list[Any]:
    from PySide6.QtCore import Qt

    return [Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder]


if __name__ == "__main__":
    main()

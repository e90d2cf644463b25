"""Is a store whole? Its file, its rows, and the files that belong to them; nothing is changed by looking."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, case, func, or_, select
from sqlalchemy.exc import DBAPIError

from engine.errors import WorkspaceUnusable
from engine.events import Cancelled, CancelToken, Event, Progress
from engine.store.check_files import Problem, check_files, remove_leftovers
from engine.store.connection import STORE_NAME, Store, open_store
from engine.store.datasets import REMOVING
from engine.store.orphans import discard_orphans, orphaned
from engine.store.tables import dataset, interaction, item, rejected_row, run, user_

_INSTRUCTIONS_BETWEEN_CALLS = 20_000
_MOST_FAULTS = 20
_FROM_BACKUP = "Open a backup, or import the log again."


@dataclass(frozen=True, kw_only=True)
class StoreChecked(Event):
    """The check came to its end; nothing is wrong where there are no problems."""

    problems: tuple[Problem, ...]
    seconds: float


def check_store(root: Path, cancel: CancelToken) -> Iterator[Event]:
    """Check the store of the workspace at `root`; others may use it meanwhile.

    Yields `Progress`, at last `StoreChecked`. A store that cannot even be opened is a problem found, too.
    """
    started = time.monotonic()
    problems: list[Problem] = []
    try:
        with closing(open_store(root / STORE_NAME, write=False)) as store:
            for number, (text, check) in enumerate(_CHECKS):
                cancel.raise_if_cancelled()
                yield Progress(text=text, done=number, total=len(_CHECKS), unit="checks")
                with _cancellable(store, cancel) as connection:
                    problems += check(connection)
            problems += check_files(root, _runs(store))
    except WorkspaceUnusable as error:  # too damaged to be asked anything more
        problems.append(Problem(error.what, error.why, error.advice))
    yield StoreChecked(problems=tuple(problems), seconds=time.monotonic() - started)


def repair_store(store: Store) -> None:
    """Put right what `check_store` calls repairable; the store must be open for writing."""
    discard_orphans(store)
    remove_leftovers(store.path.parent)


@contextmanager
def _cancellable(store: Store, cancel: CancelToken) -> Iterator[Connection]:
    """A connection whose queries, however long, break off with `Cancelled` when they are asked to."""
    with store.read() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.set_progress_handler(lambda: int(cancel.cancelled), _INSTRUCTIONS_BETWEEN_CALLS)
        try:
            yield connection
        except DBAPIError as error:
            if cancel.cancelled:
                raise Cancelled from error
            raise
        finally:
            driver.set_progress_handler(None, 0)


def _damage(connection: Connection) -> list[Problem]:
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_FAULTS})").scalars().all()
    return [
        Problem("The store's file is damaged.", text, "Copy the workspace away; then open a backup.")
        for text in found
        if text != "ok"
    ]


def _references(connection: Connection) -> list[Problem]:
    return [
        Problem(f"A row of {table} belongs to nothing.", f"Its {parent} is not there.", _FROM_BACKUP)
        for table, _row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]


def _orphans(connection: Connection) -> list[Problem]:
    return [
        Problem(
            f"{table.name} has rows of a data set that is not there.",
            f"Data set {owner} was deleted, or never came to be.",
            "Remove them: nothing uses them.",
            repairable=True,
        )
        for table, owner in orphaned(connection)
    ]


def _counts(connection: Connection) -> list[Problem]:
    """Data sets that say another number of rows than they have."""
    problems = []
    for row in connection.execute(select(dataset)).all():
        for name, table, said in (
            ("users", user_, row.n_users),
            ("items", item, row.n_items),
            ("interactions", interaction, row.n_interactions),
            ("rejected rows", rejected_row, row.n_rejected),
        ):
            query = select(func.count()).select_from(table).where(table.c.dataset_id == row.id)
            found = connection.execute(query).scalar_one()
            if found != said:
                problems.append(
                    Problem(
                        f"“{row.name}” does not have the {name} it should have.",
                        f"It should have {said:,}; {found:,} are there.",
                        _FROM_BACKUP,
                    )
                )
    return problems


def _runs(store: Store) -> dict[int, int]:
    """The last epoch of every run, by its number; 0 where its files are being removed."""
    going = or_(dataset.c.deleted_at == REMOVING, run.c.deleted_at == REMOVING)
    query = select(run.c.id, case((going, 0), else_=run.c.epoch).label("epoch")).join(dataset)
    with store.read() as connection:
        return {row.id: row.epoch for row in connection.execute(query)}


_CHECKS: tuple[tuple[str, Callable[[Connection], list[Problem]]], ...] = (
    ("Reading every page of the store", _damage),
    ("Looking for rows that belong to nothing", _references),
    ("Looking for rows without their data set", _orphans),
    ("Counting the rows of every data set", _counts),
)

"""Copies of the store: made whole, checked before they count, listed, opened as workspaces of their own."""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine.errors import BadInput, NotFound, WorkspaceUnusable, nearest
from engine.events import CancelToken, Event, Progress
from engine.store.connection import STORE_NAME, stored_version, translated
from engine.store.steps import Report, followed

_PAGES_PER_STEP = 2000
_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(?P<kind>store|saved)-v(?P<version>\d+)-(?P<time>[0-9TZ]+)(-(?P<number>\d+))?\.sqlite")


@dataclass(frozen=True)
class Backup:
    """A copy of a store.

    Attributes:
        path: the file.
        version: of the store; an older one is brought up to date when it is opened.
        made_at: UTC milliseconds.
        size: bytes.
        automatic: made before a migration, not because somebody asked; the oldest of these go.
    """

    path: Path
    version: int
    made_at: int
    size: int
    automatic: bool

    @property
    def name(self) -> str:
        return self.path.stem


@dataclass(frozen=True, kw_only=True)
class BackupMade(Event):
    """The copy is there, and was found whole."""

    name: str
    path: str
    size: int


@dataclass(frozen=True, kw_only=True)
class BackupOpened(Event):
    """A workspace was made from a backup; `runs` of its runs have their files."""

    folder: str
    runs: int


def list_backups(root: Path) -> list[Backup]:
    """The backups of the workspace at `root`, newest first."""
    found = []
    for path in (root / "backups").glob("*.sqlite"):
        if match := _NAME.fullmatch(path.name):
            status = path.stat()
            made_at = _moment(match["time"]) or status.st_mtime_ns // 1_000_000
            backup = Backup(path, int(match["version"]), made_at, status.st_size, match["kind"] == "store")
            found.append((made_at, int(match["number"] or 0), path.name, backup))
    return [backup for *_, backup in sorted(found, key=lambda entry: entry[:3], reverse=True)]


def find_backup(root: Path, name: str) -> Backup:
    """The backup of that name.

    Raises:
        NotFound: there is none.
    """
    backups = {backup.name: backup for backup in list_backups(root)}
    name = name.removesuffix(".sqlite")
    if name not in backups:
        advice = nearest(name, backups) or "List the backups to see their names."
        raise NotFound(f"No backup is called {name!r}.", "" if backups else "There are none yet.", advice)
    return backups[name]


def make_backup(root: Path, cancel: CancelToken, *, automatic: bool = False) -> Iterator[Event]:
    """Copy the store of the workspace at `root`, whole and consistent, also while it is written to.

    Raises:
        WorkspaceUnusable: the store is damaged, or the disk is full; no copy is left then.
    """
    path = root / STORE_NAME
    target = _free_name(root / "backups", stored_version(path), "store" if automatic else "saved")
    yield from copy_store(path, target, cancel)
    yield BackupMade(name=target.stem, path=str(target), size=target.stat().st_size)


def open_backup(root: Path, backup: Backup, target: Path, cancel: CancelToken) -> Iterator[Event]:
    """Make a new workspace from a backup; the present one is left as it is.

    Files of runs that the backup knows are copied from the present workspace, where they still are, and so
    are the sequences that they were trained on: they cannot be made again where a log has grown.

    Args:
        root: the present workspace.
        backup: of `list_backups(root)`.
        target: the new workspace's folder; it must be empty or not there.
        cancel: asks for the end; the new folder goes then.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadInput(
            f"{target} is there already.",
            "A backup never overwrites anything.",
            "Choose an empty folder, or one that is not there.",
        )
    try:
        copied = 0
        with translated(target):
            yield from copy_store(backup.path, target / STORE_NAME, cancel)
            for number in _runs_of(target / STORE_NAME):
                cancel.raise_if_cancelled()
                if (root / "runs" / number).is_dir():
                    yield Progress(text="Copying the runs", done=copied, unit="runs")
                    shutil.copytree(root / "runs" / number, target / "runs" / number)
                    copied += 1
            for snapshot in _snapshots_of(target / STORE_NAME):
                cancel.raise_if_cancelled()
                if (root / snapshot).is_dir():
                    yield Progress(text="Copying what the runs were trained on", done=copied, unit="runs")
                    shutil.copytree(root / snapshot, target / snapshot)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    yield BackupOpened(folder=str(target), runs=copied)


def copy_store(source: Path, target: Path, cancel: CancelToken) -> Iterator[Progress]:
    """Copy a store beside the target, check the copy, and only then give it its name."""
    partial = target.with_name(f"{target.name}.partial")

    def copy(report: Report) -> None:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(partial)) as new:
            original.backup(
                new, pages=_PAGES_PER_STEP, progress=lambda _, left, total: report(total - left, total)
            )
            if new.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                raise WorkspaceUnusable(
                    f"The copy of {source.name} is not whole.",
                    "The store itself or the disk is damaged.",
                    "Check the store; then copy it to another disk.",
                )

    with translated(source):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            for done, total in followed(copy):
                cancel.raise_if_cancelled()
                yield Progress(text="Copying the store", done=done, total=total, unit="pages")
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def _free_name(folder: Path, version: int, kind: str) -> Path:
    """A name with the time; several of one second are numbered, and a number that is gone stays gone."""
    stem = f"{kind}-v{version}-{time.strftime(_TIME, time.gmtime())}"
    same = [match for path in folder.glob(f"{stem}*.sqlite") if (match := _NAME.fullmatch(path.name))]
    number = max((int(match["number"] or 1) for match in same), default=0) + 1
    return folder / f"{stem}{f'-{number}' if number > 1 else ''}.sqlite"


def _moment(text: str) -> int | None:
    """The time in a name; the names of the first version had a number there."""
    try:
        return int(datetime.strptime(text, _TIME).replace(tzinfo=UTC).timestamp()) * 1000
    except ValueError:
        return None


def _runs_of(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [str(number) for (number,) in connection.execute("SELECT id FROM run ORDER BY id")]


def _snapshots_of(path: Path) -> list[Path]:
    """Folders in a workspace with what the runs were trained on; stores of the first version do not say."""
    with closing(sqlite3.connect(path)) as connection:
        columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(run)")}
        if "snapshot_hash" not in columns:
            return []
        rows = connection.execute(
            "SELECT DISTINCT dataset_id, snapshot_hash FROM run WHERE snapshot_hash IS NOT NULL"
        )
        return [Path("snapshots") / str(dataset_id) / digest for dataset_id, digest in rows]

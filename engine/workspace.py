"""Where everything of a user lives on disk: the store, run folders, snapshots, logs; and who may write."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs

from engine.errors import WorkspaceUnusable
from engine.store import datasets, imported, journal, queue, runs
from engine.store.connection import STORE_NAME, Store, is_current, open_store
from engine.store.journal import Interrupted
from engine.store.writer_lock import WriterLock

ENVIRONMENT_VARIABLE = "AREAL_WORKSPACE"
_QUIET_SECONDS = 60
_PARTIAL = ("snapshots/*.partial", "snapshots/*/partial-*", "backups/*.partial")


class Workspace:
    """An open workspace; use it as a context manager, or call `close`.

    Attributes:
        root: its folder.
        store: data sets, runs and metrics.
        interrupted: how many runs a process that died had left running; they are marked now.
        released: how many trainings of the queue it had begun; they wait again.
        left_over: what else such a process was writing; nothing of it was kept.
    """

    def __init__(
        self,
        root: Path,
        store: Store,
        lock: WriterLock | None,
        interrupted: int = 0,
        left_over: Sequence[Interrupted] = (),
        released: int = 0,
    ) -> None:
        self.root = root
        self.store = store
        self.interrupted = interrupted
        self.left_over = list(left_over)
        self.released = released
        self._lock = lock

    @classmethod
    def open(cls, root: Path | None = None, *, write: bool = True) -> Self:
        """Open the workspace at `root`, making it where there is none.

        Args:
            root: the folder; by default the one named by AREAL_WORKSPACE, else the user's data folder.
            write: take the one writer's lock. Without it everything can be read, also beside a writer.

        Raises:
            WorkspaceBusy: another process writes to it.
            WorkspaceUnusable: it cannot be used at all.
        """
        root = (root or default_root()).expanduser().absolute()
        _make_folder(root)
        store_path = root / STORE_NAME
        if not write:
            if not is_current(store_path):
                with WriterLock(root):
                    open_store(store_path, write=True).close()
            return cls(root, open_store(store_path, write=False), None)
        lock = WriterLock(root)
        try:
            store = open_store(store_path, write=True)
            # Whoever held the lock before is gone, so nothing can still be running.
            interrupted = runs.mark_interrupted(store)
            released = queue.release_queue(store)
            left_over = journal.clear(root / "under-way", store)
            _remove_partial(root)
        except BaseException:
            lock.release()
            raise
        return cls(root, store, lock, interrupted, left_over, released)

    @property
    def snapshots(self) -> Path:
        """The folder of prepared sequences; everything in it can be made again."""
        return _make_folder(self.root / "snapshots")

    @property
    def logs(self) -> Path:
        """The folder of the program's log files."""
        return _make_folder(self.root / "logs")

    def under_way(self, kind: journal.Kind, name: str) -> AbstractContextManager[Path]:
        """What is written while this lasts, of the data set `name`, is told as interrupted if we die in it.

        Yields a folder for temporary files beside the store, on the same disk; it is removed at the end.
        """
        return journal.under_way(self.root / "under-way", kind, name)

    def run_folder(self, run_id: int) -> Path:
        """The folder of a run's files, made when it is not there."""
        return _make_folder(self.root / "runs" / str(run_id))

    def delete_run(self, run_id: int) -> None:
        """Remove a run: first from the store, then its files."""
        runs.delete_run(self.store, run_id)
        imported.remove_catalogues(self.store)
        shutil.rmtree(self.root / "runs" / str(run_id), ignore_errors=True)

    def delete_dataset(self, dataset_id: int, *, with_runs: bool = False) -> None:
        """Remove a data set and its snapshot; if asked, its runs and their files too."""
        owned = runs.list_runs(self.store, dataset_id, with_deleted=True)
        datasets.delete_dataset(self.store, dataset_id, with_runs=with_runs)
        shutil.rmtree(self.root / "snapshots" / str(dataset_id), ignore_errors=True)
        for row in owned:
            shutil.rmtree(self.root / "runs" / str(row.id), ignore_errors=True)

    def close(self) -> None:
        """Close the store and let the next writer in. Closing twice is harmless."""
        self.store.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def default_root() -> Path:
    """The workspace used when none is named."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    return Path(named) if named else platformdirs.user_data_path("areal")


def _make_folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceUnusable(
            f"The folder {path} cannot be made.",
            error.strerror or str(error),
            "Choose another folder as the workspace, or change its permissions.",
        ) from error
    return path


def _remove_partial(root: Path) -> None:
    """Remove half-written snapshots and backups; one that is young may be the work of a reader beside us."""
    for pattern in _PARTIAL:
        for partial in root.glob(pattern):
            with suppress(OSError):  # that reader has just finished
                inside = partial.iterdir() if partial.is_dir() else ()
                if max(path.stat().st_mtime for path in (partial, *inside)) < time.time() - _QUIET_SECONDS:
                    shutil.rmtree(partial) if partial.is_dir() else partial.unlink()

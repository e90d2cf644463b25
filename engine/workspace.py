"""Where everything of a user lives on disk: the store, run folders, snapshots, logs; and who may write."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock
import platformdirs

from engine.errors import WorkspaceBusy, WorkspaceUnusable
from engine.store import datasets, runs
from engine.store.connection import Store, is_current, open_store

ENVIRONMENT_VARIABLE = "AREAL_WORKSPACE"
_STORE = "store.sqlite"
_LOCK = "writer.lock"


class Workspace:
    """An open workspace; use it as a context manager, or call `close`.

    Attributes:
        root: its folder.
        store: data sets, runs and metrics.
        interrupted: how many runs a process that died had left running; they are marked now.
    """

    def __init__(
        self, root: Path, store: Store, lock: filelock.BaseFileLock | None, interrupted: int = 0
    ) -> None:
        self.root = root
        self.store = store
        self.interrupted = interrupted
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
        store_path = root / _STORE
        if not write:
            if not is_current(store_path):
                with _locked(root):
                    open_store(store_path, write=True).close()
            return cls(root, open_store(store_path, write=False), None)
        lock = _locked(root)
        try:
            store = open_store(store_path, write=True)
            # Whoever held the lock before is gone, so nothing can still be running.
            interrupted = runs.mark_interrupted(store)
        except BaseException:
            lock.release()
            raise
        return cls(root, store, lock, interrupted)

    @property
    def snapshots(self) -> Path:
        """The folder of prepared sequences; everything in it can be made again."""
        return _make_folder(self.root / "snapshots")

    @property
    def logs(self) -> Path:
        """The folder of the program's log files."""
        return _make_folder(self.root / "logs")

    def run_folder(self, run_id: int) -> Path:
        """The folder of a run's files, made when it is not there."""
        return _make_folder(self.root / "runs" / str(run_id))

    def delete_run(self, run_id: int) -> None:
        """Remove a run: first from the store, then its files."""
        runs.delete_run(self.store, run_id)
        shutil.rmtree(self.root / "runs" / str(run_id), ignore_errors=True)

    def delete_dataset(self, dataset_id: int, *, with_runs: bool = False) -> None:
        """Remove a data set and its snapshot; if asked, its runs and their files too."""
        owned = runs.list_runs(self.store, dataset_id)
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


def _locked(root: Path) -> filelock.BaseFileLock:
    # thread_local=False: the window opens the workspace in one thread and may close it in another.
    lock = filelock.FileLock(root / _LOCK, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise WorkspaceBusy(
            f"The workspace {root} is in use.",
            "Another AREAL window or command is writing to it.",
            "Close it or wait until it is done, or use another workspace.",
        ) from error
    except OSError as error:
        raise WorkspaceUnusable(
            f"The workspace {root} cannot be written to.",
            error.strerror or str(error),
            "Choose another folder as the workspace, or change its permissions.",
        ) from error
    return lock

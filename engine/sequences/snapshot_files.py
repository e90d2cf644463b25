"""Where snapshots are on disk, and how one gets there: whole, or not at all.

`snapshots/<data set>/<hash>/` holds the arrays of one content; `snapshots/<data set>/<key>.json` says which
content belongs to a log, as it was at some moment, under some filters.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.importing.filters import Filters
from engine.sequences.filtering import NO_FILTERS
from engine.store.datasets import DatasetRow

CONTENT = ("item_ids", "items", "offsets", "split", "times", "user_ids")
"""Arrays that the hash is of, in this order, where they are there."""

_FACTS = "facts.json"
_LOCK = "making.lock"
_PARTIAL = "partial-"
_ABANDONED_SECONDS = 86_400
_BYTES_AT_ONCE = 1 << 24


@dataclass(frozen=True)
class SnapshotFolder:
    """The snapshots of one data set."""

    path: Path
    dataset: DatasetRow

    def find(self, filters: Filters, generation: int | None = None) -> Path | None:
        """The folder of the snapshot under these filters, of the log as it is or was; None: not made yet."""
        self._adopt_first_form()
        facts = _read_key(self._key(filters, generation))
        return None if facts is None else self.by_hash(facts["hash"])

    def by_hash(self, digest: str) -> Path | None:
        """The folder of that content, if it is there."""
        self._adopt_first_form()
        folder = self.path / digest
        try:
            return folder if load_facts(folder)["hash"] == digest else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Who makes a snapshot holds this; others, also in other processes, wait and then find it made.

        A thread may enter it again.

        Raises:
            EngineError: the disk does not take it.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / _LOCK, is_singleton=True)
            lock.acquire()
        except OSError as error:
            raise self._not_prepared(error) from error
        try:
            yield
        finally:
            lock.release()

    def make(self, filters: Filters, fill: Callable[[Path], dict[str, Any]]) -> Path:
        """Let `fill` write arrays into a new folder and return the facts beside them; put it in place.

        Only within `one_at_a_time`.

        Raises:
            EngineError: the disk does not take it; nothing remains.
        """
        try:
            self._remove_abandoned()
            partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=self.path))
            try:
                facts = fill(partial)
                digest = _hash_and_sync(partial)
                _write_text(partial / _FACTS, json.dumps(facts | {"hash": digest}))
                self._place(partial, self.path / digest)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
            self._remember(filters, self.dataset.generation, digest)
        except OSError as error:
            raise self._not_prepared(error) from error
        return self.path / digest

    def _not_prepared(self, error: OSError) -> EngineError:
        return EngineError(
            "The sequences could not be prepared.",
            why=f"{self.path.parent}: {error}",
            advice="Make room on the disk, or choose a workspace elsewhere.",
        )

    def drop_outdated(self, needed: Collection[str]) -> None:
        """Remove what was made of the log before it grew, but for the `needed` hashes."""
        keys = {path: facts for path in self.path.glob("*.json") if (facts := _read_key(path)) is not None}
        current = {facts["hash"] for facts in keys.values() if facts["generation"] == self.dataset.generation}
        for path, facts in keys.items():
            if facts["hash"] not in current and facts["hash"] not in needed:
                path.unlink(missing_ok=True)
                shutil.rmtree(self.path / facts["hash"], ignore_errors=True)

    def _key(self, filters: Filters, generation: int | None) -> Path:
        moment = self.dataset.generation if generation is None else generation
        of = json.dumps([self.dataset.created_at, moment, filters.model_dump(mode="json")])
        return self.path / f"{hashlib.sha256(of.encode()).hexdigest()[:32]}.json"

    def _remember(self, filters: Filters, generation: int, digest: str) -> None:
        text = json.dumps({"hash": digest, "generation": generation})
        _write_text(self._key(filters, generation), text)

    def _place(self, partial: Path, folder: Path) -> None:
        if not (folder / _FACTS).exists():
            shutil.rmtree(folder, ignore_errors=True)
            partial.rename(folder)
            return
        # The same content is there: it may be in use, and lacks at most columns that the hash is not of.
        for file in sorted(partial.iterdir()):
            if file.name == _FACTS or not (folder / file.name).exists():
                file.replace(folder / file.name)

    def _remove_abandoned(self) -> None:
        """Remove what a process that died had begun to write; a younger folder may still be written to."""
        for folder in self.path.glob(f"{_PARTIAL}*"):
            if time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def _adopt_first_form(self) -> None:
        """Take over a snapshot from before there were filters: its files were in the folder itself."""
        try:
            facts = json.loads((self.path / _FACTS).read_text())
            digest, created = str(facts["hash"]), facts["created_at"]
        except (OSError, ValueError, KeyError, TypeError):
            return
        folder = self.path / digest
        folder.mkdir(exist_ok=True)
        for file in (*self.path.glob("*.npy"), self.path / _FACTS):
            file.replace(folder / file.name)
        if created == self.dataset.created_at:
            self._remember(NO_FILTERS, created, digest)


def load_array(folder: Path, name: str) -> NDArray[Any] | None:
    """One array, memory-mapped; None where the log has no such column."""
    path = folder / f"{name}.npy"
    if not path.exists():
        return None
    # An empty file cannot be mapped.
    return np.load(path, mmap_mode="r" if path.stat().st_size > 128 else None)  # type: ignore[no-any-return]


def load_facts(folder: Path) -> dict[str, Any]:
    """The numbers beside the arrays."""
    facts: dict[str, Any] = json.loads((folder / _FACTS).read_text())
    return facts


def _read_key(path: Path) -> dict[str, Any] | None:
    """Which content it names, and of which moment; None for one that is not there or damaged."""
    try:
        facts = json.loads(path.read_text())
        return {"hash": str(facts["hash"]), "generation": int(facts["generation"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _hash_and_sync(folder: Path) -> str:
    """SHA-256 over names and contents of the arrays, which are on the disk afterwards."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.npy")):
        with file.open("rb+") as opened:
            os.fsync(opened.fileno())
        if file.stem in CONTENT:
            digest.update(file.stem.encode())
            content = load_array(folder, file.stem)
            assert content is not None
            flat = content.reshape(-1)
            step = _BYTES_AT_ONCE // flat.itemsize
            for start in range(0, len(flat), step):
                digest.update(np.ascontiguousarray(flat[start : start + step]).data.cast("B"))
    return digest.hexdigest()


def _write_text(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.new")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)

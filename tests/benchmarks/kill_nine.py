"""Whether a store survives kill -9 at any moment of an import and of a migration.

Run from the repository: `python -m tests.benchmarks.kill_nine [times]`. Each round starts the real program on
a workspace that holds something already, kills it at a random moment, and looks: the store must be whole, it
must hold exactly what was committed before, and the next start must say what was interrupted. The result goes
into RESULTS.md beside this file.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import engine.store
from engine.events import CancelToken
from engine.store.backup import list_backups
from engine.store.check import StoreChecked, check_store
from engine.store.connection import STORE_NAME, stored_version
from engine.store.tables import APPLICATION_ID, SCHEMA_VERSION
from engine.workspace import Workspace
from tests.benchmarks.results import machine, write_section

REPOSITORY = Path(__file__).resolve().parents[2]
NAME = "new"
OPEN = """
import sys
from pathlib import Path
from engine.workspace import Workspace
Workspace.open(Path(sys.argv[1]))
"""
LOG = """
SELECT u.external_id, n.seq, i.external_id, n.ts, n.value FROM dataset AS d
JOIN interaction AS n ON n.dataset_id = d.id
JOIN user_ AS u ON u.dataset_id = d.id AND u.user_id = n.user_id
JOIN item AS i ON i.dataset_id = d.id AND i.item_id = n.item_id
WHERE d.name = ? ORDER BY n.user_id, n.seq
"""
REJECTED = """
SELECT file, line, reason, text FROM dataset AS d JOIN rejected_row AS r ON r.dataset_id = d.id
WHERE d.name = ? ORDER BY file, line
"""


def write_log(path: Path, rows: int, seed: int = 1) -> Path:
    """A log of that many rows, each thousandth of which cannot be read."""
    random_numbers = np.random.default_rng(seed)
    users, items = random_numbers.integers(0, rows // 20 + 1, rows), random_numbers.integers(0, 5_000, rows)
    lines = [
        f"{user},{item},{1_400_000_000 + at}"
        for at, (user, item) in enumerate(zip(users, items, strict=True))
    ]
    lines[:: max(rows // 1_000, 2)] = ["unreadable"] * len(lines[:: max(rows // 1_000, 2)])
    path.write_text("\n".join(["user,item,time", *lines]) + "\n")
    return path


def import_command(root: Path, log: Path, name: str = NAME) -> list[str]:
    """The program's own command line."""
    return [sys.executable, "-m", "engine", "--workspace", str(root), "import", str(log), "--name", name]


def write_first_store(root: Path, rows: int) -> None:
    """A workspace as the first version of the program left it, with a log and rejected rows."""
    root.mkdir(parents=True)
    connectable = create_engine(f"sqlite:///{root / STORE_NAME}")
    config = Config()
    config.set_main_option("script_location", str(Path(engine.store.__file__).parent / "migrations"))
    with connectable.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    connectable.dispose()
    numbers = f"WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x + 1 < {rows})"
    users = rows // 20
    with closing(sqlite3.connect(root / STORE_NAME)) as store, store:
        for pragma in ("journal_mode=WAL", f"application_id={APPLICATION_ID}", "user_version=1"):
            store.execute(f"PRAGMA {pragma}")
        store.execute(
            "INSERT INTO dataset VALUES (1, 'old', 'a.csv', 1, ?1, 100, ?2, ?2, 0, ?2, 1, 0, 0, 0, 20, 20, "
            "1, '{}', '[]', '[]')",
            (users, rows),
        )
        for statement in (
            f"INSERT INTO user_ SELECT 1, x, 'u' || x, 20, x, x FROM n WHERE x < {users}",
            "INSERT INTO item (dataset_id, item_id, external_id) SELECT 1, x, 'i' || x FROM n WHERE x < 100",
            "INSERT INTO interaction SELECT 1, x / 20, x % 20, x % 97, x, NULL, NULL FROM n",
            "INSERT INTO rejected_row (dataset_id, line, file, reason, text) "
            "SELECT 1, x, 'a.csv', 'no time', 'row ' || x FROM n",
        ):
            store.execute(f"{numbers} {statement}")


def kill_after(arguments: Sequence[str], seconds: float, begun: Callable[[], bool] = lambda: True) -> bool:
    """Start a process and kill it so long after it has `begun`; whether it was still running."""
    process = subprocess.Popen(
        arguments, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not begun() and process.poll() is None:
        time.sleep(0.002)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def content(path: Path, name: str) -> str:
    """A hash of everything the store holds of a data set; empty where it has none of that name."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as store:
        if store.execute("SELECT id FROM dataset WHERE name = ?", (name,)).fetchone() is None:
            return ""
        for query in (LOG, REJECTED):
            for row in store.execute(query, (name,)):
                digest.update(repr(row).encode())
    return digest.hexdigest()


def faults(root: Path) -> list[str]:
    """What is wrong with a store."""
    *_, checked = check_store(root, CancelToken())
    assert isinstance(checked, StoreChecked)
    return [f"{problem.what} {problem.why}" for problem in checked.problems]


def notes_in(root: Path) -> list[Path]:
    """What the imports that are under way, or were killed, have noted down."""
    return list((root / "under-way").glob("*/what.json"))


def kill_import(root: Path, log: Path, seconds: float, before: str, complete: str) -> str:
    """One round; says how it was found, or raises where it is not as it must be.

    Args:
        root: a workspace with the data set "old", whose content hash is `before`.
        log: the file to import as `NAME`.
        seconds: when the import is killed, from when it notes down what it is about to do.
        before: see above.
        complete: what the content of `NAME` is once it is imported.
    """
    killed = kill_after(import_command(root, log), seconds, lambda: bool(notes_in(root)))
    notes = notes_in(root)
    with Workspace.open(root) as workspace:
        told = [(entry.kind, entry.name) for entry in workspace.left_over]
    new = content(root / STORE_NAME, NAME)
    assert faults(root) == []
    assert content(root / STORE_NAME, "old") == before
    assert new in ("", complete)
    assert told == ([("import", NAME)] if notes and not new else []), (told, notes, new)
    assert not any((root / "under-way").iterdir())
    if new:
        return "committed"
    assert killed, "the import ended by itself, without a result"
    return "interrupted and told" if told else "killed before it began"


def kill_migration(root: Path, seconds: float, before: str) -> str:
    """One round with a workspace of the first version; as `kill_import`."""
    kill_after([sys.executable, "-c", OPEN, str(root)], seconds)
    version = stored_version(root / STORE_NAME)
    assert version in (1, SCHEMA_VERSION)
    assert content(root / STORE_NAME, "old") == before
    with closing(sqlite3.connect(root / STORE_NAME)) as store:
        assert store.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    for backup in list_backups(root):
        assert content(backup.path, "old") == before
    backed_up = bool(list_backups(root))
    Workspace.open(root).close()
    assert stored_version(root / STORE_NAME) == SCHEMA_VERSION
    assert content(root / STORE_NAME, "old") == before
    assert faults(root) == []
    if version == SCHEMA_VERSION:
        return "committed"
    return "interrupted after the backup" if backed_up else "interrupted before the backup was whole"


def import_rounds(folder: Path, times: int, rows: int, seed: int = 0) -> Counter[str]:
    """Kill an import that often, at moments spread over all of it."""
    old, log = write_log(folder / "old.csv", rows // 10), write_log(folder / "new.csv", rows, seed=2)
    template = folder / "template"
    subprocess.run(import_command(template, old, "old"), cwd=REPOSITORY, check=True, capture_output=True)
    whole = Path(shutil.copytree(template, folder / "whole"))
    duration = _seconds_of_import(whole, log)
    before, complete = content(whole / STORE_NAME, "old"), content(whole / STORE_NAME, NAME)
    found: Counter[str] = Counter()
    for seconds in _moments(times, 0.0, 1.1 * duration, seed):
        root = Path(shutil.copytree(template, folder / "killed"))
        found[kill_import(root, log, seconds, before, complete)] += 1
        shutil.rmtree(root)
    return found


def migration_rounds(folder: Path, times: int, rows: int, seed: int = 0) -> Counter[str]:
    """Kill a migration that often, at moments spread over all of it."""
    template = folder / "first"
    write_first_store(template, rows)
    before = content(template / STORE_NAME, "old")
    whole = Path(shutil.copytree(template, folder / "migrated"))
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", OPEN, str(whole)], cwd=REPOSITORY, check=True)
    duration = time.monotonic() - started
    found: Counter[str] = Counter()
    for seconds in _moments(times, duration / 4, duration, seed):  # before it, Python itself is starting
        root = Path(shutil.copytree(template, folder / "killed"))
        found[kill_migration(root, seconds, before)] += 1
        shutil.rmtree(root)
    return found


def _seconds_of_import(root: Path, log: Path) -> float:
    """How long an import takes from its note to its end."""
    process = subprocess.Popen(
        import_command(root, log), cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not notes_in(root):
        assert process.poll() is None, "the import ended without a note"
        time.sleep(0.002)
    started = time.monotonic()
    assert process.wait() == 0
    return time.monotonic() - started


def _moments(times: int, first: float, last: float, seed: int) -> list[float]:
    """Random moments between two, in seconds."""
    chance = random.Random(seed)
    return [chance.uniform(first, last) for _ in range(times)]


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    lines = ["| killed | times | whole, and exactly as before | how they were found |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        for what, rounds, rows in (
            ("an import of 1,000,000 rows", import_rounds, 1_000_000),
            ("a migration of 500,000 rows", migration_rounds, 500_000),
        ):
            folder = Path(name) / what.replace(" ", "-")
            folder.mkdir()
            found = rounds(folder, times, rows)
            how = "; ".join(f"{count} {state}" for state, count in found.most_common())
            lines.append(f"| {what} | {times} | {found.total()} of {times} | {how} |")
    table = "\n".join(lines)
    write_section(
        "Kill -9",
        "The real program killed at random moments. Each time: integrity check, foreign keys, counts of all "
        "rows, a hash of everything that was committed before, and what the next start says. Asked: 50 of "
        "50, twice.\n\n"
        f"{table}\n\n{machine()}",
    )


if __name__ == "__main__":
    main()

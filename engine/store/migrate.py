"""Bringing a store up to date: a backup first, then the missing migrations in one transaction."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from engine.store.connection import prepare_connection, stored_version
from engine.store.tables import APPLICATION_ID, SCHEMA_VERSION

_BACKUPS_KEPT = 3


def migrate(path: Path, version: int) -> None:
    """Upgrade the store at `path` from `version` to `SCHEMA_VERSION`; make it where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if version > 0:
        back_up(path, version)
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    event.listen(engine, "connect", lambda connection, _record: prepare_connection(connection))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.begin() as connection:
        # Another process may have done it while this one waited for its turn.
        if connection.exec_driver_sql("PRAGMA user_version").scalar_one() == SCHEMA_VERSION:
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")


def back_up(path: Path, version: int) -> Path:
    """Copy the store, whole and consistent, into `backups` beside it; the oldest copies go."""
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    number = max((int(old.stem.rsplit("-", 1)[1]) for old in _backups(folder)), default=0) + 1
    target = folder / f"store-v{version}-{number:04d}.sqlite"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    if stored_version(target) != version:
        raise sqlite3.DatabaseError("the backup is malformed")
    for old in _backups(folder)[:-_BACKUPS_KEPT]:
        old.unlink()
    return target


def _backups(folder: Path) -> list[Path]:
    return sorted(folder.glob("store-v*-*.sqlite"), key=lambda file: file.stem.rsplit("-", 1)[1])

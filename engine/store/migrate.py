"""Bringing a store up to date: a backup first, then the missing migrations in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from engine.events import CancelToken
from engine.store.backup import list_backups, make_backup
from engine.store.connection import prepare_connection
from engine.store.tables import APPLICATION_ID, SCHEMA_VERSION

_BACKUPS_KEPT = 3


def migrate(path: Path, version: int) -> None:
    """Upgrade the store at `path` from `version` to `SCHEMA_VERSION`; make it where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if version > 0:
        back_up(path)
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


def back_up(path: Path) -> None:
    """Keep a copy of the store beside it; the oldest of such copies go."""
    for _ in make_backup(path.parent, CancelToken(), automatic=True):
        pass
    automatic = [backup for backup in list_backups(path.parent) if backup.automatic]
    for old in automatic[_BACKUPS_KEPT:]:
        old.path.unlink()

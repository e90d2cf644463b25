"""The schema: what the migrations make is what the program uses; old, new and foreign files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from engine.errors import WorkspaceUnusable
from engine.events import CancelToken
from engine.store import connection as store_connection
from engine.store import migrate as store_migrate
from engine.store.backup import list_backups, make_backup
from engine.store.connection import open_store, stored_version
from engine.store.tables import SCHEMA_VERSION, metadata
from engine.workspace import Workspace


def pragma(path: Path, text: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA {text}")
        connection.commit()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "store.sqlite"
    open_store(file, write=True).close()
    return file


def test_migrations_make_the_tables_the_program_uses(workspace: Workspace) -> None:
    with workspace.store.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == f"{SCHEMA_VERSION:04d}"
        for name in inspect(connection).get_table_names():
            if name == "alembic_version":
                continue
            sql = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_schema WHERE name = ?", (name,)
            ).scalar_one()
            assert "STRICT" in sql
            assert ("WITHOUT ROWID" in sql) == (
                not metadata.tables[name].dialect_options["sqlite"]["with_rowid"]
            )


def test_connections_have_the_pragmas_of_the_design(workspace: Workspace) -> None:
    with workspace.store.read() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert values == ["wal", 1, 1]


def test_a_current_store_is_opened_without_alembic_and_without_a_backup(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_migrate, "migrate", None)
    open_store(path, write=True).close()
    assert not (path.parent / "backups").exists()


def test_a_newer_store_is_refused_and_left_alone(path: Path) -> None:
    pragma(path, "user_version=99")
    before = path.read_bytes()
    with pytest.raises(WorkspaceUnusable, match=r"newer version of AREAL .*99"):
        open_store(path, write=True)
    assert path.read_bytes() == before


def test_an_older_store_is_backed_up_before_it_is_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (store_connection, store_migrate):
        monkeypatch.setattr(module, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    made = []
    for _ in range(5):
        pragma(path, f"user_version={SCHEMA_VERSION}")
        open_store(path, write=True).close()
        assert stored_version(path) == SCHEMA_VERSION + 1
        made.append(list_backups(path.parent)[0])
    assert list_backups(path.parent) == made[:1:-1]
    assert len(list((path.parent / "backups").iterdir())) == 3
    assert all(backup.automatic and backup.version == SCHEMA_VERSION for backup in made)
    assert stored_version(made[-1].path) == SCHEMA_VERSION


def test_backups_somebody_asked_for_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in make_backup(path.parent, CancelToken()):
        pass
    (asked_for,) = list_backups(path.parent)
    monkeypatch.setattr(store_migrate, "_BACKUPS_KEPT", 1)
    for _ in range(3):
        store_migrate.back_up(path)
    assert len(list_backups(path.parent)) == 2
    assert asked_for in list_backups(path.parent)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(store_migrate.command, "upgrade", fail)
    file = tmp_path / "store.sqlite"
    with pytest.raises(RuntimeError):
        open_store(file, write=True)
    assert stored_version(file) == 0
    monkeypatch.undo()
    open_store(file, write=True).close()
    assert stored_version(file) == SCHEMA_VERSION


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no database at all, only text" * 50, "damaged or is not a store"),
        (b"SQLite format 3\0" + b"\7" * 5000, "damaged"),
    ],
)
def test_a_damaged_store_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "store.sqlite"
    file.write_bytes(content)
    with pytest.raises(WorkspaceUnusable, match=said):
        open_store(file, write=True)
    assert file.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    with pytest.raises(WorkspaceUnusable, match="not a store of AREAL"):
        open_store(file, write=True)


def test_a_store_opened_for_reading_refuses_to_be_written(path: Path) -> None:
    store = open_store(path, write=False)
    with pytest.raises(WorkspaceUnusable, match="reading only"), store.write():
        pass
    with pytest.raises(WorkspaceUnusable), store.read() as connection:
        connection.exec_driver_sql("DELETE FROM dataset")
    store.close()

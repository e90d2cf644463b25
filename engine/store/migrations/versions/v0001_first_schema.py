"""The first schema."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
    CREATE TABLE dataset (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        source TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        n_users INTEGER NOT NULL,
        n_items INTEGER NOT NULL,
        n_interactions INTEGER NOT NULL,
        n_rejected INTEGER NOT NULL,
        first_ts INTEGER,
        last_ts INTEGER,
        has_times INTEGER NOT NULL,
        has_split INTEGER NOT NULL,
        has_titles INTEGER NOT NULL,
        repeat_share REAL NOT NULL,
        median_length REAL NOT NULL,
        max_length INTEGER NOT NULL,
        synthetic INTEGER NOT NULL,
        recipe TEXT NOT NULL,
        length_histogram TEXT NOT NULL,
        popularity TEXT NOT NULL,
        CONSTRAINT uq_dataset_name UNIQUE (name)
    ) STRICT
    """,
    """
    CREATE TABLE interaction (
        dataset_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        item_id INTEGER NOT NULL,
        ts INTEGER,
        value REAL,
        split INTEGER,
        CONSTRAINT pk_interaction PRIMARY KEY (dataset_id, user_id, seq)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE item (
        dataset_id INTEGER NOT NULL,
        item_id INTEGER NOT NULL,
        external_id TEXT NOT NULL,
        title TEXT,
        attributes TEXT,
        CONSTRAINT pk_item PRIMARY KEY (dataset_id, item_id),
        CONSTRAINT uq_item_dataset_id_external_id UNIQUE (dataset_id, external_id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE rejected_row (
        dataset_id INTEGER NOT NULL,
        line INTEGER NOT NULL,
        file TEXT NOT NULL,
        reason TEXT NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_rejected_row PRIMARY KEY (dataset_id, line, file)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE run (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        dataset_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        model TEXT NOT NULL,
        preset TEXT NOT NULL,
        seed INTEGER NOT NULL,
        device TEXT NOT NULL,
        status TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        finished_at INTEGER,
        config TEXT NOT NULL,
        split_hash TEXT NOT NULL,
        policy TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        best_epoch INTEGER,
        parameters INTEGER,
        error TEXT,
        CONSTRAINT fk_run_dataset_id_dataset FOREIGN KEY(dataset_id) REFERENCES dataset (id)
    ) STRICT
    """,
    "CREATE INDEX ix_run_dataset ON run (dataset_id)",
    """
    CREATE TABLE user_ (
        dataset_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        external_id TEXT NOT NULL,
        n INTEGER NOT NULL,
        first_ts INTEGER,
        last_ts INTEGER,
        CONSTRAINT pk_user_ PRIMARY KEY (dataset_id, user_id),
        CONSTRAINT uq_user__dataset_id_external_id UNIQUE (dataset_id, external_id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE user_order (
        dataset_id INTEGER NOT NULL,
        by INTEGER NOT NULL,
        value INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        CONSTRAINT pk_user_order PRIMARY KEY (dataset_id, by, value, user_id)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE run_metric (
        run_id INTEGER NOT NULL,
        subject TEXT NOT NULL,
        split TEXT NOT NULL,
        slice TEXT NOT NULL,
        name TEXT NOT NULL,
        step INTEGER NOT NULL,
        value REAL,
        CONSTRAINT pk_run_metric PRIMARY KEY (run_id, subject, split, slice, name, step),
        CONSTRAINT fk_run_metric_run_id_run FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
)


def upgrade() -> None:
    """Make the tables of version 1."""
    for statement in STATEMENTS:
        op.execute(statement)

"""Events, growth, notes, undo of a deletion, sorted access to the log, and rejected rows by number."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "ALTER TABLE dataset ADD COLUMN events TEXT DEFAULT '[]' NOT NULL",
    "ALTER TABLE dataset ADD COLUMN notes TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE dataset ADD COLUMN shape TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE dataset ADD COLUMN grown_at INTEGER",
    "ALTER TABLE dataset ADD COLUMN deleted_at INTEGER",
    "ALTER TABLE interaction ADD COLUMN event INTEGER",
    "ALTER TABLE run ADD COLUMN snapshot_hash TEXT",
    """
    CREATE TABLE growth (
        dataset_id INTEGER NOT NULL,
        part INTEGER NOT NULL,
        source TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        interactions INTEGER NOT NULL,
        users INTEGER NOT NULL,
        items INTEGER NOT NULL,
        already_there INTEGER NOT NULL,
        rejected INTEGER NOT NULL,
        CONSTRAINT pk_growth PRIMARY KEY (dataset_id, part)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE interaction_order (
        dataset_id INTEGER NOT NULL,
        by INTEGER NOT NULL,
        value REAL NOT NULL,
        user_id INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        CONSTRAINT pk_interaction_order PRIMARY KEY (dataset_id, by, value, user_id, seq)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE order_mark (
        dataset_id INTEGER NOT NULL,
        by INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        row INTEGER NOT NULL,
        value REAL NOT NULL,
        user_id INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        CONSTRAINT pk_order_mark PRIMARY KEY (dataset_id, by, generation, row)
    ) WITHOUT ROWID, STRICT
    """,
    "ALTER TABLE rejected_row RENAME TO rejected_line",
    """
    CREATE TABLE rejected_row (
        dataset_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        file TEXT NOT NULL,
        line INTEGER NOT NULL,
        reason TEXT NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_rejected_row PRIMARY KEY (dataset_id, number)
    ) WITHOUT ROWID, STRICT
    """,
    """
    INSERT INTO rejected_row (dataset_id, number, file, line, reason, text)
    SELECT dataset_id, row_number() OVER (PARTITION BY dataset_id ORDER BY line, file),
        file, line, reason, text
    FROM rejected_line ORDER BY dataset_id, line, file
    """,
    "DROP TABLE rejected_line",
)


def upgrade() -> None:
    """Bring version 1 to version 2."""
    for statement in STATEMENTS:
        op.execute(statement)

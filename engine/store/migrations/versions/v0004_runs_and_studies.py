"""Stars, notes, tags and undo of a deletion for runs; studies that runs and waiting trainings belong to."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """
    CREATE TABLE study (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        dataset_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        plan TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        deleted_at INTEGER,
        CONSTRAINT fk_study_dataset_id_dataset
            FOREIGN KEY(dataset_id) REFERENCES dataset (id) ON DELETE CASCADE
    ) STRICT
    """,
    "ALTER TABLE run ADD COLUMN starred INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE run ADD COLUMN notes TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE run ADD COLUMN deleted_at INTEGER",
    "ALTER TABLE run ADD COLUMN study_id INTEGER",
    "ALTER TABLE queued_run ADD COLUMN study_id INTEGER",
    """
    CREATE TABLE run_tag (
        run_id INTEGER NOT NULL,
        tag TEXT NOT NULL,
        CONSTRAINT pk_run_tag PRIMARY KEY (run_id, tag),
        CONSTRAINT fk_run_tag_run_id_run FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
)


def upgrade() -> None:
    """Bring version 3 to version 4."""
    for statement in STATEMENTS:
        op.execute(statement)

"""Trainings that wait for their turn."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring version 2 to version 3."""
    op.execute(
        """
        CREATE TABLE queued_run (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            dataset_id INTEGER NOT NULL,
            run_id INTEGER,
            name TEXT NOT NULL,
            preset TEXT NOT NULL,
            config TEXT NOT NULL,
            place REAL NOT NULL,
            status TEXT NOT NULL,
            error TEXT,
            CONSTRAINT fk_queued_run_dataset_id_dataset
                FOREIGN KEY(dataset_id) REFERENCES dataset (id) ON DELETE CASCADE,
            CONSTRAINT fk_queued_run_run_id_run FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE SET NULL
        ) STRICT
        """
    )

"""The tables of the store, as the newest migration leaves them.

Every table is STRICT, so a text can never end up in a number's column. Tables that are read in the
order of their key are WITHOUT ROWID: the table itself is the index. External ids are text for ever
(leading zeros survive); times are integer UTC milliseconds.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.schema import SchemaItem

SCHEMA_VERSION = 4
"""What `PRAGMA user_version` says of a store this program understands; also the newest migration's number."""

APPLICATION_ID = 0x4152454C
"""`PRAGMA application_id` of a store: "AREL"."""

metadata = MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _required(name: str, kind: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, nullable=False, **options)


def _numbered(name: str, *columns: SchemaItem) -> Table:
    """A table whose ids are never used again, because folders on disk are named after them."""
    key = Column("id", Integer, primary_key=True)
    return Table(name, metadata, key, *columns, sqlite_strict=True, sqlite_autoincrement=True)


def _clustered(name: str, *columns: SchemaItem) -> Table:
    """A table stored in the order of its primary key."""
    return Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=False)


dataset = _numbered(
    "dataset",
    _required("name", Text),
    _required("source", Text),
    _required("created_at", Integer),
    _required("n_users", Integer),
    _required("n_items", Integer),
    _required("n_interactions", Integer),
    _required("n_rejected", Integer),
    Column("first_ts", Integer),
    Column("last_ts", Integer),
    _required("has_times", Integer),
    _required("has_split", Integer),
    _required("has_titles", Integer),
    _required("repeat_share", REAL),
    _required("median_length", REAL),
    _required("max_length", Integer),
    _required("synthetic", Integer),
    _required("recipe", Text),
    _required("length_histogram", Text),
    _required("popularity", Text),
    _required("events", Text, server_default="[]"),
    _required("notes", Text, server_default=""),
    _required("shape", Text, server_default=""),
    Column("grown_at", Integer),
    Column("deleted_at", Integer),
    UniqueConstraint("name"),
)

growth = _clustered(
    "growth",
    _required("dataset_id", Integer),
    _required("part", Integer),
    _required("source", Text),
    _required("created_at", Integer),
    _required("interactions", Integer),
    _required("users", Integer),
    _required("items", Integer),
    _required("already_there", Integer),
    _required("rejected", Integer),
    PrimaryKeyConstraint("dataset_id", "part"),
)

# The log's own tables have no foreign keys: SQLite would look each one up for every row of an import.
# Their rows are written in the transaction that writes their data set, and removed with it.

user_ = _clustered(
    "user_",
    _required("dataset_id", Integer),
    _required("user_id", Integer),
    _required("external_id", Text),
    _required("n", Integer),
    Column("first_ts", Integer),
    Column("last_ts", Integer),
    PrimaryKeyConstraint("dataset_id", "user_id"),
    UniqueConstraint("dataset_id", "external_id"),
)

USER_ORDERS = {"n": 0, "last_ts": 1}
"""What `user_order.by` says; `numbered_ids` has one more of it, and of `order_mark.by`."""

# Not two indexes of user_: filled in order at import, this costs a quarter of what SQLite takes to put users
# into indexes one by one. `value` is the user's n or last_ts (user_id for logs without times).
user_order = _clustered(
    "user_order",
    _required("dataset_id", Integer),
    _required("by", Integer),
    _required("value", Integer),
    _required("user_id", Integer),
    PrimaryKeyConstraint("dataset_id", "by", "value", "user_id"),
)

item = _clustered(
    "item",
    _required("dataset_id", Integer),
    _required("item_id", Integer),
    _required("external_id", Text),
    Column("title", Text),
    Column("attributes", Text),
    PrimaryKeyConstraint("dataset_id", "item_id"),
    UniqueConstraint("dataset_id", "external_id"),
)

interaction = _clustered(
    "interaction",
    _required("dataset_id", Integer),
    _required("user_id", Integer),
    _required("seq", Integer),
    _required("item_id", Integer),
    Column("ts", Integer),
    Column("value", REAL),
    Column("split", Integer),
    Column("event", Integer),
    PrimaryKeyConstraint("dataset_id", "user_id", "seq"),
)

INTERACTION_ORDERS = {"ts": 0, "item": 1, "value": 2}
"""What `interaction_order.by` says."""

# Filled in order once the log is written, as `user_order` is. `value` is the time, the place of the item
# among all items by external id, or the value.
interaction_order = _clustered(
    "interaction_order",
    _required("dataset_id", Integer),
    _required("by", Integer),
    _required("value", REAL),
    _required("user_id", Integer),
    _required("seq", Integer),
    PrimaryKeyConstraint("dataset_id", "by", "value", "user_id", "seq"),
)

# Every so manieth row of a finished order: what makes a jump to any row short, and says that the order is
# whole. `generation` is the moment that the log last changed: marks of an earlier log count for nothing.
order_mark = _clustered(
    "order_mark",
    _required("dataset_id", Integer),
    _required("by", Integer),
    _required("generation", Integer),
    _required("row", Integer),
    _required("value", REAL),
    _required("user_id", Integer),
    _required("seq", Integer),
    PrimaryKeyConstraint("dataset_id", "by", "generation", "row"),
)

rejected_row = _clustered(
    "rejected_row",
    _required("dataset_id", Integer),
    _required("number", Integer),
    _required("file", Text),
    _required("line", Integer),
    _required("reason", Text),
    _required("text", Text),
    PrimaryKeyConstraint("dataset_id", "number"),
)

LOG_TABLES = (user_, user_order, item, interaction, interaction_order, order_mark, rejected_row, growth)
"""Tables whose rows belong to one data set."""

# A study keeps its plan; the runs and waiting trainings that belong to it name it (`study_id`). Ids are never
# used again, so that a run that outlives its study names none.
study = _numbered(
    "study",
    Column("dataset_id", Integer, ForeignKey("dataset.id", ondelete="CASCADE"), nullable=False),
    _required("name", Text),
    _required("kind", Text),
    _required("plan", Text),
    _required("created_at", Integer),
    Column("deleted_at", Integer),
)

run = _numbered(
    "run",
    Column("dataset_id", Integer, ForeignKey("dataset.id"), nullable=False),
    _required("name", Text),
    _required("model", Text),
    _required("preset", Text),
    _required("seed", Integer),
    _required("device", Text),
    _required("status", Text),
    _required("created_at", Integer),
    Column("finished_at", Integer),
    _required("config", Text),
    _required("split_hash", Text),
    _required("policy", Text),
    _required("epoch", Integer),
    Column("best_epoch", Integer),
    Column("parameters", Integer),
    Column("error", Text),
    Column("snapshot_hash", Text),
    _required("starred", Integer, server_default="0"),
    _required("notes", Text, server_default=""),
    Column("deleted_at", Integer),
    Column("study_id", Integer),
    Index("ix_run_dataset", "dataset_id"),
)

run_tag = _clustered(
    "run_tag",
    Column("run_id", Integer, ForeignKey("run.id", ondelete="CASCADE"), nullable=False, autoincrement=False),
    _required("tag", Text),
    PrimaryKeyConstraint("run_id", "tag"),
)

run_metric = _clustered(
    "run_metric",
    Column("run_id", Integer, ForeignKey("run.id", ondelete="CASCADE"), nullable=False, autoincrement=False),
    _required("subject", Text),
    _required("split", Text),
    _required("slice", Text),
    _required("name", Text),
    _required("step", Integer),
    Column("value", REAL),
    PrimaryKeyConstraint("run_id", "subject", "split", "slice", "name", "step"),
)

queued_run = _numbered(
    "queued_run",
    Column("dataset_id", Integer, ForeignKey("dataset.id", ondelete="CASCADE"), nullable=False),
    Column("run_id", Integer, ForeignKey("run.id", ondelete="SET NULL")),
    _required("name", Text),
    _required("preset", Text),
    _required("config", Text),
    _required("place", REAL),
    _required("status", Text),
    Column("error", Text),
    Column("study_id", Integer),
)

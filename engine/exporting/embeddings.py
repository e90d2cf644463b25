"""The vectors of a run's items and users, as Parquet and for the Embedding Projector."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import torch
from numpy.typing import NDArray

from engine.events import CancelToken, Event, Progress
from engine.exporting.atomic import new_folder
from engine.exporting.embeddings_card import CARD, card
from engine.exporting.encodings import encoder, encodings
from engine.exporting.formats import Exported, export_format
from engine.exporting.projector import write_metadata, write_vectors
from engine.exporting.room import require_room
from engine.exporting.subject import Subject, subject
from engine.store.users import user_ids
from engine.workspace import Workspace

BYTES_OF_A_NUMBER = 16
"""Four in the Parquet file, about eleven in the text."""
BYTES_OF_A_ROW = 200
ITEMS_AT_ONCE = 4096
ITEM_COLUMNS = ("external_id", "title", "interactions")
USER_COLUMNS = ("external_id", "interactions")

Table = dict[str, Sequence[str | int | None]]


def export_embeddings(
    workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken
) -> Iterator[Event]:
    """Write the vectors of a run into a new folder in `folder`, named after the run.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        BadInput: a folder of that name is there, or the disk does not take it.
        Cancelled: nothing is left.
    """
    of = subject(workspace, run_key)
    with torch.inference_mode():
        vectors = of.model.items().numpy()
    users = of.snapshot.n_sequences if encoder(of.model) is not None else 0
    size = vectors.shape[1]
    require_room(folder, (len(vectors) + users) * (size * BYTES_OF_A_NUMBER + BYTES_OF_A_ROW))
    target = folder / export_format("embeddings").name_for(of.run)
    with new_folder(target) as partial:
        total = len(vectors) + users
        with _Rows(partial, "items", size, ITEM_COLUMNS) as rows:
            yield from _items(of, vectors, rows, total, cancel)
        if users:
            yield from _users(workspace, of, partial, len(vectors), total, cancel)
        (partial / CARD).write_text(card(of, size, users), "utf-8")
        written = sorted(file.name for file in partial.iterdir())
    yield Exported(run_id=of.run.id, path=str(target), files=written, notes=_notes(of, users))


def _notes(of: Subject, users: int) -> tuple[str, ...]:
    if users:
        return ()
    if of.snapshot.n_sequences == 0:
        return ("The files hold items alone: no users are chosen for this imported run.",)
    return ("The files hold items alone: this model has no vector of a user.",)


def _items(
    of: Subject, vectors: NDArray[np.float32], rows: _Rows, total: int, cancel: CancelToken
) -> Generator[Event, None, None]:
    counts = of.occurrences.tolist()
    for first in range(0, len(vectors), ITEMS_AT_ONCE):
        cancel.raise_if_cancelled()
        part = slice(first, first + ITEMS_AT_ONCE)
        rows.write(
            {
                "external_id": of.items.external_ids[part],
                "title": of.items.titles[part],
                "interactions": counts[part],
            },
            vectors[part],
        )
        yield Progress(text="Writing vectors", done=first, total=total, unit="vectors")


def _users(
    workspace: Workspace, of: Subject, folder: Path, done: int, total: int, cancel: CancelToken
) -> Generator[Event, None, None]:
    found = encoder(of.model)
    assert found is not None
    names = user_ids(workspace.store, of.users.dataset_id)
    stored, lengths = of.snapshot.stored_users.tolist(), np.diff(of.snapshot.offsets).tolist()
    with ExitStack() as stack:
        rows, first = None, 0
        for vectors in encodings(of.model, found[1], of.snapshot, of.places, cancel):
            if rows is None:
                rows = stack.enter_context(_Rows(folder, "users", vectors.shape[1], USER_COLUMNS))
            part = slice(first, first + len(vectors))
            ids = [names[user] for user in stored[part]]
            rows.write({"external_id": ids, "interactions": lengths[part]}, vectors)
            first += len(vectors)
            yield Progress(text="Writing vectors", done=done + first, total=total, unit="vectors")


@dataclass
class _Rows:
    """Named vectors that are written a block at a time to `NAME.parquet` and the Projector's two files."""

    folder: Path
    name: str
    size: int
    columns: Sequence[str]

    def __enter__(self) -> _Rows:
        kinds = {"interactions": pa.int64()}
        fields = [pa.field(column, kinds.get(column, pa.string())) for column in self.columns]
        self._schema = pa.schema([*fields, pa.field("vector", pa.list_(pa.float32(), self.size))])
        self._stack = ExitStack()
        parquet = pq.ParquetWriter(self.folder / f"{self.name}.parquet", self._schema, compression="zstd")
        self._parquet = self._stack.enter_context(parquet)
        texts = [self.folder / f"{self.name}_{kind}.tsv" for kind in ("vectors", "metadata")]
        self._vectors, self._metadata = (
            self._stack.enter_context(text.open("w", encoding="utf-8", newline="\n")) for text in texts
        )
        write_metadata(self._metadata, [list(self.columns)])
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def write(self, names: Table, vectors: NDArray[np.float32]) -> None:
        """Append a block."""
        flat = pa.array(np.ascontiguousarray(vectors, dtype=np.float32).ravel())
        as_lists = pa.FixedSizeListArray.from_arrays(flat, self.size)
        columns = [pa.array(names[column], self._schema.field(column).type) for column in self.columns]
        self._parquet.write_table(pa.table([*columns, as_lists], schema=self._schema))
        write_vectors(self._vectors, vectors)
        cells = zip(*(names[column] for column in self.columns), strict=True)
        write_metadata(self._metadata, (["" if cell is None else cell for cell in row] for row in cells))

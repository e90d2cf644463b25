"""What is looked up in the background for the import dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from areal_gui import loading
from areal_gui.pages.data.import_draft import EarlierSet, Form, ImportDraft, Shelf

if TYPE_CHECKING:
    from engine.importing.preview import Preview
    from engine.importing.recipe import Recipe
    from engine.store.connection import Store


def first_look(store: Store, paths: Sequence[Path]) -> ImportDraft:
    """Find the log among files, folders and zips, and propose how to read it.

    Raises:
        BadInput: there is no log among them.
    """
    with loading.one_at_a_time:
        from engine.importing.containers import log_files
        from engine.importing.repeated_files import repeats_note
        from engine.importing.sniff import sniff

    found = log_files(paths)
    preview = sniff(found.logs[0])
    repeated = repeats_note(found.logs) if len(found.logs) > 1 else []
    preview = replace(preview, tables=found.members or preview.tables, warnings=preview.warnings + repeated)
    shelf = shelf_for(store, preview.shape)
    source = paths[0] if len(paths) == 1 else None
    return ImportDraft(found.logs, preview, shelf, items=found.items, source=source)


def look_again(path: Path, form: Form) -> Preview:
    """Read the beginning of a log in the form the user insists on.

    Raises:
        BadInput: it cannot be read so.
    """
    with loading.one_at_a_time:
        from engine.importing.sniff import sniff

    return sniff(
        path,
        delimiter=form.delimiter,
        has_header=form.has_header,
        encoding=form.encoding,
        table=form.table,
    )


def shelf_for(store: Store, shape: str) -> Shelf:
    """The data sets that exist; a set whose recipe this version cannot read is not offered."""
    from engine.errors import BadInput
    from engine.importing.recipe_file import recipe_of
    from engine.store.datasets import list_datasets

    rows = list_datasets(store)
    similar: list[EarlierSet] = []
    for row in sorted(rows, key=lambda row: -row.id):
        if shape and row.shape == shape:
            try:
                similar.append(EarlierSet(row.id, row.name, recipe_of(row.recipe, row.name)))
            except BadInput:
                continue
    return Shelf(frozenset(row.name for row in rows), tuple(similar))


@dataclass(frozen=True)
class ItemsLook:
    """What an item file has.

    Attributes:
        columns: their names.
        share: how many of the log's items in the sample it knows, between 0 and 1; None where none is known.
        trouble: why it cannot be read.
    """

    columns: list[str]
    share: float | None = None
    trouble: str = ""


def look_at_items(path: Path, recipe: Recipe, ids: Sequence[str]) -> ItemsLook:
    """Look at an item file, and for some ids of the log in it."""
    with loading.one_at_a_time:
        from engine.errors import BadInput
        from engine.importing.sniff import sniff
        from engine.importing.titles import match_items

    try:
        return ItemsLook(sniff(path).form.columns, match_items(path, recipe, ids))
    except BadInput as error:
        return ItemsLook([], trouble=error.what)

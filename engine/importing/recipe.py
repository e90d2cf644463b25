"""How a log is to be imported: its form and the meaning of its columns. Kept with the data set."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from engine.errors import BadInput
from engine.importing.filters import Filters
from engine.importing.form import ColumnReference, Delimiter, FileForm, column_index
from engine.importing.sniff import Preview

_PURPOSES = ("user", "item", "time", "order", "value", "split", "event")


SAYS_SYNTHETIC = "synthetic_"
"""A file whose name begins so declares itself invented, as the demo log does."""


class Recipe(BaseModel):
    """Everything an import needs beside the files.

    Attributes:
        name: of the data set; None: the first file's.
        user: column of users or sessions; columns are header names or numbers from 1.
        item: column of items.
        time: column of times.
        order: column of positions within a sequence, for logs without times (and for ties of time).
        value: column of ratings, counts, ...
        split: column that says train, val or test.
        event: column of the kind of event: view, cart, purchase, ...
        items_file: a file with titles of the items.
        items_key: its column of item ids; None: as detected.
        items_title: its column of titles; None: as detected.
        session_gap_minutes: a user's rows with a longer pause between them are different sequences.
        time_zone: of times that name none, as in "Europe/Berlin"; None: UTC.
        day_first: whether 04/07/2014 is the fourth of July; None: the times are not ambiguous.
        serial_days: whether times like 45123.75 are days as spreadsheets count them; None: as the times tell.
        filters: what of the log counts by default when a model is trained on it.
        synthetic: the log is invented, and shown as such wherever it appears.
        delimiter: None: each file's own, as detected; so for the next two.
        has_header: whether the first line names the columns.
        encoding: as Python names it.
        table: the sheet of a workbook, the table of a database, the key of nested events.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: ColumnReference
    item: ColumnReference
    time: ColumnReference | None = None
    order: ColumnReference | None = None
    value: ColumnReference | None = None
    split: ColumnReference | None = None
    event: ColumnReference | None = None
    name: str | None = None
    items_file: str | None = None
    items_key: ColumnReference | None = None
    items_title: ColumnReference | None = None
    session_gap_minutes: float | None = Field(None, gt=0)
    time_zone: str | None = None
    day_first: bool | None = None
    serial_days: bool | None = None
    filters: Filters = Filters()
    synthetic: bool = False
    delimiter: Delimiter | None = None
    has_header: bool | None = None
    encoding: str | None = None
    table: str | None = None

    @classmethod
    def from_preview(
        cls,
        preview: Preview,
        *,
        user: ColumnReference | None = None,
        item: ColumnReference | None = None,
        time: ColumnReference | None = None,
        order: ColumnReference | None = None,
        value: ColumnReference | None = None,
        split: ColumnReference | None = None,
        event: ColumnReference | None = None,
        name: str | None = None,
        items_file: str | None = None,
        synthetic: bool = False,
    ) -> Self:
        """The recipe a preview proposes; columns that are given win over proposed ones.

        Raises:
            BadInput: a column is missing, has two roles, or no column is known for user or item.
        """
        given = dict(zip(_PURPOSES, (user, item, time, order, value, split, event), strict=True))
        form = preview.form
        columns = _chosen_columns(preview, given)
        for needed in ("user", "item"):
            if needed not in columns:
                raise BadInput(
                    f"No column of {form.path.name} looks like the {needed}.",
                    f"Its columns are {', '.join(form.columns)}.",
                    f"Say which column holds the {'users or sessions' if needed == 'user' else 'items'}.",
                )
        return cls(
            **{purpose: _reference(form, index) for purpose, index in columns.items()},
            **_suggested(preview, columns.get("time")),
            name=name,
            items_file=items_file,
            synthetic=synthetic or form.path.name.startswith(SAYS_SYNTHETIC),
            delimiter=form.delimiter if form.kind == "delimited" else None,
            table=form.table,
            has_header=form.has_header,
            encoding=form.encoding,
        )

    def columns_of(self, form: FileForm) -> dict[str, int]:
        """Where each purpose's column is in a file.

        Raises:
            BadInput: a column is missing or has two purposes, or a filter needs one that is not named.
        """
        self._check_filters()
        columns: dict[str, int] = {}
        for purpose in _PURPOSES:
            reference = getattr(self, purpose)
            if reference is not None:
                _claim(columns, purpose, column_index(form, reference, purpose), form)
        return columns

    def _check_filters(self) -> None:
        """Refuse filters that could never be applied: every training on the log would fail."""
        for column, name in (
            ("event", "events"),
            ("value", "minimum_value"),
            ("time", "earliest"),
            ("time", "latest"),
        ):
            if getattr(self, column) is None and getattr(self.filters, name) is not None:
                raise BadInput(
                    f"The filter “{Filters.model_fields[name].title}” looks at a column that is not there.",
                    f"No column holds the {column}.",
                    f"Say which column holds the {column}, or leave the filter away.",
                )


def _suggested(preview: Preview, time: int | None) -> dict[str, Any]:
    """What goes with the proposed roles; what its times tell only where these are the times."""
    told = ("day_first", "serial_days")
    is_proposed = time is not None and preview.roles[time] == "time"
    return {name: value for name, value in preview.suggested.items() if is_proposed or name not in told}


def _chosen_columns(preview: Preview, given: dict[str, ColumnReference | None]) -> dict[str, int]:
    """Positions of the columns by purpose: the given ones, then the proposed ones that are still free."""
    columns: dict[str, int] = {}
    for purpose, reference in given.items():
        if reference is not None:
            _claim(columns, purpose, column_index(preview.form, reference, purpose), preview.form)
    taken = set(columns.values())
    for index, role in enumerate(preview.roles):
        if role == "ignored" or given[role] is not None or index in taken:
            continue
        if role in columns:
            raise BadInput(
                f"Two columns are marked as {role}: {preview.form.columns[columns[role]]} and "
                f"{preview.form.columns[index]}.",
                advice="Leave the mark on one of them.",
            )
        columns[role] = index
    return columns


def _claim(columns: dict[str, int], purpose: str, index: int, form: FileForm) -> None:
    for other, taken in columns.items():
        if taken == index:
            raise BadInput(
                f"The column {form.columns[index]!r} is named twice: as {other} and as {purpose}.",
                "A column has one meaning.",
                "Name another column for one of them.",
            )
    columns[purpose] = index


def _reference(form: FileForm, index: int) -> ColumnReference:
    """The header's name where it is one column's only name, else the number."""
    name = form.columns[index]
    return name if form.has_header and form.columns.index(name) == index else index + 1

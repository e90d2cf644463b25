"""Titles and attributes of items from a file of their own, joined by the items' ids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow.compute as pc  # type: ignore[import-untyped]

from engine.events import CancelToken
from engine.importing import arrow
from engine.importing.form import ColumnReference, FileForm, column_index
from engine.importing.recipe import Recipe
from engine.importing.roles import Sample, propose_roles, words
from engine.importing.row_batch import RowBatch
from engine.importing.sniff import sniff
from engine.importing.tables import open_table

# The more a word says about a single item, the earlier.
_DESCRIBING = (
    "description",
    "type",
    "subcategory",
    "category",
    "class",
    "group",
    "department",
    "genres",
    "genre",
)
_LIST_SEPARATOR = "|"
_to_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass
class Titles:
    """What an item file says, item by item in the order of the ids asked for.

    Attributes:
        titles: None where it has none.
        attributes: JSON; None where it says nothing.
        matched: items that the file has.
        unreadable: rows of the file that could not be read.
    """

    titles: list[str | None]
    attributes: list[str | None]
    matched: int = 0
    unreadable: int = 0

    @classmethod
    def none(cls, n_items: int) -> Self:
        """What there is without an item file."""
        return cls([None] * n_items, [None] * n_items)


@dataclass(frozen=True)
class _Plan:
    """Where things are in the item file.

    Attributes:
        key: column of the item's id.
        title: columns of which the first that is filled is the title.
        size: column of a package size, put behind a title made of categories.
        attributes: name and column of everything else; columns that hold lists are in `lists`.
    """

    key: int
    title: list[int]
    size: int | None
    attributes: list[tuple[str, int]]
    lists: set[int]


def join_titles(
    path: Path,
    external_ids: Sequence[str],
    cancel: CancelToken,
    *,
    key: ColumnReference | None = None,
    title: ColumnReference | None = None,
) -> Titles:
    """Look up every id in an item file.

    Args:
        path: the file.
        external_ids: the items, by number.
        cancel: asks for the end.
        key: its column of item ids; None: as detected.
        title: its column of titles; None: as detected.

    Raises:
        BadInput: the file is no table, or has no such column.
        Cancelled: the end was asked for.
    """
    form = sniff(path).form
    asked = _Asked.of(form, key, title)
    numbers = {external_id: number for number, external_id in enumerate(external_ids)}
    result = Titles.none(len(numbers))
    plan: _Plan | None = None
    seen: set[int] = set()
    for rows in _item_rows(form):
        cancel.raise_if_cancelled()
        columns = [rows.columns[position].to_pylist() for position in range(len(form.columns))]
        plan = plan or _planned(form, columns, numbers, asked)
        result.unreadable += len(rows.rejected)
        for row in zip(*columns, strict=True):
            number = numbers.get(row[plan.key].strip())
            if number is not None and number not in seen:  # of rows with one id the first counts
                seen.add(number)
                result.titles[number] = _title(plan, row)
                result.attributes[number] = _attributes(plan, row)
    result.matched = len(seen)
    return result


def match_items(path: Path, recipe: Recipe, ids_sample: Sequence[str]) -> float:
    """The share of these items that an item file has, between 0 and 1.

    Raises:
        BadInput: the file is no table, or has no such column.
    """
    form = sniff(path).form
    wanted = set(ids_sample)
    key = _Asked.of(form, recipe.items_key, recipe.items_title).key
    found: set[str] = set()
    for rows in _item_rows(form):
        if key is None:
            columns = [rows.columns[position].to_pylist() for position in range(len(form.columns))]
            numbers = dict.fromkeys(wanted, 0)
            key = _planned(form, columns, numbers, _Asked()).key
        ids = pc.utf8_trim_whitespace(rows.columns[key])
        found.update(ids.filter(pc.is_in(ids, value_set=arrow.texts(sorted(wanted)))).to_pylist())
        if len(found) == len(wanted):
            break
    return len(found) / len(wanted) if wanted else 0.0


@dataclass(frozen=True)
class _Asked:
    """Columns that were named; None: to be found out."""

    key: int | None = None
    title: int | None = None

    @classmethod
    def of(cls, form: FileForm, key: ColumnReference | None, title: ColumnReference | None) -> Self:
        return cls(
            None if key is None else column_index(form, key, "id of the item"),
            None if title is None else column_index(form, title, "title of the item"),
        )


def _item_rows(form: FileForm) -> Iterator[RowBatch]:
    with open_table(form) as table:
        for rows in table.rows(range(len(form.columns))):
            if len(rows) or rows.rejected:
                yield rows


def _planned(form: FileForm, columns: list[list[str]], numbers: Mapping[str, int], asked: _Asked) -> _Plan:
    samples = [Sample(name, values[:1000]) for name, values in zip(form.columns, columns, strict=True)]
    key = _key(form, samples, columns, numbers) if asked.key is None else asked.key
    rest = [at for at in range(len(columns)) if at != key and samples[at].filled]
    lists = {at for at in rest if any(_LIST_SEPARATOR in value for value in samples[at].filled)}
    title, size = _title_columns(form, samples, [at for at in rest if at not in lists])
    if asked.title is not None:
        title, size = [asked.title], None
    if not title and form.has_header:
        title = [at for at in rest if words(form.columns[at])[-1:] == ["genres"]]
    names = [(_attribute_name(form, at, at in lists), at) for at in rest if [at] != title]
    return _Plan(key, title, size, names, lists)


def _key(form: FileForm, samples: list[Sample], columns: list[list[str]], numbers: Mapping[str, int]) -> int:
    """The column that holds items' ids: the one named so, else the one with the most of them."""
    found = [len({value.strip() for value in values} & numbers.keys()) for values in columns]
    roles = propose_roles(samples, named=form.has_header)
    if form.has_header and "item" in roles and found[roles.index("item")]:
        return roles.index("item")
    return found.index(max(found))


def _title_columns(form: FileForm, samples: list[Sample], columns: list[int]) -> tuple[list[int], int | None]:
    """The column of titles; without one, columns that describe, and the size to tell sizes apart."""
    if not form.has_header:
        texts = [at for at in columns if samples[at].number_share < 0.5]
        return texts[:1], None
    named = {at: words(form.columns[at]) for at in columns}
    for ending in ("title", "name"):
        for at, parts in named.items():
            if parts and parts[-1].endswith(ending):
                return [at], None
    describing = [at for word in _DESCRIBING for at, parts in named.items() if word in parts]
    sizes = [at for at, parts in named.items() if "size" in parts]
    return list(dict.fromkeys(describing)), sizes[0] if describing and sizes else None


def _attribute_name(form: FileForm, at: int, holds_list: bool) -> str:
    if form.has_header:
        return form.columns[at]
    return "genres" if holds_list else f"column {at + 1}"


def _title(plan: _Plan, row: Sequence[str]) -> str | None:
    text = next((row[at].strip() for at in plan.title if row[at].strip()), None)
    if text and plan.size is not None and row[plan.size].strip():
        text = f"{text}, {row[plan.size].strip()}"
    return text


def _attributes(plan: _Plan, row: Sequence[str]) -> str | None:
    filled: dict[str, str | list[str]] = {}
    for name, at in plan.attributes:
        if text := row[at].strip():
            filled[name] = text.split(_LIST_SEPARATOR) if at in plan.lists else text
    return _to_json(filled) if filled else None

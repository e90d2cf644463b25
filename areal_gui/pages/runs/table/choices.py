"""What the user chose for the table of runs, and how it is remembered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, Self

from areal_gui.pages.runs.run_lines import HR, NDCG
from areal_gui.pages.runs.table.columns import DEFAULT, column, figure_of, setting_of
from areal_gui.pages.runs.table.filters import RunFilter
from engine.store.run_figures import Figure

NEWEST = "created"


@dataclass(frozen=True)
class TableChoices:
    """Columns, order, groups and filter.

    Attributes:
        columns: keys, from left to right.
        sort: the key of the column that decides the order.
        group: the key of the column whose values make the groups; "" for none.
    """

    columns: tuple[str, ...] = DEFAULT
    sort: str = NEWEST
    descending: bool = True
    group: str = ""
    filter: RunFilter = field(default_factory=RunFilter)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The final figures that are needed to show, sort, group and filter so."""
        found = (figure_of(key) for key in self._used)
        return tuple(dict.fromkeys((NDCG, HR, *(figure for figure in found if figure is not None))))

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings that are needed for it, by their paths."""
        found = (setting_of(key) for key in self._used)
        return tuple(dict.fromkeys(path for path in found if path is not None))

    @property
    def _used(self) -> tuple[str, ...]:
        return (*self.columns, self.sort, self.group, *(one.column for one in self.filter.conditions))

    @property
    def has_usual_columns(self) -> bool:
        return self.columns == DEFAULT

    def with_columns(self, keys: Collection[str]) -> Self:
        """The same with these columns; the name always stays, for without it nothing can be told apart."""
        known = tuple(key for key in dict.fromkeys(keys) if column(key) is not None)
        return replace(self, columns=known if "name" in known else ("name", *known))

    def sorted_by(self, key: str, descending: bool | None = None) -> Self:
        """The same in another order; asked for the same column again, the other way round."""
        described = column(key)
        if described is None:
            return self
        if descending is None:
            descending = not self.descending if key == self.sort else described.number
        return replace(self, sort=key, descending=descending)

    def as_json(self) -> dict[str, Any]:
        """For the settings."""
        return {
            "columns": list(self.columns),
            "sort": self.sort,
            "descending": self.descending,
            "group": self.group,
            "filter": self.filter.as_json(),
        }

    @classmethod
    def from_json(cls, stored: Any) -> TableChoices:
        """What was kept, as far as it can be understood; the rest is as usual."""
        if not isinstance(stored, dict):
            return TableChoices()
        choices = TableChoices(filter=RunFilter.from_json(stored.get("filter")))
        keys = stored.get("columns")
        if isinstance(keys, list) and any(column(str(key)) for key in keys):
            choices = choices.with_columns([str(key) for key in keys])
        sort, group = str(stored.get("sort", "")), str(stored.get("group", ""))
        choices = choices.sorted_by(sort, stored.get("descending") is not False)
        return replace(choices, group=group) if column(group) else choices

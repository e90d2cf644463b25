"""Everything the store wants of a log, computed once the log is read."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.events import CancelToken
from engine.importing import figures
from engine.importing.arrangement import positions, users_by_start
from engine.importing.buckets import sequences
from engine.importing.identifiers import Texts
from engine.importing.spool import Spool
from engine.importing.tally import tally
from engine.importing.titles import Titles
from engine.store.datasets import Facts
from engine.store.loading import Catalogue, Users


@dataclass(frozen=True)
class Label:
    """How the data set is called and where it comes from."""

    name: str
    source: str
    synthetic: bool
    recipe: dict[str, Any]
    n_rejected: int
    shape: str


@dataclass(frozen=True)
class Numbered:
    """A log whose users, items and kinds of events are numbers, with their names by number."""

    spool: Spool
    user_ids: Texts
    item_ids: Texts
    events: Sequence[str]


class Assembly:
    """Puts a log in order, and computes its figures while its rows go by.

    Attributes:
        users: in the order in which their sequences begin.
        catalogue: the items.
        columns: of the store's log, that this log has.
    """

    def __init__(
        self, log: Numbered, titles: Titles, label: Label, folder: Path, cancel: CancelToken
    ) -> None:
        """Count the log and number its users anew.

        Args:
            log: rows in file order.
            titles: by the log's item numbers.
            label: what the log itself does not say.
            folder: for temporary files.
            cancel: asks for the end.
        """
        self._log, self._label, self._folder = log, label, folder
        self._tally = tally(log.spool, len(log.user_ids), len(log.item_ids), len(log.events), cancel)
        order = users_by_start(self._tally.starts)
        self._number: NDArray[np.int32] | None = None
        if (order[1:] < order[:-1]).any():
            self._number = np.empty(len(order), np.int32)
            self._number[order] = np.arange(len(order), dtype=np.int32)
        starts, ends = self._tally.starts, self._tally.ends
        first_ts, last_ts = (None, None) if ends is None else (starts[order], ends[order])
        self.users = Users(log.user_ids.take(order), self._tally.lengths[order], first_ts, last_ts)
        self.catalogue = Catalogue(log.item_ids, titles.titles, titles.attributes)
        optional = [name for name in ("ts", "value", "split", "event") if name in log.spool.columns]
        self.columns = ["user_id", "seq", "item_id", *optional]
        self._repeats = 0

    def rows(self) -> Generator[dict[str, NDArray[Any]], None, None]:
        """The columns of the log, whole sequences at a time, in the order of the store."""
        for log in sequences(self._log.spool, self.users.n, self._number, self._folder):
            self._repeats += figures.repeats(log.user, log.item)
            given: dict[str, NDArray[Any]] = {
                "user_id": log.user,
                "seq": positions(log.user),
                "item_id": log.item,
                **log.present(),
            }
            yield {name: given[name] for name in self.columns}

    def facts(self) -> Facts:
        """The figures, once all rows have gone by."""
        lengths, n_rows = self.users.n, len(self._log.spool)
        first_ts, last_ts = self.users.first_ts, self.users.last_ts
        return Facts(
            **vars(self._label),
            n_users=len(lengths),
            n_items=len(self._log.item_ids),
            n_interactions=n_rows,
            first_ts=None if first_ts is None else int(first_ts.min()),
            last_ts=None if last_ts is None else int(last_ts.max()),
            has_times="ts" in self.columns,
            has_split="split" in self.columns,
            has_titles=any(title is not None for title in self.catalogue.title),
            repeat_share=self._repeats / n_rows,
            median_length=float(np.median(lengths)),
            max_length=int(lengths.max()),
            length_histogram=figures.length_histogram(lengths),
            popularity=figures.popularity(self._tally.popularity),
            events=list(zip(self._log.events, self._tally.events.tolist(), strict=True)),
        )

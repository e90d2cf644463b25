"""Everything the store wants of a log, computed once the log is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.importing import figures
from engine.importing.arrangement import Log, arranged, positions, users_by_start
from engine.importing.identifiers import Texts
from engine.importing.titles import Titles
from engine.store.datasets import Facts
from engine.store.loading import Catalogue, Interactions, Users


@dataclass(frozen=True)
class Assembled:
    """The arguments of `write_dataset`."""

    facts: Facts
    users: Users
    catalogue: Catalogue
    interactions: Interactions


@dataclass(frozen=True)
class Label:
    """How the data set is called and where it comes from."""

    name: str
    source: str
    synthetic: bool
    recipe: dict[str, Any]
    n_rejected: int


def assemble(
    log: Log, user_ids: Texts, item_ids: Texts, titles: Titles, label: Label, events: Sequence[str] = ()
) -> Assembled:
    """Arrange a log and compute its figures.

    Args:
        log: rows in file order.
        user_ids: external ids by the log's user numbers.
        item_ids: external ids by the log's item numbers.
        titles: by the log's item numbers.
        label: what the log itself does not say.
        events: names of the kinds of events by number.
    """
    order = users_by_start(log, len(user_ids))
    log = arranged(log, order)
    counts = np.bincount(log.user, minlength=len(user_ids))
    last = np.cumsum(counts) - 1
    first_ts, last_ts = (None, None) if log.ts is None else (log.ts[last - counts + 1], log.ts[last])
    facts = Facts(
        **vars(label),
        n_users=len(user_ids),
        n_items=len(item_ids),
        n_interactions=len(log),
        first_ts=None if log.ts is None else int(log.ts.min()),
        last_ts=None if log.ts is None else int(log.ts.max()),
        has_times=log.ts is not None,
        has_split=log.split is not None,
        has_titles=any(title is not None for title in titles.titles),
        repeat_share=figures.repeat_share(log.user, log.item),
        median_length=float(np.median(counts)),
        max_length=int(counts.max()),
        length_histogram=figures.length_histogram(counts),
        popularity=figures.popularity(np.bincount(log.item)),
        events=[] if log.event is None else figures.events(events, log.event),
    )
    users = Users(user_ids.take(order), counts, first_ts, last_ts)
    catalogue = Catalogue(item_ids, titles.titles, titles.attributes)
    seq = positions(log.user, counts)
    rows = Interactions(log.user, seq, log.item, log.ts, log.value, log.split, log.event)
    return Assembled(facts, users, catalogue, rows)

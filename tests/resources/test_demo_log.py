"""The demo log is what its generator says, and what was planted in it can be found again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from resources.demo import demo_items, demo_log
from resources.demo.catalogue import LIVES, TRAILS, Item, catalogue
from resources.demo.generate import sessions, write


@pytest.fixture(scope="module")
def log() -> list[list[Item]]:
    return list(sessions(catalogue()))


@pytest.fixture(scope="module")
def training(log: list[list[Item]]) -> list[list[Item]]:
    return log[: len(log) * 8 // 10]


@pytest.fixture(scope="module")
def test(log: list[list[Item]]) -> list[list[Item]]:
    return log[len(log) * 9 // 10 :]


def hit_rate(rank: Callable[[Sequence[Item]], list[str]], test: list[list[Item]], k: int = 20) -> float:
    """How often the next item is among the first `k` that `rank` makes of the history, seen ones left out."""
    hits = rows = 0
    for seen in test:
        for place in range(1, len(seen)):
            known = {item.item_id for item in seen[:place]}
            guesses = [item_id for item_id in rank(seen[:place]) if item_id not in known][:k]
            hits += seen[place].item_id in guesses
            rows += 1
    return hits / rows


def popularity(training: list[list[Item]]) -> list[str]:
    return [
        item_id for item_id, _ in Counter(item.item_id for seen in training for item in seen).most_common()
    ]


def followers(training: list[list[Item]]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for seen in training:
        for before, after in pairwise(seen):
            counts[before.item_id][after.item_id] += 1
    return counts


def test_the_generator_writes_the_committed_files_byte_by_byte(tmp_path: Path) -> None:
    write(tmp_path)

    assert (tmp_path / demo_log().name).read_bytes() == demo_log().read_bytes()
    assert (tmp_path / demo_items().name).read_bytes() == demo_items().read_bytes()


def test_both_files_say_that_they_are_synthetic_and_are_small() -> None:
    files = [demo_log(), demo_items()]

    assert all("synthetic" in file.name for file in files)
    assert sum(file.stat().st_size for file in files) < 2_000_000


def test_every_item_has_a_title_of_its_own() -> None:
    titles = [item.title for item in catalogue()]

    assert len(set(titles)) == len(titles) == 480


def test_every_department_belongs_to_one_way_of_life() -> None:
    assert sorted(name for departments in LIVES.values() for name in departments) == sorted(TRAILS)


def test_local_interest_items_follow_the_order_of_the_trail(log: list[list[Item]]) -> None:
    pairs = [(a, b) for seen in log for a, b in pairwise(seen) if a.department == b.department]
    onward = sum((b.step - a.step) % 8 in (1, 2) for a, b in pairs)

    assert onward / len(pairs) > 0.8  # by chance: a quarter


def test_global_interest_a_trail_is_taken_up_again_where_it_was_left(log: list[list[Item]]) -> None:
    resumed = returns = 0
    for seen in log:
        left_at: dict[str, int] = {}
        for before, item in zip([None, *seen], seen, strict=False):
            if before and before.department != item.department and item.department in left_at:
                returns += 1
                resumed += (item.step - left_at[item.department]) % 8 in (1, 2)
            left_at[item.department] = item.step

    assert returns > 2_000
    assert resumed / returns > 0.7  # by chance: a quarter


def test_global_interest_one_brand_is_trusted_in_all_departments(log: list[list[Item]]) -> None:
    pairs = [(seen[0], item) for seen in log for item in seen[1:] if item.department != seen[0].department]

    assert sum(a.brand == b.brand for a, b in pairs) / len(pairs) > 0.45  # by chance: 0.26


def test_popularity_is_weak_the_last_item_decent_and_the_whole_history_better(
    training: list[list[Item]], test: list[list[Item]]
) -> None:
    popular = popularity(training)
    after = followers(training)
    shelf = {(item.department, item.step, item.brand): item.item_id for item in catalogue()}

    def by_last_item(history: Sequence[Item]) -> list[str]:
        return [item_id for item_id, _ in after[history[-1].item_id].most_common()] + popular

    def by_whole_history(history: Sequence[Item]) -> list[str]:
        brands = [brand for brand, _ in Counter(item.brand for item in history).most_common()]
        reached = {item.department: item.step for item in history}
        here = history[-1].department
        trails = [here, *(name for name in reversed(reached) if name != here)]
        first = [shelf[name, (reached[name] + 1) % 8, brand] for brand in brands for name in trails]
        return list(dict.fromkeys(first + by_last_item(history)))

    popular_hits = hit_rate(lambda _: popular, test)
    last_hits = hit_rate(by_last_item, test)
    history_hits = hit_rate(by_whole_history, test)

    assert popular_hits < 0.12
    assert last_hits > 4 * popular_hits
    assert history_hits > last_hits + 0.05

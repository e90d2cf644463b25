"""Long calls are followed, their errors come through, and they end with the one who follows them."""

from __future__ import annotations

import threading

import pytest

from engine.events import Cancelled
from engine.store.steps import Report, followed


def test_reports_come_in_order_and_the_end_is_the_end() -> None:
    def work(report: Report) -> None:
        for number in range(3):
            report(number, 3)

    assert list(followed(work)) == [(0, 3), (1, 3), (2, 3)]


def test_an_error_of_the_work_is_raised_where_it_is_followed() -> None:
    def work(report: Report) -> None:
        report(1, None)
        raise ValueError("torn")

    steps = followed(work)
    assert next(steps) == (1, None)
    with pytest.raises(ValueError, match="torn"):
        next(steps)


def test_work_nobody_follows_any_more_ends_at_its_next_report() -> None:
    ended: list[type[BaseException]] = []

    def work(report: Report) -> None:
        try:
            while True:
                report(1, None)
        except Cancelled:
            ended.append(Cancelled)
            raise

    steps = followed(work)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert ended == [Cancelled]
    assert not any(thread.name == "store-work" for thread in threading.enumerate())

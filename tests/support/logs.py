"""A log record of WARNING or above that a test did not announce fails that test."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

AllowLogs = Callable[..., None]


@dataclass
class _Allowed:
    logger: str
    text: str

    def matches(self, record: logging.LogRecord) -> bool:
        inside = record.name == self.logger or record.name.startswith(f"{self.logger}.")
        return (inside or not self.logger) and self.text in record.getMessage()


@dataclass
class LogWatch(logging.Handler):
    """Collects what was not allowed. It may be called from any thread."""

    allowed: list[_Allowed] = field(default_factory=list)
    unexpected: list[logging.LogRecord] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(level=logging.WARNING)

    # A dataclass compares by value and so loses its hash; logging keeps handlers in a weak set.
    __hash__ = object.__hash__

    def emit(self, record: logging.LogRecord) -> None:
        self.unexpected.append(record)

    def complaints(self) -> list[str]:
        """The records that no allowance covers, one line each."""
        return [
            f"{record.levelname} {record.name}: {record.getMessage()}  ({record.pathname}:{record.lineno})"
            for record in self.unexpected
            if not any(allowed.matches(record) for allowed in self.allowed)
        ]


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Fails the test at its end when something unexpected was logged."""
    watch = LogWatch()
    root = logging.getLogger()
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    if complaints := watch.complaints():
        pytest.fail("unexpected log records:\n" + "\n".join(complaints), pytrace=False)


@pytest.fixture
def allow_logs(log_watch: LogWatch) -> AllowLogs:
    """`allow_logs(logger="engine.store", text="part of the message")`: such records are expected."""

    def allow(*, logger: str = "", text: str = "") -> None:
        log_watch.allowed.append(_Allowed(logger, text))

    return allow

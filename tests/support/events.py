"""Running an engine operation to its end."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

Result = TypeVar("Result")


def result_of(operation: Generator[Any, None, Result]) -> Result:
    """What the operation returns; its events are dropped."""
    while True:
        try:
            next(operation)
        except StopIteration as end:
            result: Result = end.value
            return result

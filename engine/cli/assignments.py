"""`--set path.to.field=value`."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import BadSetting
from engine.training.settings import Value


def assignments(texts: Iterable[str]) -> dict[str, Value]:
    """The settings that were given, by dotted name; raises `BadSetting` for another form."""
    return dict(_assignment(text) for text in texts)


def _assignment(text: str) -> tuple[str, Value]:
    path, equals, value = text.partition("=")
    if not equals:
        raise BadSetting(f"“{text}” is not a setting.", advice="Write it as path.to.field=value.")
    return path.strip(), value.strip()

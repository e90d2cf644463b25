"""Nested records as flat ones, and their values as cells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def flattened(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Scalars and lists by their dotted keys: {"user": {"id": 5}} gives {"user.id": 5}."""
    if not any(type(value) is dict for value in record.values()):
        return record
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if type(value) is dict:
            flat.update((f"{key}.{inner}", part) for inner, part in flattened(value).items())
        else:
            flat[key] = value
    return flat


def cell(value: object) -> str:
    """A value as text: numbers as they are written, nothing for null, lists of scalars joined by bars."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(part, dict | list) for part in value):
        return "|".join(cell(part) for part in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)

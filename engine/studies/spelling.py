"""Axes and spaces as people type them: `diffusion.steps=10,100`, `training.learning_rate=1e-4..1e-2`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import BadSetting
from engine.studies.plan import Axis, Dimension, axis, between, choice
from engine.training.config import RunConfig
from engine.training.settings import Value

_SCALES = {":log": True, ":linear": False}


def axis_from(base: RunConfig, text: str) -> Axis:
    """`path=v1,v2`; raises `BadSetting`."""
    path, values = _parts(text)
    return axis(base, path, _values(values))


def dimension_from(base: RunConfig, text: str) -> Dimension:
    """`path=low..high`, also with `:log` or `:linear` behind it, or `path=v1,v2`; raises `BadSetting`."""
    path, values = _parts(text)
    return space_from(base, path, values)


def space_from(base: RunConfig, path: str, text: str) -> Dimension:
    """What a setting can be in a search; raises `BadSetting`."""
    logarithmic: bool | None = None
    for ending, is_logarithmic in _SCALES.items():
        if text.endswith(ending):
            text, logarithmic = text.removesuffix(ending), is_logarithmic
    if ".." in text:
        low, _, high = text.partition("..")
        return between(base, path, low.strip(), high.strip(), logarithmic=logarithmic)
    return choice(base, path, _values(text))


def values_from(base: RunConfig, path: str, text: str) -> Axis:
    """`v1, v2`; raises `BadSetting`."""
    return axis(base, path, _values(text))


def seeds_from(text: str) -> tuple[int, ...]:
    """`0,1,2`, each once; raises `BadSetting`."""
    try:
        seeds = tuple(dict.fromkeys(int(part) for part in text.split(",") if part.strip()))
    except ValueError:
        seeds = ()
    if not seeds or not all(0 <= seed < 2**31 for seed in seeds):
        raise BadSetting(
            f"“{text}” are no seeds.", "A seed is a whole number from 0.", "Give some, such as 0,1,2."
        )
    return seeds


def values_text(values: Sequence[Value]) -> str:
    """As `values_from` reads it."""
    return ", ".join("none" if value is None else _text(value) for value in values)


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parts(text: str) -> tuple[str, str]:
    path, equals, values = text.partition("=")
    if not equals:
        raise BadSetting(f"“{text}” has no “=”.", advice="Write it as path=value.")
    return path.strip(), values.strip()


def _values(text: str) -> tuple[Value, ...]:
    """The parts between commas; `none` is the empty value."""
    parts = [part.strip() for part in text.split(",")]
    return tuple("" if part == "none" else part for part in parts if part)

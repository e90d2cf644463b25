"""Settings by dotted name: the flat view of `RunConfig` behind the form and `--set`."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from engine.errors import BadSetting, nearest
from engine.training.config import RunConfig

Kind = Literal["int", "float", "optional_float", "bool", "choice", "time", "names"]
Value = str | int | float | bool | None

_SEPARATOR = ", "
"""Between the names of a setting that holds several."""


@dataclass(frozen=True)
class Setting:
    """One setting as people see it.

    Attributes:
        path: dotted name that scripts rely on, such as `training.epochs`.
        group: title of the group it belongs to.
        help: a sentence naming the equation or table it comes from.
        minimum, maximum: bounds, None where open; `exclusive_minimum` if the minimum itself is out.
    """

    path: str
    group: str
    title: str
    help: str
    unit: str
    kind: Kind
    minimum: float | None
    maximum: float | None
    exclusive_minimum: bool
    choices: tuple[str, ...]
    default: Value


@cache
def all_settings() -> tuple[Setting, ...]:
    """Every setting of a run, in the order of the form."""
    found: list[Setting] = []
    for name, info in RunConfig.model_fields.items():
        annotation = info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            group = info.title or name
            found += [
                _setting(f"{name}.{leaf}", group, leaf_info)
                for leaf, leaf_info in annotation.model_fields.items()
            ]
        else:
            found.append(_setting(name, "Run", info))
    return tuple(found)


def value_of(config: RunConfig, path: str) -> Value:
    """The value of one setting; raises `BadSetting` for an unknown name."""
    _known(path)
    value: Any = config
    for part in path.split("."):
        value = getattr(value, part)
    return as_value(value)


def with_settings(config: RunConfig, changes: Mapping[str, Value]) -> RunConfig:
    """A copy of `config` with some settings changed; texts are parsed as the setting's type.

    Raises:
        BadSetting: an unknown name (the nearest names are given) or a value out of bounds.
    """
    tree = config.model_dump()
    for path, value in changes.items():
        _known(path)
        *groups, leaf = path.split(".")
        branch = tree
        for group in groups:
            branch = branch[group]
        branch[leaf] = _parsed(value, _known(path).kind)
    try:
        return RunConfig.model_validate(tree)
    except ValidationError as error:
        raise _explained(error) from None


def as_value(value: Any) -> Value:
    """Times and names as people write them; also from the record of a run."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple | list):
        return _SEPARATOR.join(value)
    result: Value = value
    return result


def _parsed(value: Value, kind: Kind) -> Value | tuple[str, ...]:
    if value == "":
        return None
    if kind == "names" and isinstance(value, str):
        return tuple(name.strip() for name in value.split(_SEPARATOR.strip()) if name.strip()) or None
    return value


def _known(path: str) -> Setting:
    settings = {setting.path: setting for setting in all_settings()}
    if path not in settings:
        raise BadSetting(f"There is no setting “{path}”.", advice=nearest(path, settings))
    return settings[path]


def _explained(error: ValidationError) -> BadSetting:
    """The first complaint of pydantic, in the words of the setting."""
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    setting = _known(path)
    return BadSetting(f"“{first['input']}” is not possible for {path}.", why=_allowed(setting))


def _allowed(setting: Setting) -> str:
    if setting.kind == "choice":
        return f"It can be {', '.join(setting.choices)}."
    if setting.kind == "bool":
        return "It can be true or false."
    if setting.kind == "time":
        return "It is a time such as 2014-04-07 or 2014-04-07T10:51:09+02:00, or empty."
    if setting.kind == "names":
        return f"It is names with “{_SEPARATOR.strip()}” between them, or empty."
    number = "a whole number" if setting.kind == "int" else "a number"
    low = "" if setting.minimum is None else _number(setting.minimum)
    high = "" if setting.maximum is None else f" to {_number(setting.maximum)}"
    above = "above " if setting.exclusive_minimum else "from "
    empty = ", or empty" if setting.kind == "optional_float" else ""
    return f"It is {number} {above}{low}{high}{empty}."


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:g}"


def _setting(path: str, group: str, info: FieldInfo) -> Setting:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    kind, choices = _kind(info.annotation)
    bounds = {type(item): item for item in info.metadata}
    low: Any = bounds.get(Ge) or bounds.get(Gt)
    high: Any = bounds.get(Le) or bounds.get(Lt)
    return Setting(
        path=path,
        group=group,
        title=info.title or path,
        help=info.description or "",
        unit=str(extra.get("unit", "")),
        kind=kind,
        minimum=None if low is None else float(getattr(low, "ge", getattr(low, "gt", 0))),
        maximum=None if high is None else float(getattr(high, "le", getattr(high, "lt", 0))),
        exclusive_minimum=Gt in bounds,
        choices=choices,
        default=info.default,
    )


def _kind(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    if get_origin(annotation) is Literal:
        return "choice", tuple(get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType):
        kind = get_args(annotation)[0]
        return "time" if kind is datetime else "names" if get_origin(kind) is tuple else "optional_float", ()
    kinds: dict[Any, Kind] = {bool: "bool", int: "int", float: "float"}
    return kinds[annotation], ()

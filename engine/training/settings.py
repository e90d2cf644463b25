"""Settings by dotted name: the flat view of `RunConfig` behind the form and `--set`."""

from __future__ import annotations

import csv
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
from engine.training.config import GROUPS, RunConfig

Kind = Literal["int", "float", "optional_float", "bool", "choice", "time", "names"]
Value = str | int | float | bool | None

Need = Mapping[str, tuple[str, ...]]
"""Setting or fact -> the values it must have; of a number also "above 0"."""

_SEPARATOR = ", "
"""Between the names of a setting that holds several; a name that holds it stands in quotation marks."""


@dataclass(frozen=True)
class Setting:
    """One setting as people see it.

    Attributes:
        path: dotted name that scripts rely on, such as `training.epochs`.
        group: title of the group it belongs to.
        help: a sentence naming the equation or table it comes from.
        minimum, maximum: bounds, None where open; `exclusive_minimum` if the minimum itself is out.
        empty: what an empty value means, for people; "" where it cannot be empty.
        needs: alternatives; the setting has an effect only where one of them holds. None: always.
        at_most, before, divides: another setting, than which this one is not larger, or earlier, or of which
            it is a divisor.
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
    empty: str = ""
    needs: tuple[Need, ...] = ()
    at_most: str = ""
    before: str = ""
    divides: str = ""

    @property
    def methods(self) -> frozenset[str] | None:
        """The models that it is a setting of; None: of all."""
        named = [need.get("method") for need in self.needs]
        return frozenset(name for each in named if each for name in each) if all(named) and named else None


@cache
def all_settings() -> tuple[Setting, ...]:
    """Every setting of a run, in the order of the form."""
    found: list[Setting] = []
    for name, info in RunConfig.model_fields.items():
        annotation = info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            group = info.title or name
            needs = _needs(_extra(info).get("needs"))
            found += [
                _setting(f"{name}.{leaf}", group, leaf_info, needs)
                for leaf, leaf_info in annotation.model_fields.items()
            ]
        else:
            found.append(_setting(name, "", info, ()))
    return tuple(sorted(found, key=lambda setting: GROUPS.index(setting.group)))


@cache
def settings_by_path() -> Mapping[str, Setting]:
    """The same by dotted name."""
    return {setting.path: setting for setting in all_settings()}


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
    changed, problems = checked(config, changes)
    for path, why in problems.items():
        raise BadSetting(f"“{changes.get(path, '')}” is not possible for {path}.", why=why)
    return changed


def checked(config: RunConfig, changes: Mapping[str, Value]) -> tuple[RunConfig, dict[str, str]]:
    """The same, without the changes that are not possible, and why each of those is not, by dotted name.

    Raises:
        BadSetting: an unknown name.
    """
    whole = config.model_dump()
    tree = _with_values(whole, changes)
    try:
        return RunConfig.model_validate(tree), {}
    except ValidationError as error:
        paths = [".".join(map(str, found["loc"])) for found in error.errors(include_url=False)]
    # Of a union each member complains, with its own name at the end.
    wrong = {path: _allowed(_known(path)) for path in map(_setting_at, paths)}
    possible = {path: value for path, value in changes.items() if path not in wrong}
    return RunConfig.model_validate(_with_values(whole, possible)), wrong


def _with_values(tree: dict[str, Any], changes: Mapping[str, Value]) -> dict[str, Any]:
    """A copy of a configuration's tree with some leaves replaced."""
    copied = {name: dict(part) if isinstance(part, dict) else part for name, part in tree.items()}
    for path, value in changes.items():
        kind = _known(path).kind
        *groups, leaf = path.split(".")
        branch = copied
        for group in groups:
            branch = branch[group]
        branch[leaf] = _parsed(value, kind)
    return copied


def _setting_at(place: str) -> str:
    """The setting that a place in the tree belongs to."""
    return next(path for path in settings_by_path() if place == path or place.startswith(f"{path}."))


def as_value(value: Any) -> Value:
    """Times and names as people write them; also from the record of a run."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple | list):
        return _SEPARATOR.join(map(_quoted, value))
    result: Value = value
    return result


def as_text(value: Value) -> str:
    """A value as text that is read as exactly this value: short, and empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        short = f"{value:.10g}"
        return short if float(short) == value else repr(value)
    return str(value)


def _parsed(value: Value, kind: Kind) -> Value | tuple[str, ...]:
    if value == "":
        return None
    if kind == "names" and isinstance(value, str):
        return _names(value)
    return value


def _names(text: str) -> tuple[str, ...] | None:
    """The names in a list such as: view, "add, to cart"."""
    (row,) = csv.reader([" ".join(text.splitlines())], delimiter=_SEPARATOR.strip(), skipinitialspace=True)
    return tuple(name.strip() for name in row if name.strip()) or None


def _quoted(name: str) -> str:
    if _SEPARATOR.strip() not in name and '"' not in name:
        return name
    return '"' + name.replace('"', '""') + '"'


def _known(path: str) -> Setting:
    settings = settings_by_path()
    if path not in settings:
        raise BadSetting(f"There is no setting “{path}”.", advice=nearest(path, settings))
    return settings[path]


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


def _setting(path: str, group: str, info: FieldInfo, of_branch: tuple[Need, ...]) -> Setting:
    extra = _extra(info)
    kind, choices = _kind(info.annotation)
    bounds = {type(item): item for item in info.metadata}
    low: Any = bounds.get(Ge) or bounds.get(Gt)
    high: Any = bounds.get(Le) or bounds.get(Lt)
    return Setting(
        path=path,
        group=str(extra.get("group", group)),
        title=info.title or path,
        help=info.description or "",
        unit=str(extra.get("unit", "")),
        kind=kind,
        minimum=None if low is None else float(getattr(low, "ge", getattr(low, "gt", 0))),
        maximum=None if high is None else float(getattr(high, "le", getattr(high, "lt", 0))),
        exclusive_minimum=Gt in bounds,
        choices=choices,
        default=info.default,
        empty=str(extra.get("empty", "")),
        needs=_both(of_branch, _needs(extra.get("needs"))),
        at_most=str(extra.get("at_most", "")),
        before=str(extra.get("before", "")),
        divides=str(extra.get("divides", "")),
    )


def _extra(info: FieldInfo) -> Mapping[str, Any]:
    return info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}


def _both(of_branch: tuple[Need, ...], own: tuple[Need, ...]) -> tuple[Need, ...]:
    """Where an alternative of the branch and one of the setting hold; the setting's own word is the last."""
    if not of_branch or not own:
        return of_branch or own
    return tuple({**above, **each} for above in of_branch for each in own)


def _needs(declared: Any) -> tuple[Need, ...]:
    """Of one alternative or several, each with one value or several."""
    alternatives = declared if isinstance(declared, list) else [declared] if declared else []
    return tuple(
        {path: (wanted,) if isinstance(wanted, str) else tuple(wanted) for path, wanted in each.items()}
        for each in alternatives
    )


def _kind(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    if get_origin(annotation) is Literal:
        return "choice", tuple(get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType):
        kind = get_args(annotation)[0]
        return "time" if kind is datetime else "names" if get_origin(kind) is tuple else "optional_float", ()
    kinds: dict[Any, Kind] = {bool: "bool", int: "int", float: "float"}
    return kinds[annotation], ()

"""The settings of a training as a JSON file: to keep, to pass on, and to train with again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import BadInput, BadSetting, nearest
from engine.exporting.atomic import new_file
from engine.training.config import RunConfig
from engine.training.presets import ALL_PRESETS, preset, presets_of
from engine.training.settings import Value, as_value, checked, settings_by_path

PRESET, SETTINGS = "preset", "settings"


@dataclass(frozen=True)
class KeptSettings:
    """What a file holds: the preset they came from, and values by dotted name, not always of all settings."""

    preset: str
    values: Mapping[str, Value]


def write_settings(path: Path, config: RunConfig, preset_name: str) -> None:
    """Write every setting.

    Raises:
        BadInput: the file cannot be written.
    """
    kept = {PRESET: preset_name, SETTINGS: config.model_dump(mode="json")}
    with new_file(path) as partial:
        partial.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")


def read_settings(path: Path) -> KeptSettings:
    """Read a file that `write_settings` wrote, or the `config.json` of a run.

    Raises:
        BadInput: it cannot be read, or holds what is no setting or not possible; all of it is named.
    """
    try:
        stored = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read.", f"{error}.", "Choose another file.") from error
    except ValueError as error:
        raise _no_settings(path, "It is not written in JSON.") from error
    if not isinstance(stored, dict):
        raise _no_settings(path, "It holds no names with values.")
    return kept_settings(stored, path.name)


def kept_settings(stored: Mapping[str, Any], where: str) -> KeptSettings:
    """The same from what the file holds; `where` says whose it is.

    Raises:
        BadInput: it holds what is no setting or not possible.
    """
    named = str(stored.get(PRESET, "recommended"))
    tree = stored.get(SETTINGS, {name: part for name, part in stored.items() if name != PRESET})
    values = dict(_leaves(tree)) if isinstance(tree, Mapping) else {}
    unknown = [name for name in values if name not in settings_by_path()]
    faults = [f"{name} is no setting. {nearest(name, settings_by_path())}".rstrip() for name in unknown]
    lists = [name for name, value in values.items() if name not in unknown and _is_strange(value)]
    faults += [f"{name} is {json.dumps(values[name])}. It is not a list like that." for name in lists]
    known = {name: as_value(value) for name, value in values.items() if name not in {*unknown, *lists}}
    if named in ALL_PRESETS:
        faults += [
            f"{name} is “{values.get(name)}”. {why}" for name, why in _impossible(named, known).items()
        ]
    else:
        faults.append(f"There is no preset “{named}”. {nearest(named, ALL_PRESETS)}".rstrip())
    if faults or not values:
        raise BadInput(
            f"{where} holds settings that this version does not take."
            if values
            else f"{where}: no settings.",
            " ".join(faults) or "It names no setting.",
            "Correct the file, or save the settings of the form anew.",
        )
    return KeptSettings(named, known)


def _impossible(named: str, values: Mapping[str, Value]) -> dict[str, str]:
    try:
        method = str(values.get("method", "areal"))
        return checked(preset(named if named in presets_of(method) else "recommended", method), values)[1]
    except BadSetting as error:
        return {"": str(error)}


def _is_strange(value: Any) -> bool:
    """Lists hold names, or they are no value of any setting."""
    return isinstance(value, list) and not all(isinstance(name, str) for name in value)


def _leaves(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        path = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}.")
        else:
            yield path, value


def _no_settings(path: Path, why: str) -> BadInput:
    return BadInput(f"{path.name} holds no settings.", why, "Choose a file that AREAL saved.")

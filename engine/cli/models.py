"""`models`: what can be trained, with which settings, and what to know of it."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator

from engine.cli.console import Console
from engine.cli.text import table
from engine.errors import BadSetting, nearest
from engine.events import CancelToken
from engine.models.methods import METHODS, row_name
from engine.training.presets import preset, presets_of
from engine.training.settings import Setting, all_settings, as_text, value_of

WIDTH = 100


def models(arguments: argparse.Namespace, console: Console, _cancel: CancelToken) -> None:
    """List the models, or tell all of one; raises `BadSetting` where there is no such model."""
    wanted = arguments.model
    if wanted is not None and wanted not in METHODS:
        raise BadSetting(
            f"There is no model “{wanted}”.", advice=nearest(wanted, METHODS) or "`models` lists them."
        )
    names = [*METHODS] if wanted is None else [wanted]
    console.show("\n\n".join(_block(name, whole=wanted is not None) for name in names))
    console.result(models=[_public(name) for name in names])


def _block(name: str, *, whole: bool) -> str:
    """One model for people: its settings in short, or everything."""
    method = METHODS[name]
    parts = [f"{name}  ({method.title})", _wrapped(method.about.summary)]
    if not whole:
        own = ", ".join(setting.path for setting in _own(name))
        return "\n".join([*parts, _wrapped(f"Settings: {own}.")])
    parts += [_wrapped(f"Source: {method.about.source}")]
    parts += [_wrapped(f"Different here: {text}") for text in method.about.deviations]
    parts += [_wrapped(f"Licence: {method.about.licence}"), ""]
    presets = presets_of(name)
    rows = [
        (setting.path, *(as_text(value_of(preset(each, name), setting.path)) for each in presets))
        for setting in _own(name)
    ]
    return "\n".join([*parts, table(("setting", *presets), rows, left=range(1 + len(presets)))])


def _own(name: str) -> Iterator[Setting]:
    """The settings that this model has and others lack."""
    return (setting for setting in all_settings() if setting.methods is not None and name in setting.methods)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _public(name: str) -> dict[str, object]:
    about = METHODS[name].about
    presets = {each: preset(each, name) for each in presets_of(name)}
    return {
        "name": name,
        "title": METHODS[name].title,
        "rows": {each: row_name(name, config.model_dump()) for each, config in presets.items()},
        "summary": about.summary,
        "source": about.source,
        "deviations": about.deviations,
        "licence": about.licence,
        "settings": [
            {
                "name": setting.path,
                "title": setting.title,
                "help": setting.help,
                "presets": {each: value_of(config, setting.path) for each, config in presets.items()},
            }
            for setting in _own(name)
        ],
    }

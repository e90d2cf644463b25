"""What the settings are to each other: which have no effect beside the others, which contradict another.

Both are read from what the fields of the configuration declare (`needs`, `at_most`, `before`,
`divides`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from engine.errors import BadSetting
from engine.models.areal.config import FULL_SOFTMAX_UP_TO
from engine.models.methods import METHODS
from engine.store.datasets import DatasetRow
from engine.training.config import RunConfig
from engine.training.settings import Need, Setting, all_settings, settings_by_path, value_of

Facts = Mapping[str, frozenset[str]]
"""What is known of the log and of the machine: "log" or "machine" -> what it has."""

ABOVE_ZERO = "above 0"

_FACTS = {
    "events": "the log has kinds of events",
    "times": "the log has times",
    "many items": f"the log has more than {FULL_SOFTMAX_UP_TO:,} items",
    "CUDA": "there is a CUDA device",
}


def facts_of_log(dataset: DatasetRow) -> frozenset[str]:
    """What a log has that a setting may need."""
    has = {
        "events": bool(dataset.events),
        "times": dataset.has_times,
        "many items": dataset.n_items > FULL_SOFTMAX_UP_TO,
    }
    return frozenset(name for name, there in has.items() if there)


def without_effect(text_of: Callable[[str], str], facts: Facts) -> dict[str, str]:
    """The settings that change nothing beside the others, and where they would, by dotted name.

    Args:
        text_of: a setting's value as text.
        facts: of what is not in it nothing is known, and nothing said.
    """
    return {
        setting.path: _why_idle(setting, text_of("method"))
        for setting in all_settings()
        if setting.needs and not any(_holds(need, text_of, facts) for need in setting.needs)
    }


def of_other_models(method: str) -> frozenset[str]:
    """The settings that a model does not have, by dotted name; none of a model that nobody knows."""
    if method not in METHODS:
        return frozenset()
    return frozenset(
        setting.path
        for setting in all_settings()
        if setting.methods is not None and method not in setting.methods
    )


def contradictions(config: RunConfig) -> dict[str, str]:
    """The settings that do not go with another one, and why, by dotted name."""
    idle = without_effect(lambda path: str(value_of(config, path)), {})
    found = {setting.path: _contradiction(setting, config) for setting in all_settings()}
    return {path: why for path, why in found.items() if why and path not in idle}


def refuse_contradictions(config: RunConfig) -> None:
    """Raises `BadSetting` for the first one."""
    for path, why in contradictions(config).items():
        raise BadSetting(f"“{value_of(config, path)}” is not possible for {path}.", why=why)


def _contradiction(setting: Setting, config: RunConfig) -> str:
    value = value_of(config, setting.path)
    if setting.at_most:
        most = value_of(config, setting.at_most)
        if isinstance(value, int | float) and isinstance(most, int | float) and value > most:
            return f"At most {_title(setting.at_most)}, {most}."
    if setting.divides:
        whole = value_of(config, setting.divides)
        if isinstance(value, int) and isinstance(whole, int) and whole % value:
            return f"It must divide {_title(setting.divides)}, {whole}, without a rest."
    if setting.before:
        limit = value_of(config, setting.before)
        if isinstance(value, str) and isinstance(limit, str) and _moment(value) >= _moment(limit):
            return f"It must lie before {_title(setting.before)}, {limit}."
    return ""


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _holds(need: Need, text_of: Callable[[str], str], facts: Facts) -> bool:
    return all(_met(path, wanted, text_of, facts) for path, wanted in need.items())


def _met(path: str, wanted: tuple[str, ...], text_of: Callable[[str], str], facts: Facts) -> bool:
    if path not in settings_by_path():
        return path not in facts or facts[path].issuperset(wanted)
    text = text_of(path)
    return _above_zero(text) if wanted == (ABOVE_ZERO,) else text in wanted


def _above_zero(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return True  # its own field says what is wrong with it


def _why_idle(setting: Setting, method: str) -> str:
    if setting.methods is not None and method not in setting.methods:
        titles = [METHODS[name].title for name in METHODS if name in setting.methods]
        return f"No effect: a setting of {', '.join(titles)}."
    return _only_where(tuple(_without_method(need) for need in setting.needs))


def _without_method(need: Need) -> Need:
    return {path: wanted for path, wanted in need.items() if path != "method"}


def _only_where(alternatives: tuple[Need, ...]) -> str:
    told = [" and ".join(_condition(path, wanted) for path, wanted in need.items()) for need in alternatives]
    return f"No effect: only where {', or where '.join(told)}."


def _condition(path: str, wanted: tuple[str, ...]) -> str:
    if path not in settings_by_path():
        return " and ".join(_FACTS[name] for name in wanted)
    return f"{_title(path)} is {' or '.join(wanted)}"


def _title(path: str) -> str:
    return f"“{settings_by_path()[path].title}”"

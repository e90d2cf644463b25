"""How much of Table 2 is trained: a first try or all of it; and why some models make so many rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.models.methods import METHODS
from engine.studies.plan import Table2Plan
from engine.studies.table2.entries import USUAL_PRESETS, USUAL_SEEDS, USUAL_TUNING, VARIANTS
from engine.training.config import RunConfig
from engine.training.settings import Value, value_of


@dataclass(frozen=True)
class Scope:
    """What can be chosen about the table at one glance.

    Attributes:
        models, presets: a row for each model in each of the presets that it has.
        tuning: what is tried of every row; empty: nothing is.
    """

    presets: tuple[str, ...]
    tuning: Mapping[str, tuple[Value, ...]]
    seeds: tuple[int, ...]
    models: tuple[str, ...] = tuple(METHODS)


WHOLE = Scope(USUAL_PRESETS, USUAL_TUNING, USUAL_SEEDS)
FIRST_TRY = Scope(("recommended",), {}, (0,))
SCOPES = {"whole": WHOLE, "first": FIRST_TRY}


@dataclass(frozen=True)
class Counted:
    """Where the rows of a plan come from.

    Attributes:
        forms: the models that have several forms -> how many.
        presets: in the order in which they first occur; AREAL's "paper" is its "published".
        even: every form has a row for each of the presets.
    """

    rows: int
    models: int
    forms: Mapping[str, int]
    presets: tuple[str, ...]
    even: bool


def counted(plan: Table2Plan) -> Counted:
    """Count the rows of a plan by what makes them."""
    forms: dict[str, dict[tuple[Value, ...], int]] = {}
    for entry in plan.entries:
        of_method = forms.setdefault(entry.base.method, {})
        form = _form(entry.base)
        of_method[form] = of_method.get(form, 0) + 1
    names = ("published" if entry.preset == "paper" else entry.preset for entry in plan.entries)
    presets = tuple(dict.fromkeys(names))
    each = {number for of_method in forms.values() for number in of_method.values()}
    return Counted(
        rows=len(plan.entries),
        models=len(forms),
        forms={METHODS[name].title: len(found) for name, found in forms.items() if len(found) > 1},
        presets=presets,
        even=each == {len(presets)},
    )


def _form(config: RunConfig) -> tuple[Value, ...]:
    """What tells the forms of a model apart, whatever the preset: the first setting of each of them."""
    paths = dict.fromkeys(next(iter(changes)) for changes in VARIANTS.get(config.method, ()))
    return tuple(value_of(config, path) for path in paths)

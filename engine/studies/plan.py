"""What a study is to train: a configuration, and what is varied in it. Kept with the study as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from engine.errors import BadSetting, EngineError
from engine.models.methods import METHODS
from engine.store.studies import SEARCH, TABLE2, StudyRow
from engine.training.config import RunConfig
from engine.training.dependence import of_other_models
from engine.training.settings import Setting, Value, all_settings, value_of, with_settings

MOST_TRAININGS = 1_000


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Axis(_Frozen):
    """A setting, and the values it takes one after the other."""

    path: str
    values: tuple[Value, ...]


class Dimension(_Frozen):
    """A setting that a search chooses: between two numbers, or from a list.

    Attributes:
        logarithmic: factors count, not differences; for numbers over several powers of ten.
    """

    path: str
    low: float | None = None
    high: float | None = None
    logarithmic: bool = False
    choices: tuple[Value, ...] = ()


class SweepPlan(_Frozen):
    """Every combination of the values of the axes, with every seed."""

    preset: str
    base: RunConfig
    axes: tuple[Axis, ...]
    seeds: tuple[int, ...] = (0,)


class SearchPlan(_Frozen):
    """Trainings chosen one after the other, by the validation metric of those before.

    Attributes:
        trials, minutes: the budget; whichever is used up first ends the search.
    """

    preset: str
    base: RunConfig
    space: tuple[Dimension, ...]
    trials: int | None = 20
    minutes: float | None = None


class Entry(_Frozen):
    """A row of Table 2: a model as one of its presets has it.

    Attributes:
        label: what it is called in the table, different from every other.
    """

    label: str
    preset: str
    base: RunConfig


class Table2Plan(_Frozen):
    """Every entry is tuned over the same grid on validation, then trained with every seed and tested.

    Attributes:
        tuning: the grid, the same for all; without axes nothing is tuned.
        tuning_seed: of all trainings of the tuning; none of the seeds of the table, so that the chosen
            settings meet those for the first time.
    """

    entries: tuple[Entry, ...]
    tuning: tuple[Axis, ...]
    seeds: tuple[int, ...]
    tuning_seed: int

    @property
    def preset(self) -> str:
        """Of the whole: every row has its own."""
        return ""

    @property
    def tried(self) -> int:
        """Configurations that are tried of every entry; 0 where there is nothing to choose from."""
        size = grid_size(self.tuning)
        return size if size > 1 else 0


Plan = SweepPlan | SearchPlan | Table2Plan
_KINDS: dict[str, type[Plan]] = {SEARCH: SearchPlan, TABLE2: Table2Plan}


def plan_of(study: StudyRow) -> Plan:
    """The plan of a study in the store.

    Raises:
        EngineError: it is from another version, and knows settings that there are not any more.
    """
    try:
        return _KINDS.get(study.kind, SweepPlan).model_validate(study.plan)
    except ValidationError as error:
        raise EngineError(
            f"The plan of “{study.name}” cannot be read.",
            f"It was made by another version of AREAL: {error.errors(include_url=False)[0]['msg']}.",
            "Its runs are kept; begin a new study to go on.",
        ) from error


def axis(base: RunConfig, path: str, values: tuple[Value, ...]) -> Axis:
    """An axis whose values are possible ones, each once; texts are parsed as the setting's type.

    Raises:
        BadSetting: there is no such setting, or it cannot have one of the values.
    """
    if not values:
        raise BadSetting(f"There are no values for {path}.", advice="Give at least one.")
    return Axis(path=path, values=tuple(dict.fromkeys(_possible(base, path, value) for value in values)))


def choice(base: RunConfig, path: str, values: tuple[Value, ...]) -> Dimension:
    """A dimension that is a list of values; raises `BadSetting` as `axis` does."""
    return Dimension(path=path, choices=axis(base, path, values).values)


def between(base: RunConfig, path: str, low: Any, high: Any, *, logarithmic: bool | None = None) -> Dimension:
    """A dimension between two numbers.

    Args:
        logarithmic: by default where the numbers span a factor of 20.

    Raises:
        BadSetting: the setting is no number, or the bounds are not possible.
    """
    kind = setting(path).kind
    if kind not in ("int", "float", "optional_float"):
        raise BadSetting(f"{path} is not a number.", advice="Name its values with commas between them.")
    low, high = (float(_number(_possible(base, path, end), path)) for end in (low, high))
    if low >= high:
        raise BadSetting(f"{low:g}..{high:g} holds nothing.", advice="Give the smaller number first.")
    if logarithmic is None:
        logarithmic = low > 0 and high / low >= 20
    if logarithmic and low <= 0:
        raise BadSetting(f"A logarithmic range of {path} cannot begin at {low:g}.")
    return Dimension(path=path, low=low, high=high, logarithmic=logarithmic)


def check(plan: Plan) -> None:
    """Raise `BadSetting` where a plan makes no sense as a whole."""
    varied = [part.path for part in _parts(plan)]
    if isinstance(plan, Table2Plan):
        _check_entries(plan)
    elif not varied:
        raise BadSetting("Nothing is varied.", advice="Choose at least one setting.")
    if twice := next((path for path in varied if varied.count(path) > 1), None):
        raise BadSetting(f"{twice} is varied twice.", advice="Give all its values at once.")
    if not isinstance(plan, Table2Plan) and "method" not in varied:
        _check_model(plan.base.method, varied)
    if "seed" in varied:
        raise BadSetting("The seed is no setting to choose by.", advice="Give several seeds instead.")
    if isinstance(plan, SearchPlan):
        _check_budget(plan)
    else:
        _check_size(plan)


def count_trainings(plan: SweepPlan | Table2Plan) -> int:
    """All trainings of a plan, those of the tuning too."""
    if isinstance(plan, SweepPlan):
        return len(plan.seeds) * grid_size(plan.axes)
    return len(plan.entries) * (len(plan.seeds) + plan.tried)


def combinations(space: tuple[Dimension, ...]) -> int | None:
    """How many different trials there are; None where a number can be any."""
    found = 1
    for dimension in space:
        if dimension.choices:
            found *= len(dimension.choices)
        elif setting(dimension.path).kind == "int":
            assert dimension.low is not None
            assert dimension.high is not None
            found *= int(dimension.high) - int(dimension.low) + 1
        else:
            return None
    return found


def setting(path: str) -> Setting:
    """What is known of a setting; raises `BadSetting` with the nearest name."""
    value_of(RunConfig(), path)
    return next(each for each in all_settings() if each.path == path)


def _check_model(method: str, varied: list[str]) -> None:
    foreign = of_other_models(method)
    if idle := next((path for path in varied if path in foreign), None):
        title = METHODS[method].title
        raise BadSetting(f"{idle} is no setting of {title}.", advice="Vary one that the model has.")


def _check_budget(plan: SearchPlan) -> None:
    if plan.trials is None and plan.minutes is None:
        raise BadSetting("The search has no end.", advice="Give a number of trials, or minutes.")
    if plan.trials is not None and not 1 <= plan.trials <= MOST_TRAININGS:
        raise BadSetting(f"{plan.trials} trials are not possible.", f"It is 1 to {MOST_TRAININGS:,}.")
    if plan.minutes is not None and plan.minutes <= 0:
        raise BadSetting(f"{plan.minutes:g} minutes are not possible.", advice="Give more than 0.")


def _parts(plan: Plan) -> Sequence[Axis | Dimension]:
    """What is varied."""
    if isinstance(plan, SweepPlan):
        return plan.axes
    return plan.space if isinstance(plan, SearchPlan) else plan.tuning


def _check_entries(plan: Table2Plan) -> None:
    if not plan.entries:
        raise BadSetting("There is no model in the table.", advice="Choose at least one.")
    configs = [entry.base.model_dump_json() for entry in plan.entries]
    labels = [entry.label for entry in plan.entries]
    for names in (labels, configs):
        if twice := next((at for at, name in enumerate(names) if names.index(name) < at), None):
            raise BadSetting(f"“{labels[twice]}” is in the table twice.", advice="Choose every model once.")
    if plan.tuning_seed in plan.seeds:
        raise BadSetting(f"Seed {plan.tuning_seed} is that of the tuning.", advice="Give another seed.")


def grid_size(axes: Sequence[Axis]) -> int:
    """How many combinations of their values there are."""
    return math.prod(len(axis.values) for axis in axes)


def _check_size(plan: SweepPlan | Table2Plan) -> None:
    if not plan.seeds:
        raise BadSetting("There is no seed.", advice="Give at least one.")
    trainings = count_trainings(plan)
    if trainings > MOST_TRAININGS:
        raise BadSetting(
            f"That would be {trainings:,} trainings.",
            f"A study has at most {MOST_TRAININGS:,}.",
            "Give fewer values or seeds, or search instead.",
        )


def _possible(base: RunConfig, path: str, value: Value) -> Value:
    return value_of(with_settings(base, {path: value}), path)


def _number(value: Value, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadSetting(f"A range of {path} needs two numbers.")
    return value

"""A study that is being set up: what was typed, and the plan that it makes. Knows no widgets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.errors import BadSetting, EngineError
from engine.models.methods import METHODS
from engine.store.datasets import DatasetRow
from engine.store.studies import TABLE2
from engine.studies.plan import Plan, SearchPlan, SweepPlan, Table2Plan, check
from engine.studies.plans import STUDIES
from engine.studies.spelling import seeds_from, space_from, values_from, values_text
from engine.studies.table2.entries import USUAL_TUNING, table2_plan
from engine.studies.table2.scope import SCOPES
from engine.studies.variants import config_of, variants
from engine.training.config import RunConfig
from engine.training.dependence import of_other_models
from engine.training.presets import counterpart, preset_for
from engine.training.settings import Value, value_of, with_settings

SEARCH, GRID = "search", "grid"
OF_ANY_MODEL = (SEARCH, GRID)
"""The kinds of study whose model is chosen."""

USUAL_TRIALS = 20


@dataclass
class Row:
    """A setting and what was typed for it."""

    path: str
    text: str


@dataclass
class Draft:
    """What was typed.

    Attributes:
        varied: what is varied; `same` what all trainings share beside the preset.
        model: what is trained, in the kinds `OF_ANY_MODEL`.
        trials, minutes: the budget of a search; 0: no limit.
        models, presets: the rows of Table 2: each model as each of the presets that it has.
        tuned: whether these are tuned over what is varied.
    """

    kind: str
    preset: str = "recommended"
    model: str = "areal"
    name: str = ""
    varied: list[Row] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    seeds: str = "0"
    trials: int = USUAL_TRIALS
    minutes: float = 0.0
    models: list[str] = field(default_factory=list)
    presets: list[str] = field(default_factory=list)
    tuned: bool = True


def draft_of(kind: str, preset: str = "recommended") -> Draft:
    """Where the set-up of a study begins."""
    draft = Draft(kind, preset)
    if kind in STUDIES:
        study = STUDIES[kind]
        draft.varied = [Row(study.path, values_text(study.values))]
    elif kind == TABLE2:
        return draft_in(draft, "whole")
    else:
        draft.varied = usually_varied(kind, draft.model)
    return draft


def usually_varied(kind: str, model: str) -> list[Row]:
    """What a grid or a search of a model varies until another thing is chosen."""
    own = METHODS[model].branches
    branch = next(name for name in ("baseline", "model", "diffrec") if name in own)
    dropout = f"{branch}.dropout"
    if kind == SEARCH:
        return [Row("training.learning_rate", "0.0003..0.01"), Row(dropout, "0..0.5")]
    size = (
        Row("diffrec.hidden", "200, 300")
        if branch == "diffrec"
        else Row(f"{branch}.embedding_size", "32, 64")
    )
    return [size, Row("model.layers", "1, 2") if model == "areal" else Row(dropout, "0.2, 0.5")]


def still_varied(rows: list[Row], kind: str, model: str) -> list[Row]:
    """What stays of the rows when another model is chosen; the usual ones if that is nothing."""
    others = of_other_models(model)
    return [row for row in rows if row.path not in others] or usually_varied(kind, model)


def draft_in(draft: Draft, extent: str) -> Draft:
    """The draft of Table 2 in one of the extents that are offered."""
    scope = SCOPES[extent]
    varied = [Row(path, values_text(values)) for path, values in USUAL_TUNING.items()]
    return replace(
        draft,
        models=list(scope.models),
        presets=list(scope.presets),
        seeds=", ".join(map(str, scope.seeds)),
        varied=varied,
        tuned=bool(scope.tuning),
    )


def extent_of(draft: Draft) -> str | None:
    """Which of the extents that are offered a draft of Table 2 is; None for one of the user's own."""
    for name in SCOPES:
        usual = draft_in(draft, name)
        rows_agree = not draft.tuned or draft.varied == usual.varied
        if rows_agree and replace(draft, varied=usual.varied) == usual:
            return name
    return None


def base_of(draft: Draft, dataset: DatasetRow) -> RunConfig:
    """The configuration that is varied; raises `BadSetting`.

    One of the settings that all trainings share may be the model, whose preset it is then.
    """
    changes = _typed(draft.same)
    method = str(changes.get("method", draft.model))
    preset = counterpart(draft.preset, method) if method in METHODS else draft.preset
    return with_settings(preset_for(preset, dataset, method), changes)


def plan_from(draft: Draft, dataset: DatasetRow) -> Plan:
    """The plan that was typed.

    Raises:
        EngineError: it is not possible, with the reason.
    """
    if draft.kind == TABLE2:
        return _table2_from(draft, dataset)
    base = base_of(draft, dataset)
    if draft.kind == SEARCH:
        plan: Plan = SearchPlan(
            preset=draft.preset,
            base=base,
            space=tuple(space_from(base, row.path, row.text) for row in draft.varied),
            trials=draft.trials or None,
            minutes=draft.minutes or None,
        )
    else:
        plan = SweepPlan(
            preset=draft.preset,
            base=base,
            axes=tuple(values_from(base, row.path, row.text) for row in draft.varied),
            seeds=seeds_from(draft.seeds),
        )
    check(plan)
    if isinstance(plan, SweepPlan):
        for variant in variants(plan):
            config_of(plan, variant, plan.seeds[0])
    if twice := {row.path for row in draft.varied} & {row.path for row in draft.same}:
        raise BadSetting(f"{min(twice)} is varied, so it cannot be the same for all.")
    return plan


def _table2_from(draft: Draft, dataset: DatasetRow) -> Table2Plan:
    if not draft.models or not draft.presets:
        raise BadSetting("There is no row in the table.", advice="Choose a model, and how it is set.")
    varied = draft.varied if draft.tuned else []
    tuning = [values_from(RunConfig(), row.path, row.text) for row in varied]
    plan = table2_plan(
        dataset,
        models=draft.models,
        presets=draft.presets,
        changes=_typed(draft.same),
        tuning={axis.path: axis.values for axis in tuning},
        seeds=seeds_from(draft.seeds),
    )
    check(plan)
    return plan


def _typed(rows: list[Row]) -> dict[str, Value]:
    return {row.path: "" if row.text.strip() == "none" else row.text.strip() for row in rows}


def problem_of(draft: Draft, dataset: DatasetRow | None) -> str:
    """Why the study cannot begin; empty where it can."""
    if dataset is None:
        return ""
    try:
        plan_from(draft, dataset)
    except EngineError as error:
        return str(error)
    return ""


def usual_text(draft: Draft, dataset: DatasetRow, path: str) -> str:
    """What a setting is in the preset."""
    preset = counterpart(draft.preset, draft.model)
    return values_text((value_of(preset_for(preset, dataset, draft.model), path),))

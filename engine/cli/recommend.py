"""`recommend` and `trajectory`."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from typing import TypeVar

from engine.cli.console import Console
from engine.cli.operation import follow
from engine.cli.text import cut, percent, table
from engine.errors import BadSetting, NotFound, nearest
from engine.events import Cancelled, CancelToken, Event
from engine.exporting.chosen_users import export_chosen, read_user_ids
from engine.exporting.parts import folder_of
from engine.exporting.recommendations import (
    RecommendationsExported,
    RecommendationsResumed,
    export_recommendations,
)
from engine.exporting.tables import ENDINGS, check_suffix
from engine.exporting.trajectories import save_trajectory
from engine.recommending.catalogue import Recommendation
from engine.recommending.loading import load_chain_recommender, load_recommender
from engine.recommending.recommender import Recommender
from engine.recommending.trajectory import Trajectory
from engine.store.connection import Store
from engine.store.runs import get_run
from engine.store.users import UserRow, find_users, get_user
from engine.workspace import Workspace

Loaded = TypeVar("Loaded", bound=Recommender)


def recommend(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """The top items of one user as a table, or of all users as a file."""
    several = "--all" if arguments.all else "--users" if arguments.users else None
    if several and arguments.out is None:
        raise BadSetting(f"{several} writes a file.", advice=f"Name it: --out FILE{', FILE'.join(ENDINGS)}.")
    if arguments.out is not None and not several:
        raise BadSetting(
            "--out goes with --all or --users.", advice="Leave --out away: one user's items are printed."
        )
    if (arguments.run is None) == (arguments.bundle is None):
        raise BadSetting("Nothing says which model is meant.", advice="Name a run, or else --bundle FILE.")
    if arguments.bundle is not None:
        _recommend_by_bundle(arguments, console)
        return
    if several:
        check_suffix(arguments.out)
    with Workspace.open(arguments.workspace, write=False) as workspace:
        if arguments.all:
            _recommend_all(workspace, arguments, console, cancel)
        elif arguments.users:
            _recommend_some(workspace, arguments, console, cancel)
        elif arguments.history is not None:
            _recommend_after(load_recommender(workspace, arguments.run), arguments, console)
        else:
            _recommend_one(workspace, arguments, console)


def _recommend_all(
    workspace: Workspace, arguments: argparse.Namespace, console: Console, cancel: CancelToken
) -> None:
    def show(event: Event) -> None:
        if isinstance(event, RecommendationsResumed):
            console.say(f"Going on after {event.done:,} of {event.total:,} users, kept from an earlier time.")

    events = export_recommendations(workspace, arguments.run, arguments.out, arguments.top, cancel)
    try:
        done = follow(events, console, cancel, RecommendationsExported, show=show)
    except Cancelled:
        kept = folder_of(arguments.out)
        console.say(f"What is done is kept in {kept}: the same command goes on with it.")
        raise
    _say_done(console, done)


def _recommend_some(
    workspace: Workspace, arguments: argparse.Namespace, console: Console, cancel: CancelToken
) -> None:
    users = read_user_ids(arguments.users)
    events = export_chosen(workspace, arguments.run, users, arguments.out, arguments.top, cancel)
    _say_done(console, follow(events, console, cancel, RecommendationsExported))


def _say_done(console: Console, done: RecommendationsExported) -> None:
    console.say(f"{done.rows:,} rows for {done.users:,} users in {done.path}.")
    console.result(run_id=done.run_id, path=done.path, users=done.users, rows=done.rows)


def _recommend_one(workspace: Workspace, arguments: argparse.Namespace, console: Console) -> None:
    recommender, items = _with_history(workspace, arguments.run, arguments.user, load_recommender)
    found = recommender.recommend(items, arguments.top)
    console.say(_introduction(recommender, arguments.user, len(items)))
    console.show(_items_table(found))
    console.result(
        run_id=recommender.run.id,
        user=arguments.user,
        policy=recommender.run.policy,
        recommendations=[_public(each) for each in found],
    )


def _recommend_by_bundle(arguments: argparse.Namespace, console: Console) -> None:
    if arguments.history is None:
        raise BadSetting(
            "A bundle knows no users.",
            advice="Write --history ID,ID,... or import the bundle: import-bundle FILE.",
        )
    from engine.exporting.bundle_file import load_bundle
    from engine.exporting.bundle_scoring import recommender_of

    _recommend_after(recommender_of(load_bundle(arguments.bundle)), arguments, console)


def _recommend_after(recommender: Recommender, arguments: argparse.Namespace, console: Console) -> None:
    """After a history that is typed."""
    ids = recommender.items.external_ids
    numbers = {external_id: number for number, external_id in enumerate(ids)}
    typed = [part.strip() for part in next(csv.reader([arguments.history]), []) if part.strip()]
    if unknown := [part for part in typed if part not in numbers]:
        raise NotFound(f"The model knows no item {unknown[0]!r}.", advice=nearest(unknown[0], ids))
    found = recommender.recommend([numbers[part] for part in typed], arguments.top)
    used, policy = min(len(typed), recommender.history_length), recommender.run.policy
    shown = f"{len(typed):,} items, the last {used} shown to “{recommender.run.name}”"
    console.say(f"{shown}; items already seen: {policy}.")
    console.show(_items_table(found))
    console.result(
        run_id=recommender.run.id or None,
        history=typed,
        policy=policy,
        recommendations=[_public(each) for each in found],
    )


def _with_history(
    workspace: Workspace, run_key: str, user: str, load: Callable[[Workspace, int], Loaded]
) -> tuple[Loaded, list[int]]:
    """The run's recommender and a user's items; an unknown user is found out before a model is loaded."""
    run = get_run(workspace.store, run_key)
    row = _user(workspace.store, run.users_of, user)
    recommender = load(workspace, run.id)
    return recommender, recommender.numbers_of(recommender.history(workspace.store, row.user_id))


def _user(store: Store, dataset_id: int, user: str) -> UserRow:
    try:
        return get_user(store, dataset_id, user)
    except NotFound as error:
        raise NotFound(error.what, error.why, _similar(store, dataset_id, user) or error.advice) from None


def _similar(store: Store, dataset_id: int, user: str) -> str:
    """The ids that share the longest beginning with `user`; the whole list may be millions."""
    for length in range(min(len(user), 40), 0, -1):
        if found := find_users(store, dataset_id, user[:length], limit=100):
            return nearest(user, [row.external_id for row in found])
    return ""


def _introduction(recommender: Recommender, user: str, n: int) -> str:
    used = min(n, recommender.history_length)
    return (
        f"User {user}: {n:,} items, the last {used} shown to run {recommender.run.id} "
        f"“{recommender.run.name}”; items already seen: {recommender.run.policy}."
    )


def _public(found: Recommendation) -> dict[str, object]:
    """What a script gets of a recommendation: ids as in the log, no internal numbers."""
    return {
        "rank": found.rank,
        "item": found.external_id,
        "title": found.title,
        "score": found.score,
        "popularity_rank": found.popularity_rank,
        "repeat": found.repeat,
    }


def _items_table(found: list[Recommendation]) -> str:
    headers = ("rank", "item", "title", "score", "popularity rank", "seen")
    return table(headers, [_items_row(each) for each in found], left=(1, 2))


def _items_row(found: Recommendation) -> tuple[object, ...]:
    title = cut(found.title or "", 60)
    seen = "yes" if found.repeat else ""
    return found.rank, found.external_id, title, percent(found.score), found.popularity_rank, seen


def trajectory(arguments: argparse.Namespace, console: Console, _cancel: CancelToken) -> None:
    """The denoising steps for one user: a table, and the arrays in a file if wanted."""
    if arguments.out is not None and arguments.out.suffix.lower() != ".npz":
        raise BadSetting(f"“{arguments.out.name}” does not end in .npz.", advice="Name the file FILE.npz.")
    with Workspace.open(arguments.workspace, write=False) as workspace:
        recommender, items = _with_history(workspace, arguments.run, arguments.user, load_chain_recommender)
        steps = recommender.trajectory(items)
        if arguments.out is not None:
            save_trajectory(arguments.out, recommender, steps)
    console.say(_introduction(recommender, arguments.user, len(items)))
    console.show(_steps_table(recommender, steps))
    console.result(
        run_id=recommender.run.id,
        user=arguments.user,
        path=None if arguments.out is None else str(arguments.out),
        steps=_public_steps(recommender, steps),
    )


def _public_steps(recommender: Recommender, steps: Trajectory) -> list[dict[str, object]]:
    ids = recommender.items.external_ids
    return [
        {
            "t": int(steps.timesteps[row]),
            "alpha_bar": float(steps.alpha_bar[row]),
            "nearest": [ids[item] for item in steps.nearest[row]],
            "probability": steps.nearest_probability[row].tolist(),
        }
        for row in range(len(steps.timesteps))
    ]


def _steps_table(recommender: Recommender, steps: Trajectory) -> str:
    items = recommender.items
    rows = []
    for row, t in enumerate(steps.timesteps):
        names = [items.titles[item] or items.external_ids[item] for item in steps.nearest[row, :3]]
        first = percent(float(steps.nearest_probability[row, 0]))
        nearest = "  |  ".join(cut(name, 30) for name in names)
        rows.append((t, f"{steps.alpha_bar[row]:.4f}", first, nearest))
    return table(("t", "alpha_bar", "first", "nearest items to the prediction of x_0"), rows, left=(3,))

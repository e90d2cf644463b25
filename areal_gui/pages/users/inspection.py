"""What the page asks of the engine when a user is clicked; plain functions, run off the GUI thread."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from areal_gui import loading
from areal_gui.pages.users.edited_history import Entry
from areal_gui.pages.users.insight import Alternative, chain_of
from areal_gui.pages.users.typed_history import TypedHistory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.recommending.audience import Audience
    from engine.recommending.catalogue import Recommendation
    from engine.recommending.chain_curves import ChainCurves
    from engine.recommending.chain_recommender import ChainRecommender
    from engine.recommending.item_map import ItemMap
    from engine.recommending.recommender import Recommender
    from engine.recommending.trajectory import Trajectory
    from engine.store.runs import RunRow
    from engine.store.users import HistoryRow, UserRow
    from engine.workspace import Workspace

TOP = 20
FOLLOWED = 8
KEPT_MODELS = 2
TINY = 1e-12
_USABLE = ("finished", "stopped", "interrupted", "imported")


@dataclass(frozen=True)
class Inspection:
    """A user, what counts for the run of what they did, and what the model proposes."""

    user: UserRow | TypedHistory
    history: list[HistoryRow]
    items: list[int]
    """The items of the history as the run numbers them, oldest first."""
    recommendations: list[Recommendation]
    seen_by_model: int
    """How many of the last history entries the model is given."""
    unknown: int = 0
    """How many items of a typed history the run does not know."""

    @property
    def name(self) -> str:
        """What the user, or the typed history, is called."""
        return self.user.name if isinstance(self.user, TypedHistory) else self.user.external_id

    @property
    def entries(self) -> list[Entry]:
        """The history as it can be changed."""
        return [
            Entry(item, row.external_id, row.title, row.ts)
            for row, item in zip(self.history, self.items, strict=True)
        ]


@dataclass(frozen=True)
class PathWish:
    """Which chains to follow.

    Attributes:
        seed: of the noise.
        whole_chain: all T steps, not the few of the sampler.
        draws: of x_T; one for the path alone.
    """

    seed: int = 0
    whole_chain: bool = False
    draws: int = 1


@dataclass(frozen=True)
class MappedTrajectory:
    """A trajectory with its points on the map of items."""

    trajectory: Trajectory
    states: NDArray[np.float32]
    predictions: NDArray[np.float32]
    history: frozenset[int]
    top: tuple[int, ...]
    """The items of the list, best first."""
    curves: ChainCurves
    """Figures along the path, and the ranks of the first `FOLLOWED` items of the list."""
    fan: NDArray[np.float32] | None = None
    """States of several draws on the map, [steps, draws, 2], where they were wished for."""
    fan_predictions: NDArray[np.float32] | None = None
    spread: float = 0.0
    """How far the ends of the draws lie from each other."""

    @property
    def steps(self) -> int:
        """The number of stored points of the path, x_T and x_0 included."""
        return len(self.trajectory.timesteps)


class Recommenders:
    """Keeps the models used last in memory, so that a click never waits for loading one."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._loaded: OrderedDict[tuple[object, ...], Recommender] = OrderedDict()

    def get(self, run: RunRow) -> Recommender:
        """The recommender of a run; loaded at the first call, and again when the run was resumed since."""
        with loading.one_at_a_time:
            from engine.recommending.loading import load_recommender

        key = (run.id, run.status, run.best_epoch, run.finished_at, run.audience)
        with self._lock:
            if key not in self._loaded:
                self._loaded[key] = load_recommender(self._workspace, run.id)
                while len(self._loaded) > KEPT_MODELS:
                    self._loaded.popitem(last=False)
            self._loaded.move_to_end(key)
            return self._loaded[key]


def load(workspace: Workspace, recommenders: Recommenders, run: RunRow) -> Recommender:
    """A run's recommender, warmed up: the first list after it is as quick as the others."""
    recommender = recommenders.get(run)
    recommender.recommend([], k=TOP)
    if chain := chain_of(recommender):
        recommender.item_map.project(chain.trajectory([]).x)
    recommender.attributes(workspace.store)
    return recommender


def usable_runs(runs: Sequence[RunRow]) -> list[RunRow]:
    """The runs whose model can recommend: they ended, and at least one epoch was kept."""
    return [run for run in runs if run.status in _USABLE and run.best_epoch is not None]


def inspect(
    workspace: Workspace, recommender: Recommender, user: UserRow | TypedHistory, k: int = TOP
) -> Inspection:
    """Read a user's history and rank the items for it; the list has `k` of them."""
    if isinstance(user, TypedHistory):
        return _inspect_typed(recommender, user, k)
    rows = recommender.history(workspace.store, user.user_id)
    items = recommender.numbers_of(rows)
    seen = min(len(rows), recommender.history_length)
    return Inspection(user, rows, items, recommender.recommend(items, k), seen)


def held_out_place(inspection: Inspection, audience: Audience | None) -> int | None:
    """Which item of the history the test held out last; None where it held out none that is there."""
    if audience is None or isinstance(inspection.user, TypedHistory):
        return None
    found = audience.held_out(inspection.user.user_id)
    return found.position if found is not None and found.position < len(inspection.items) else None


def relisted(recommender: Recommender, inspection: Inspection, k: int) -> Inspection:
    """The same user with a shorter or longer list."""
    return replace(inspection, recommendations=recommender.recommend(inspection.items, k))


def _inspect_typed(recommender: Recommender, typed: TypedHistory, k: int) -> Inspection:
    """The same for a typed history: of the items those that the run knows."""
    from engine.store.users import HistoryRow

    names = recommender.items
    number = {external_id: item for item, external_id in enumerate(names.external_ids)}
    items = [number[external_id] for external_id in typed.items if external_id in number]
    rows = [
        HistoryRow(seq, item, names.external_ids[item], names.titles[item], None, None)
        for seq, item in enumerate(items)
    ]
    seen = min(len(items), recommender.history_length)
    unknown = len(typed.items) - len(items)
    return Inspection(typed, rows, items, recommender.recommend(items, k), seen, unknown)


def map_trajectory(
    recommender: ChainRecommender, subject: Inspection | Alternative, wish: PathWish
) -> MappedTrajectory:
    """Follow noise samples to their ends, and lay the paths on the map of items.

    Items are compared with a prediction by its direction only, and guidance makes a prediction longer than
    any item: on the map it would lie far beyond the very items it stands for. It is therefore drawn at the
    items' own distance from the origin, and each state loses the same surplus, by the signal in it (Eq. 3).
    """
    generation = subject.generation if isinstance(subject, Alternative) else None
    if wish.whole_chain:
        generation = (generation or recommender.generation).whole(recommender.diffusion_steps)
    trajectory = recommender.trajectory(subject.items, seed=wish.seed, generation=generation)
    top = tuple(line.item for line in subject.recommendations)
    states, predictions = _on_map(
        recommender.item_map, trajectory.x, trajectory.prediction, trajectory.alpha_bar[:, None]
    )
    fan = fan_predictions = None
    spread = 0.0
    if wish.draws > 1:
        found = recommender.fan(subject.items, seed=wish.seed, draws=wish.draws, generation=generation)
        fan, fan_predictions = _on_map(
            recommender.item_map, found.x, found.prediction, trajectory.alpha_bar[:, None, None]
        )
        spread = found.spread
    return MappedTrajectory(
        trajectory,
        states,
        predictions,
        frozenset(subject.items),
        top,
        recommender.curves(trajectory, top[:FOLLOWED], subject.items),
        fan,
        fan_predictions,
        spread,
    )


def _on_map(
    item_map: ItemMap,
    x: NDArray[np.float32],
    prediction: NDArray[np.float32],
    alpha_bar: NDArray[np.float64],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """States and predictions on the map, see `map_trajectory`."""
    within = _within(items_radius(item_map), prediction)
    states = x - alpha_bar**0.5 * (prediction - within)
    return item_map.project(states), item_map.project(within)


def items_radius(item_map: ItemMap) -> float:
    """How far the items are from the origin: the root mean square, exact where they lie on a sphere."""
    explained = item_map.explained[0]
    spread = float(item_map.points[:, 0].var()) / explained if explained > 0 else 0.0
    return math.sqrt(float((item_map.centre**2).sum()) + spread)


def _within(radius: float, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors longer than that, cut to that length."""
    import numpy as np

    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    cut: NDArray[np.float32] = vectors * (radius / np.maximum(length, max(radius, TINY)))
    return cut

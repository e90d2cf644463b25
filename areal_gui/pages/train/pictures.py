"""A training session as curves over its epochs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from areal_gui.pages.train.session import CURVE_METRICS, CURVE_REFERENCES, TrainingSession
from areal_gui.pages.train.verdict import subject_title
from areal_gui.plots.curve import Curve
from areal_gui.plots.references import Reference
from areal_gui.plots.training_curves import Picture

T = TypeVar("T")
TERM_TITLES = {"squared_error": "squared error"}
"""Terms of the loss whose names are not what people read."""


class LiveCurves:
    """Lets the plots pull from a session."""

    def __init__(self, session: TrainingSession) -> None:
        self._session = session

    @property
    def version(self) -> int:
        return self._session.version

    @property
    def busy(self) -> bool:
        return self._session.busy

    def picture(self) -> Picture:
        """The curves so far."""
        session = self._session
        judged = _judged(session)
        epochs = [epoch for epoch, _ in judged]
        values = {name: [metrics[name] for _, metrics in judged] for name in CURVE_METRICS}
        return Picture(
            loss=self._loss(),
            metrics={
                name: metric_curve(epochs, values[name], session.best_epoch)
                for name in CURVE_METRICS
                if judged
            },
            references=reference_levels(self._session.references.get("val", {})),
        )

    def _loss(self) -> list[Curve]:
        session = self._session
        if session.started is None:
            return []
        curves: list[Curve] = []
        terms = dict.fromkeys([*session.earlier_losses, *session.losses])
        for place, (term, _) in enumerate(in_order(terms)):
            before = session.earlier_losses.get(term, {})
            # A mean belongs to the middle of its epoch: at its end the loss is lower already.
            x, y = np.array(list(before)) - 0.5, np.array(list(before.values()))
            label, series = TERM_TITLES.get(term, term), session.losses.get(term)
            if series is not None:
                steps = session.first_step + np.arange(1, len(series) + 1)
                here = steps / max(1, session.started.steps_per_epoch)
                if term == "total":
                    curves.append(Curve(label, here, series.raw.values, place, raw=True))
                x, y = np.concatenate([x, here]), np.concatenate([y, series.smooth.values])
            curves.append(Curve(label, x, y, place))
        return curves


def _judged(session: TrainingSession) -> list[tuple[float, dict[str, float]]]:
    """The validation metrics of whole epochs, and of the moments in between that were asked for."""
    whole = [(float(row.epoch), {"ndcg@20": row.ndcg, "hr@20": row.hr}) for row in session.rows]
    per_epoch = 1 if session.started is None else session.started.steps_per_epoch
    between = [(event.step / per_epoch, event.metrics) for event in session.evaluated]
    return sorted(whole + between, key=lambda pair: pair[0])


def in_order(losses: dict[str, T]) -> list[tuple[str, T]]:
    """The terms of the loss, the total first, so that a term keeps its colour."""
    return sorted(losses.items(), key=lambda pair: (pair[0] != "total", pair[0]))


def metric_curve(epochs: Sequence[float], fractions: list[float], best_epoch: int | None) -> Curve:
    """A validation metric per epoch, in percent, with its best epoch marked."""
    return Curve("", np.array(epochs, dtype=float), 100 * np.array(fractions), marked=best_epoch)


def reference_levels(references: dict[str, dict[str, float]]) -> dict[str, list[Reference]]:
    """The lines to pass, by metric, in percent."""
    return {
        metric: [
            Reference(subject_title(subject), 100 * references[subject][metric])
            for subject in CURVE_REFERENCES
            if metric in references.get(subject, {})
        ]
        for metric in CURVE_METRICS
    }

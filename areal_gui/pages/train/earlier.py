"""What a run did before it was stopped: its resumed training is shown from its first epoch on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from areal_gui.pages.runs.stored import history_of, read_run
from areal_gui.pages.train.session import CURVE_METRICS, EarlierSittings, EpochRow

if TYPE_CHECKING:
    from engine.workspace import Workspace

UNKNOWN = float("nan")


def earlier_sittings(workspace: Workspace, run_id: int) -> EarlierSittings:
    """The epochs, curves and warnings of a run so far."""
    run = read_run(workspace, run_id)
    ndcg, hr = (run.validation.get(name, {}) for name in CURVE_METRICS)
    total = run.losses.get("total", {})
    rows = [
        EpochRow(
            epoch,
            total.get(epoch, UNKNOWN),
            ndcg[epoch],
            hr.get(epoch, UNKNOWN),
            run.seconds.get(epoch, UNKNOWN),
        )
        for epoch in sorted(ndcg)
    ]
    return EarlierSittings(
        rows=tuple(rows), best_epoch=run.row.best_epoch, history=history_of(run), warnings=run.warnings
    )

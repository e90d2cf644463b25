from __future__ import annotations

import pytest

from engine.studies.variants import trial_state
from engine.training.failures import Diverged, explained
from engine.training.no_use import PRUNED, no_use_in_resuming
from tests.support.run_rows import run_row


def test_a_run_that_diverged_would_do_so_again() -> None:
    told = str(explained(Diverged("gradient", 2, 30), None))
    assert "would do so again" in no_use_in_resuming(run_row(status="failed", error=told))


def test_a_trial_that_the_search_has_ended_is_left_ended() -> None:
    pruned = run_row(status="stopped", error=f"{PRUNED} after epoch 3: its validation NDCG@20 was low.")
    assert "search" in no_use_in_resuming(pruned)
    assert trial_state(pruned) == "pruned"


@pytest.mark.parametrize(
    "error", [None, "", "The disk is full.", "Stopped before the first epoch was complete."]
)
def test_others_can_go_on(error: str | None) -> None:
    assert no_use_in_resuming(run_row(status="stopped", error=error)) == ""

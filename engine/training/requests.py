"""What people ask of a training while it runs, beside ending and pausing it."""

from __future__ import annotations

import threading


class Requests:
    """Wishes for a running training; safe to use from any thread. Each is met at the next safe point.

    Asking for the same thing again before it is done changes nothing.

    Attributes:
        given_up: why the run is not worth going on with; empty as long as it is.
    """

    def __init__(self) -> None:
        self._save, self._evaluate = threading.Event(), threading.Event()
        self._last_epoch = threading.Event()
        self.given_up = ""

    def save_checkpoint(self) -> None:
        """Write the checkpoint between the next two steps."""
        self._save.set()

    def evaluate(self) -> None:
        """Judge the model as it is on the validation rows, between the next two steps."""
        self._evaluate.set()

    def stop_after_epoch(self, wanted: bool = True) -> None:
        """Make the epoch in training the last one: the best so far is tested. False takes it back."""
        if wanted:
            self._last_epoch.set()
        else:
            self._last_epoch.clear()

    def give_up(self, reason: str) -> None:
        """End after the epoch in training, without a test; the run is stopped, and keeps the reason."""
        self.given_up = reason

    @property
    def last_epoch(self) -> bool:
        """Whether the epoch in training is to be the last."""
        return self._last_epoch.is_set()

    @property
    def checkpoint(self) -> bool:
        """Whether a checkpoint was asked for and is not written yet."""
        return self._save.is_set()

    def take_checkpoint(self) -> bool:
        """Whether a checkpoint was asked for; it counts as met from now on."""
        return _take(self._save)

    def take_evaluation(self) -> bool:
        """Whether an evaluation was asked for; it counts as met from now on."""
        return _take(self._evaluate)


def _take(wish: threading.Event) -> bool:
    # Only the training takes wishes, so between the two calls a wish can come but not go.
    asked = wish.is_set()
    if asked:
        wish.clear()
    return asked

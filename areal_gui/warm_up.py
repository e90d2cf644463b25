"""Loads the heavy libraries in the background, so that the first training or plot does not wait for them."""

from __future__ import annotations

import gc
import importlib
from typing import TYPE_CHECKING

from areal_gui import loading
from engine.events import CancelToken

if TYPE_CHECKING:
    from areal_gui.main_window import MainWindow

AFTER_MS = 300
"""After the first page is there: loading C extensions holds Python's lock for a moment."""
MODULES = (
    # Only classes are made here: no object of Qt's comes to belong to the wrong thread.
    "areal_gui.plots.training_curves",
    "areal_gui.plots.trajectory",
    "engine.importing.load",
    # The largest one by itself: between two of these the loading can end.
    "torch",
    "engine.recommending.recommender",
    "engine.training.trainer",
    # The first optimiser loads this (and sympy with it), which takes as long as torch itself.
    "torch._dynamo",
)


def begin(window: MainWindow) -> None:
    """Load everything on a background thread, then show the device that training will use.

    A window that closes meanwhile waits for the module at hand only.
    """
    token = CancelToken()
    task = window.tasks.query(lambda: _load(token), window.show_device)
    task.cancel_asked.connect(token.cancel)


def _load(token: CancelToken) -> str:
    """Raises Cancelled where the token asks for the end."""
    for name in MODULES:
        with loading.one_at_a_time:
            token.raise_if_cancelled()
            importlib.import_module(name)
    token.raise_if_cancelled()
    from engine.training.devices import available_devices

    # What is loaded now stays; looking through it at every collection would stall the window.
    gc.freeze()
    return " · ".join(device.label for device in available_devices())

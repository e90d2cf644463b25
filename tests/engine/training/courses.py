"""Driving a training from its events: stopping and pausing it at a chosen place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest
import torch
from safetensors.torch import load_file

from engine.events import Cancelled, Event
from engine.training.epoch import EpochRunner

Kind = TypeVar("Kind", bound=Event)


def of_type(events: list[Event], kind: type[Kind]) -> list[Kind]:
    return [event for event in events if isinstance(event, kind)]


def until_end(events: Iterator[Event]) -> list[Event]:
    """All events, whether the operation ended or was cancelled."""
    seen: list[Event] = []
    with suppress(Cancelled):
        for event in events:
            seen.append(event)  # noqa: PERF402 - what came before the end must be kept
    return seen


def after_steps(monkeypatch: pytest.MonkeyPatch, steps: int, act: Callable[[], None]) -> None:
    """Have `act` called when a training has done that many steps, in whatever epoch that is."""
    original = EpochRunner._step

    def step(self: EpochRunner, rows: torch.Tensor) -> object:
        figures = original(self, rows)
        if self.position.steps == steps:
            act()
        return figures

    monkeypatch.setattr(EpochRunner, "_step", step)


def ranking(figures: Mapping[str, float]) -> dict[str, float]:
    """The metrics of ranks alone: what a run costs is another number every time."""
    return {name: value for name, value in figures.items() if "@" in name}


def fingerprint(path: Path) -> str:
    """Of every bit of the weights in a file."""
    digest = hashlib.sha256()
    for name, tensor in sorted(load_file(path).items()):
        digest.update(name.encode() + tensor.numpy().tobytes())
    return digest.hexdigest()

"""The screen and the program of an end-to-end test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.end_to_end.display import Display, running_display
from tests.end_to_end.program import Program

StartProgram = Callable[..., Program]


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    with running_display() as display:
        yield display


@pytest.fixture
def start(display: Display, tmp_path: Path) -> Iterator[StartProgram]:
    """`start("log.csv")`: the program in this test's workspace; started again it finds the same."""
    started: list[Program] = []
    numbers = count()

    def start_program(*arguments: object) -> Program:
        socket_path = tmp_path / f"probe-{next(numbers)}"
        program = Program(display, tmp_path / "workspace", socket_path, *map(str, arguments))
        started.append(program)
        return program

    yield start_program
    for program in started:
        program.end()

"""A run's model as programs in a folder, checked against the engine before they are given away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.events import CancelToken, Event, Progress
from engine.exporting.about import about
from engine.exporting.atomic import new_folder
from engine.exporting.formats import Exported, export_format
from engine.exporting.item_tables import ITEMS_TSV, write_items
from engine.exporting.parity import Runner, agreement
from engine.exporting.program_card import CARD, NOISE_FILE, Kind, card
from engine.exporting.programs.program import Program
from engine.exporting.programs.scoring import programs_of
from engine.exporting.room import require_room
from engine.exporting.subject import subject
from engine.workspace import Workspace

EXAMPLE_FILE = "example.py"


@dataclass(frozen=True)
class Writer:
    """What makes files of one kind.

    Attributes:
        write: a program and what its file says of itself, to a path; gives what runs the file.
        example: a script that uses the files.
    """

    kind: Kind
    write: Callable[[Program, Mapping[str, str], Path], Runner]
    example: str


def export_programs(
    writer: Writer, workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken
) -> Iterator[Event]:
    """Write the model of a run into a new folder in `folder`, named after the run.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        BadInput: a folder of that name is there, or the disk does not take it.
        EngineError: the model cannot be written so, or its file does not agree with the engine.
        Cancelled: nothing is left.
    """
    of, kind = subject(workspace, run_key), writer.kind
    programs, facts = programs_of(of.model, of.places, of.policy), about(workspace, of)
    require_room(folder, 3 * of.bytes)
    target = folder / export_format(kind.name).name_for(of.run)
    with new_folder(target) as partial:
        runners: dict[str, Runner] = {}
        for done, program in enumerate(programs):
            yield Progress(text=f"Writing as {kind.title}", done=done, total=len(programs), unit="parts")
            cancel.raise_if_cancelled()
            path = partial / (program.name + kind.ending)
            runners[program.name] = writer.write(program, facts, path)
        noise = _write_noise(partial, programs)
        found = yield from agreement(runners, of, noise, cancel)
        found.require()
        write_items(partial / ITEMS_TSV, of.items)
        (partial / EXAMPLE_FILE).write_text(writer.example, "utf-8")
        (partial / CARD).write_text(card(kind, facts, programs, found), "utf-8")
        written = sorted(file.name for file in partial.iterdir())
    yield Exported(run_id=of.run.id, path=str(target), files=written, notes=(found.text,))


def _write_noise(folder: Path, programs: Sequence[Program]) -> NDArray[np.float32] | None:
    """Put the noise that the engine itself draws beside the files; None for a model without a chain."""
    for port in (port for program in programs for port in program.inputs):
        if port.default is not None:
            noise: NDArray[np.float32] = port.default.numpy()
            np.save(folder / NOISE_FILE, noise, allow_pickle=False)
            return noise
    return None

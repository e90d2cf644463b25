"""A run's model as programs of torch, which need none of this program's code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.events import CancelToken, Event
from engine.exporting.example import TORCH_EXAMPLE
from engine.exporting.parity import Runner
from engine.exporting.program_card import Kind
from engine.exporting.program_export import Writer, export_programs
from engine.exporting.programs.program import Program, capture
from engine.workspace import Workspace

TORCH = Kind(
    "torch",
    "torch.export",
    f"Written with torch {torch.__version__}, which promises to read its programs back in the same version; "
    "later ones mostly do. `python example.py ID ID ID` needs torch alone, and shows how to call them.",
    lambda program: program.inputs,
    lambda program: program.outputs,
    ending=".pt2",
)
ABOUT = "about.json"
"""In each file, beside the program."""


def export_torch(
    workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken
) -> Iterator[Event]:
    """As `export_programs`."""
    yield from export_programs(Writer(TORCH, _write, TORCH_EXAMPLE), workspace, run_key, folder, cancel)


def _write(program: Program, about: Mapping[str, str], path: Path) -> Runner:
    described = json.dumps({**about, "name": program.name, "doc": program.doc}, indent=2)
    torch.export.save(capture(program), path, extra_files={ABOUT: described})
    return Loaded(program, path)


class Loaded:
    """A file, read back and at work."""

    def __init__(self, program: Program, path: Path) -> None:
        self.runtime = f"torch {torch.__version__}"
        self.inputs = [port.name for port in program.inputs]
        self._ranks = program.ranks
        self._run = torch.export.load(path).module()

    def run(self, inputs: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
        """All outputs; of one that ranks items, their numbers and scores, best first."""
        with torch.inference_mode():
            found = self._run(*(torch.from_numpy(np.ascontiguousarray(inputs[name])) for name in self.inputs))
            if self._ranks:
                best = found.topk(found.shape[1])
                return [best.indices.numpy(), best.values.numpy()]
        return [each.numpy() for each in (found if isinstance(found, tuple) else (found,))]

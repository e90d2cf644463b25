"""A run's model as ONNX files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.events import CancelToken, Event
from engine.exporting.example import EXAMPLE
from engine.exporting.onnx_graph.files import inputs_of, onnx_file, outputs_of
from engine.exporting.onnx_graph.model import OPSET
from engine.exporting.onnx_graph.session import Session
from engine.exporting.parity import Runner
from engine.exporting.program_card import Kind
from engine.exporting.program_export import Writer, export_programs
from engine.exporting.programs.program import Program
from engine.workspace import Workspace

ONNX = Kind(
    "onnx",
    "ONNX",
    f"Opset {OPSET}: any runtime of ONNX 1.13 (onnxruntime 1.14) or later. `python example.py ID ID ID` "
    "needs numpy and onnxruntime alone, and shows how to call it.",
    inputs_of,
    outputs_of,
)


def export_onnx(
    workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken
) -> Iterator[Event]:
    """As `export_programs`."""
    yield from export_programs(Writer(ONNX, _write, EXAMPLE), workspace, run_key, folder, cancel)


def _write(program: Program, about: Mapping[str, str], path: Path) -> Runner:
    content = onnx_file(program, about)
    path.write_bytes(content)
    return Session(content)

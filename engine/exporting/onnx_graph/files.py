"""The ONNX files of a run's model, one for each of its programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from engine.errors import EngineError
from engine.exporting.onnx_graph.model import OPSET, onnx_model
from engine.exporting.programs.program import Port, Program, capture

COUNT = Port("k", torch.int64, (1,), "How many items of each user are wanted.")
BEST = (
    Port("items", torch.int64, ("batch", "k"), "The numbers of the best items, best first."),
    Port(
        "scores",
        torch.float32,
        ("batch", "k"),
        "Their probabilities; minus infinity where nothing more may be recommended.",
    ),
)

LARGEST = 2**31 - 2**20
"""Bytes: what the format can hold in one file."""


def inputs_of(program: Program) -> Sequence[Port]:
    """The inputs of a program's file."""
    return [*program.inputs, COUNT] if program.ranks else program.inputs


def outputs_of(program: Program) -> Sequence[Port]:
    """The outputs of a program's file: of one that ranks items, the best of them."""
    return BEST if program.ranks else program.outputs


def onnx_file(program: Program, about: Mapping[str, str]) -> bytes:
    """The content of the file of a program.

    Args:
        about: kept in it.

    Raises:
        EngineError: the program cannot be written as ONNX.
    """
    weights = sum(each.numel() * each.element_size() for each in program.module.state_dict().values())
    if weights > LARGEST:
        raise EngineError(
            "The model is too large for one ONNX file.",
            f"Its weights take {weights / 2**30:.1f} GiB; the format holds 2.",
            "Export it as a bundle, or train with a smaller embedding size.",
        )
    described = {**about, "name": program.name, "doc": program.doc, "opset": str(OPSET)}
    model = onnx_model(
        capture(program),
        program.inputs,
        outputs_of(program),
        described,
        best=COUNT if program.ranks else None,
    )
    content: bytes = model.SerializeToString()
    return content

"""A captured program as an ONNX file: named inputs and outputs, and what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import onnx
import torch
from onnx import helper
from torch.export import ExportedProgram

from engine.exporting.onnx_graph.scope import ONNX_TYPES, Scope, Value
from engine.exporting.onnx_graph.translate import translate
from engine.exporting.programs.program import Port

OPSET = 18
"""Old enough for every runtime of the last years (onnxruntime 1.14 and later)."""

IR_VERSION = 8
"""The one that came with the opset."""


def onnx_model(
    program: ExportedProgram,
    inputs: Sequence[Port],
    outputs: Sequence[Port],
    about: Mapping[str, str],
    *,
    best: Port | None = None,
) -> onnx.ModelProto:
    """The program as an ONNX model; its ports are in the order of the program's.

    Args:
        about: kept in the file as its metadata; `name` and `doc` name and describe it.
        best: an input k: instead of its scores, the model gives the k best of each row, and where they are.

    Raises:
        EngineError: the program computes something that has no translation.
    """
    names = [spec.arg.name for spec in program.graph_signature.input_specs if spec.kind.name == "USER_INPUT"]
    called = {name: port.name for name, port in zip(names, inputs, strict=True)}
    scope, results = translate(program, called)
    if best is not None:
        inputs, results = [*inputs, best], _best(scope, results[0], best)
    given = [scope.emit("Identity", value.name) for value in results]
    nodes = scope.used(given)
    for port, name in zip(outputs, given, strict=True):
        next(node for node in nodes if name in node.output).output[:] = [port.name]
    graph = helper.make_graph(
        nodes,
        about["name"],
        [_info(port) for port in inputs],
        [_info(port) for port in outputs],
        scope.weights_of(nodes),
        about["doc"],
    )
    return _model(graph, about)


def _best(scope: Scope, scores: Value, count: Port) -> list[Value]:
    values, places = scope.emit_many("TopK", 2, scores.name, count.name, axis=-1)
    return [Value(places, torch.int64, 2), Value(values, scores.dtype, 2)]


def _info(port: Port) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(
        port.name, ONNX_TYPES[port.dtype], list(port.dims), doc_string=port.meaning
    )


def _model(graph: onnx.GraphProto, about: Mapping[str, str]) -> onnx.ModelProto:
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="AREAL",
        producer_version=about.get("version", ""),
        doc_string=about["doc"],
    )
    helper.set_model_props(model, dict(about))
    onnx.checker.check_model(model)
    return model

"""A program that torch captured, written node by node as an ONNX graph."""

from __future__ import annotations

import operator as python_operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import onnx
import torch
from onnx import helper
from torch import fx
from torch.export import ExportedProgram
from torch.export.graph_signature import InputKind

from engine.errors import EngineError
from engine.exporting.onnx_graph.operators import (  # noqa: F401 - they register what they write
    choosing,
    elementwise,
    layers,
    recurrent,
    reductions,
    shapes,
)
from engine.exporting.onnx_graph.operators.table import Call, find_operator
from engine.exporting.onnx_graph.scope import ONNX_TYPES, Scope, Value

SIZE_ARITHMETIC: dict[Callable[..., Any], str] = {
    python_operator.add: "Add",
    python_operator.sub: "Sub",
    python_operator.mul: "Mul",
    python_operator.floordiv: "Div",
}
CHECKS = ("aten._assert", "aten.sym_constrain", "<built-in function ge>", "<built-in function le>")
"""What torch checks while a captured program runs, and what for; it computes nothing."""

Known = dict[fx.Node, Any]


def translate(program: ExportedProgram, inputs: Mapping[str, str]) -> tuple[Scope, list[Value]]:
    """The scope of a graph that computes what the program does, and its results.

    Args:
        inputs: what each input of the program is called in the graph.

    Raises:
        EngineError: the program computes something that has no translation.
    """
    scope, known = Scope(), {}
    placeholders = {node.name: node for node in program.graph.nodes if node.op == "placeholder"}
    for spec in program.graph_signature.input_specs:
        node = placeholders[spec.arg.name]
        if spec.kind == InputKind.USER_INPUT:
            known[node] = _value(inputs[node.name], node.meta["val"])
        elif node.users:
            assert spec.target is not None
            kept = program.state_dict.get(spec.target)
            tensor = program.constants[spec.target] if kept is None else kept
            known[node] = Value(scope.weight(spec.target, tensor), tensor.dtype, tensor.ndim, tensor)
    return scope, _nodes(scope, program.graph_module, known)


def _nodes(scope: Scope, module: fx.GraphModule, known: Known) -> list[Value]:
    """Write all nodes of a graph whose placeholders are known; what it returns."""
    results: list[Value] = []
    for node in module.graph.nodes:
        if node.op == "output":
            results = list(_filled_in(node.args[0], known))
        elif node.op == "get_attr":
            found = getattr(module, str(node.target))
            is_tensor = isinstance(found, torch.Tensor)
            known[node] = (
                Value(scope.weight(scope.fresh("kept"), found), found.dtype, found.ndim, found)
                if is_tensor
                else found
            )
        elif node.op == "call_function":
            known[node] = _call(scope, node, known)
    return results


def _call(scope: Scope, node: fx.Node, known: Known) -> Any:
    target = node.target
    arguments = [_filled_in(argument, known) for argument in node.args]
    if target is python_operator.getitem:
        return arguments[0][arguments[1]]
    if str(target).startswith(CHECKS):
        return None
    if callable(target) and target in SIZE_ARITHMETIC:
        return _size(scope, SIZE_ARITHMETIC[target], arguments)
    if str(target) == "scan":
        return _scan(scope, arguments)
    write = find_operator(node)
    if write is None:
        raise _unknown(str(target))
    results = _results(node)
    call = Call(scope, _dtype(results[0]), _bound(node, arguments, results, known))
    try:
        written = write(call)
    except (NotImplementedError, KeyError) as error:
        raise _unknown(f"{target} ({error})") from error
    if isinstance(written, Value):
        return written
    if isinstance(written, str):
        return _value(written, results[0])
    return [_value(name, result) for name, result in zip(written, results, strict=False)]


def _scan(scope: Scope, arguments: Sequence[Any]) -> list[Value]:
    """A loop over the first dimension of `slices`, whose states go from one turn to the next."""
    body, states, slices, others = arguments
    inside = scope.inside()
    placeholders = [node for node in body.graph.nodes if node.op == "placeholder"]
    own = placeholders[: len(states) + len(slices)]
    known: Known = {node: _value(inside.fresh("turn"), node.meta["val"]) for node in own}
    known.update(zip(placeholders[len(own) :], others, strict=True))
    results = [(inside.emit("Identity", each.name), each) for each in _nodes(inside, body, known)]
    graph = helper.make_graph(
        inside.used([name for name, _ in results]),
        inside.fresh("body"),
        [_info(known[node].name, known[node].dtype) for node in own],
        [_info(name, each.dtype) for name, each in results],
    )
    names = scope.emit_many(
        "Scan",
        len(results),
        *(each.name for each in (*states, *slices)),
        body=graph,
        num_scan_inputs=len(slices),
    )
    stacked = [each.rank + (at >= len(states)) for at, (_, each) in enumerate(results)]
    return [
        Value(name, each.dtype, rank) for name, (_, each), rank in zip(names, results, stacked, strict=True)
    ]


def _info(name: str, dtype: torch.dtype) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, ONNX_TYPES[dtype], None)


def _size(scope: Scope, op: str, sides: Sequence[Any]) -> Value:
    names = [side.name if isinstance(side, Value) else scope.ints([side]) for side in sides]
    return Value(scope.emit(op, *names), torch.int64, 1, is_size=True)


def _bound(node: fx.Node, arguments: Sequence[Any], results: Sequence[Any], known: Known) -> dict[str, Any]:
    """The arguments by the names of the schema, and what else its translation asks for."""
    assert isinstance(node.target, torch._ops.OpOverload)
    bound: dict[str, Any] = {}
    for at, argument in enumerate(node.target._schema.arguments):
        if at < len(arguments):
            bound[argument.name] = arguments[at]
        elif argument.name in node.kwargs:
            bound[argument.name] = _filled_in(node.kwargs[argument.name], known)
        elif argument.has_default_value():
            bound[argument.name] = argument.default_value
    name = str(node.target).removeprefix("aten.")
    bound["overload"], bound["is_upper"] = name, name.startswith("triu")
    if "tensors" in bound:
        bound["first"] = bound["tensors"][0]
    if len(results) > 1:
        bound["result_sizes"] = _sizes_along(results, bound)
    bound.setdefault("filling", bound.get("fill_value", 1 if "ones" in name else 0))
    return bound


def _sizes_along(results: Sequence[Any], bound: Mapping[str, Any]) -> list[int]:
    """What a split along a dimension of fixed size gives."""
    dim = bound.get("dim", 0)
    is_split = isinstance(dim, int) and all(isinstance(each, torch.Tensor) and each.ndim for each in results)
    return [int(each.shape[dim]) if is_split else 1 for each in results] if is_split else [1] * len(results)


def _filled_in(argument: Any, known: Known) -> Any:
    """An argument, or a list of them, with values in place of nodes."""
    if isinstance(argument, fx.Node):
        return known[argument]
    if isinstance(argument, (list, tuple)):
        return [_filled_in(each, known) for each in argument]
    return argument


def _results(node: fx.Node) -> list[Any]:
    value = node.meta["val"]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _dtype(result: Any) -> torch.dtype:
    return result.dtype if isinstance(result, torch.Tensor) else torch.int64


def _value(name: str, result: Any) -> Value:
    if isinstance(result, torch.Tensor):
        return Value(name, result.dtype, result.ndim)
    return Value(name, torch.int64, 1, is_size=True)


def _unknown(operation: str) -> EngineError:
    return EngineError(
        "This model cannot be written as ONNX.",
        f"It computes {operation}, for which there is no translation.",
        "Export it as a bundle, or with --format torch.",
    )

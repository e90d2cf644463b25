"""Recurrent layers, whose gates ONNX has in another order than torch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from engine.exporting.onnx_graph.operators.table import Call, operator
from engine.exporting.onnx_graph.scope import Value

LSTM_GATES = (0, 3, 1, 2)
"""Of torch's input, forget, cell, output: ONNX has input, output, forget, cell."""

GRU_GATES = (1, 0, 2)
"""Of torch's reset, update, new: ONNX has update, reset, new."""


@operator("lstm.input")
def _lstm(call: Call) -> list[str]:
    """Output, last h, last c."""
    return _recurrent(call, "LSTM", LSTM_GATES, call["hx"])


@operator("gru.input")
def _gru(call: Call) -> list[str]:
    """Output, last h."""
    return _recurrent(call, "GRU", GRU_GATES, [call["hx"]], linear_before_reset=1)


def _recurrent(
    call: Call, op: str, gates: Sequence[int], states: list[Value], **attributes: Any
) -> list[str]:
    scope, parameters, layers = call.scope, call["params"], int(call["num_layers"])
    if call["bidirectional"]:
        raise NotImplementedError("a recurrent layer in both directions")
    x = call.tensor("input").name
    if call["batch_first"]:
        x = scope.emit("Transpose", x, perm=[1, 0, 2])
    each = len(parameters) // layers
    ends: list[list[str]] = []
    for layer in range(layers):
        weights = _weights(call, parameters[each * layer : each * (layer + 1)], gates)
        begin = [_of_layer(call, state, layer) for state in states]
        size = int(parameters[each * layer + 1].constant.shape[1])
        x, *last = scope.emit_many(
            op, 1 + len(states), x, *weights, "", *begin, hidden_size=size, **attributes
        )
        x = scope.emit("Squeeze", x, scope.ints([1]))
        ends.append(last)
    if call["batch_first"]:
        x = scope.emit("Transpose", x, perm=[1, 0, 2])
    return [x, *(scope.emit("Concat", *of_state, axis=0) for of_state in zip(*ends, strict=True))]


def _of_layer(call: Call, state: Value, layer: int) -> str:
    scope = call.scope
    if int(call["num_layers"]) == 1:
        return state.name
    return scope.emit("Slice", state.name, scope.ints([layer]), scope.ints([layer + 1]), scope.ints([0]))


def _weights(call: Call, parameters: Sequence[Value], gates: Sequence[int]) -> list[str]:
    """W, R and, where there are biases, B, each with a dimension for the one direction."""
    tensors = []
    for parameter in parameters:
        if parameter.constant is None:
            raise NotImplementedError("a recurrent layer whose weights are computed")
        tensors.append(_reordered(parameter.constant, gates))
    of_input, of_state, *biases = tensors
    parts = [of_input[None], of_state[None]]
    if biases:
        parts.append(torch.cat(biases)[None])
    names = (f"{parameters[0].name}.{part}" for part in ("W", "R", "B"))
    return [call.scope.weight(name, part) for name, part in zip(names, parts, strict=False)]


def _reordered(parameter: Tensor, gates: Sequence[int]) -> Tensor:
    chunks = parameter.detach().chunk(len(gates))
    return torch.cat([chunks[gate] for gate in gates])

"""Operators that look up and put down at places that the data name."""

from __future__ import annotations

import torch

from engine.exporting.onnx_graph.operators.table import Call, operator
from engine.exporting.onnx_graph.scope import Value


@operator("embedding")
def _embedding(call: Call) -> str:
    return call.scope.emit("Gather", call.tensor("weight").name, call.tensor("indices").name, axis=0)


@operator("index_select")
def _index_select(call: Call) -> str:
    return call.scope.emit("Gather", call.tensor("self").name, call.tensor("index").name, axis=call.axis())


@operator("gather")
def _gather(call: Call) -> str:
    return call.scope.emit(
        "GatherElements", call.tensor("self").name, call.tensor("index").name, axis=call.axis()
    )


@operator("index.Tensor")
def _index(call: Call) -> str:
    """x[..., i], or x[i, j, ...] with indices that are broadcast against each other."""
    indices: list[Value | None] = call["indices"]
    there = [at for at, index in enumerate(indices) if index is not None]
    chosen = [index for index in indices if index is not None]
    if any(index.dtype == torch.bool for index in chosen):
        raise NotImplementedError("an index of truth values")
    if len(chosen) == 1:
        return call.scope.emit("Gather", call.tensor("self").name, chosen[0].name, axis=there[0])
    if there != list(range(len(there))):
        raise NotImplementedError("indices behind a whole dimension")
    return call.scope.emit("GatherND", call.tensor("self").name, _pairs(call, chosen))


def _pairs(call: Call, indices: list[Value]) -> str:
    """Indices of several dimensions side by side, [..., count]."""
    scope = call.scope
    together = indices[0].name
    for index in indices[1:]:
        together = scope.emit("Add", together, index.name)
    shape = scope.emit("Shape", together)
    parts = [
        scope.emit("Unsqueeze", scope.emit("Expand", index.name, shape), scope.ints([-1]))
        for index in indices
    ]
    return scope.emit("Concat", *parts, axis=-1)


@operator("scatter.src", "scatter.value")
def _scatter(call: Call) -> str:
    scope, index = call.scope, call.tensor("index")
    if "src" in call.arguments:
        updates = scope.operand(call["src"], call.dtype)
    else:
        filling = scope.operand(call["value"], call.dtype)
        updates = scope.emit("Expand", filling, scope.emit("Shape", index.name))
    return scope.emit("ScatterElements", call.tensor("self").name, index.name, updates, axis=call.axis())


@operator("scatter_add")
def _scatter_add(call: Call) -> str:
    arguments = (call.tensor(name).name for name in ("self", "index", "src"))
    return call.scope.emit("ScatterElements", *arguments, axis=call.axis(), reduction="add")


@operator("scatter_reduce")
def _scatter_reduce(call: Call) -> str:
    how = {"amax": "max", "amin": "min", "sum": "add", "prod": "mul"}.get(call["reduce"])
    if how is None or not call["include_self"]:
        raise NotImplementedError(f"a scatter that takes the {call['reduce']}")
    arguments = (call.tensor(name).name for name in ("self", "index", "src"))
    return call.scope.emit("ScatterElements", *arguments, axis=call.axis(), reduction=how)


@operator("index_put")
def _index_put(call: Call) -> str:
    scope, indices = call.scope, call["indices"]
    if any(index is None or index.dtype == torch.bool for index in indices):
        raise NotImplementedError("values put at a whole dimension or at truth values")
    places = _pairs(call, indices)
    kept = call.tensor("self").rank - len(indices)
    if kept:
        raise NotImplementedError("values put at rows")
    sizes = scope.emit("Slice", scope.emit("Shape", places), scope.ints([0]), scope.ints([-1]))
    updates = scope.emit("Expand", scope.operand(call["values"], call.dtype), sizes)
    how = {"reduction": "add"} if call.get("accumulate", False) else {}
    return scope.emit("ScatterND", call.tensor("self").name, places, updates, **how)

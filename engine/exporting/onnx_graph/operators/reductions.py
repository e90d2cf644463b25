"""Operators that run along a dimension."""

from __future__ import annotations

import torch

from engine.exporting.onnx_graph.operators.table import Call, Operator, operator


def _reduced(call: Call, op: str, name: str, dtype: torch.dtype) -> str:
    scope, dims = call.scope, call.get("dim")
    keep = int(bool(call.get("keepdim", False)))
    x = scope.operand(call["self"], dtype) if name == "self" else name
    if dims is None or dims == []:
        return scope.emit(op, x, keepdims=keep)
    dims = dims if isinstance(dims, list) else [dims]
    return scope.emit(op, x, scope.ints(dims), keepdims=keep)


def _reduction(op: str) -> Operator:
    return lambda call: _reduced(call, op, "self", call.dtype)


for _name, _op in {
    "sum": "ReduceSum",
    "mean": "ReduceMean",
    "prod": "ReduceProd",
    "amax": "ReduceMax",
    "amin": "ReduceMin",
    "logsumexp": "ReduceLogSumExp",
}.items():
    operator(_name)(_reduction(_op))


@operator("max.dim", "min.dim")
def _extreme(call: Call) -> list[str]:
    """The values, and where they are."""
    largest = call["overload"].startswith("max")
    values = _reduced(call, "ReduceMax" if largest else "ReduceMin", "self", call.dtype)
    at = call.scope.emit(
        "ArgMax" if largest else "ArgMin",
        call.tensor("self").name,
        axis=call.axis(),
        keepdims=int(bool(call.get("keepdim", False))),
    )
    return [values, at]


@operator("argmax", "argmin")
def _place(call: Call) -> str:
    op = "ArgMax" if call["overload"].startswith("argmax") else "ArgMin"
    keep = int(bool(call.get("keepdim", False)))
    return call.scope.emit(op, call.tensor("self").name, axis=call.axis(), keepdims=keep)


@operator("any", "all")
def _truth(call: Call) -> str:
    op = "ReduceMax" if call["overload"].startswith("any") else "ReduceMin"
    as_numbers = call.scope.operand(call["self"], torch.int32)
    return call.scope.cast(_reduced(call, op, as_numbers, torch.int32), torch.bool)


@operator("cumsum")
def _cumsum(call: Call) -> str:
    scope = call.scope
    return scope.emit(
        "CumSum", scope.operand(call["self"], call.dtype), scope.number(call.axis(), torch.int64)
    )


@operator("softmax", "_softmax")
def _softmax(call: Call) -> str:
    return call.scope.emit("Softmax", call.scope.operand(call["self"], call.dtype), axis=call.axis())


@operator("log_softmax", "_log_softmax")
def _log_softmax(call: Call) -> str:
    return call.scope.emit("LogSoftmax", call.scope.operand(call["self"], call.dtype), axis=call.axis())


@operator("linalg_vector_norm", "norm")
def _norm(call: Call) -> str:
    order = call["ord"] if "ord" in call.arguments else call["p"]
    if order not in (1, 2):
        raise NotImplementedError(f"a norm of order {order}")
    return _reduced(call, f"ReduceL{int(order)}", "self", call.dtype)


@operator("topk")
def _topk(call: Call) -> list[str]:
    count = call.scope.shape([call["k"]])
    return _sorted(call, count, largest=bool(call["largest"]))


@operator("sort", "sort.stable")
def _sort(call: Call) -> list[str]:
    return _all_sorted(call)


@operator("argsort", "argsort.stable")
def _argsort(call: Call) -> str:
    return _all_sorted(call)[1]


def _all_sorted(call: Call) -> list[str]:
    """Of equal ones the first stays first, in ONNX always."""
    at = call.axis()
    count = call.scope.emit("Shape", call.tensor("self").name, start=at, end=at + 1)
    return _sorted(call, count, largest=bool(call["descending"]))


def _sorted(call: Call, count: str, *, largest: bool) -> list[str]:
    return call.scope.emit_many(
        "TopK", 2, call.tensor("self").name, count, axis=call.axis(), largest=int(largest)
    )

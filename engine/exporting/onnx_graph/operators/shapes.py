"""Operators that make tensors, and lay out anew what is in them."""

from __future__ import annotations

from typing import Any

import torch

from engine.exporting.onnx_graph.operators.table import Call, operator
from engine.exporting.onnx_graph.scope import Value

TO_THE_END = 2**63 - 1


@operator("sym_size")
def _sym_size(call: Call) -> str:
    at = call.axis()
    return call.scope.emit("Shape", call.tensor("self").name, start=at, end=at + 1)


@operator("view", "_unsafe_view", "reshape")
def _view(call: Call) -> str:
    sizes = call["size"] if "size" in call.arguments else call["shape"]
    return call.scope.emit("Reshape", call.tensor("self").name, call.scope.shape(sizes))


@operator("flatten.using_ints")
def _flatten(call: Call) -> str:
    """Sizes before and behind are looked up, since they may differ from call to call."""
    scope, x = call.scope, call.tensor("self")
    start, end = call.axis("start_dim"), call.axis("end_dim")
    parts = [scope.ints([-1])]
    if start:
        parts.insert(0, scope.emit("Shape", x.name, start=0, end=start))
    if end + 1 < x.rank:
        parts.append(scope.emit("Shape", x.name, start=end + 1))
    shape = parts[0] if len(parts) == 1 else scope.emit("Concat", *parts, axis=0)
    return scope.emit("Reshape", x.name, shape)


@operator("expand")
def _expand(call: Call) -> str:
    sizes = [1 if size == -1 else size for size in call["size"]]
    return call.scope.emit("Expand", call.tensor("self").name, call.scope.shape(sizes))


@operator("repeat")
def _repeat(call: Call) -> str:
    scope, x, times = call.scope, call.tensor("self"), call["repeats"]
    name = x.name
    if new := len(times) - x.rank:
        name = scope.emit("Unsqueeze", name, scope.ints(range(new)))
    return scope.emit("Tile", name, scope.shape(times))


@operator("unsqueeze")
def _unsqueeze(call: Call) -> str:
    at = int(call["dim"])
    at += call.tensor("self").rank + 1 if at < 0 else 0
    return call.scope.emit("Unsqueeze", call.tensor("self").name, call.scope.ints([at]))


@operator("squeeze.dim", "squeeze.dims")
def _squeeze(call: Call) -> str:
    dims = call["dim"] if isinstance(call["dim"], list) else [call["dim"]]
    return call.scope.emit("Squeeze", call.tensor("self").name, call.scope.ints(dims))


@operator("transpose.int")
def _transpose(call: Call) -> str:
    order = list(range(call.tensor("self").rank))
    one, other = call.axis("dim0"), call.axis("dim1")
    order[one], order[other] = order[other], order[one]
    return call.scope.emit("Transpose", call.tensor("self").name, perm=order)


@operator("t", "numpy_T")
def _t(call: Call) -> str:
    return call.scope.emit("Transpose", call.tensor("self").name)


@operator("mT")
def _matrices_turned(call: Call) -> str:
    x = call.tensor("self")
    return call.scope.emit("Transpose", x.name, perm=[*range(x.rank - 2), x.rank - 1, x.rank - 2])


@operator("permute")
def _permute(call: Call) -> str:
    x = call.tensor("self")
    return call.scope.emit("Transpose", x.name, perm=[dim % x.rank for dim in call["dims"]])


@operator("slice")
def _slice(call: Call) -> str | Value:
    x, scope, step = call.tensor("self"), call.scope, call.get("step", 1)
    start, end = call.get("start", 0), call.get("end", TO_THE_END)
    if (start, end, step) == (0, TO_THE_END, 1):
        return x
    bounds = (scope.shape([each]) for each in (start, end))
    return scope.emit("Slice", x.name, *bounds, scope.ints([call.axis()]), scope.ints([step]))


@operator("select.int")
def _select(call: Call) -> str:
    at = call.scope.operand(call["index"], torch.int64)
    return call.scope.emit("Gather", call.tensor("self").name, at, axis=call.axis())


@operator("cat")
def _cat(call: Call) -> str:
    parts = [call.scope.operand(each, call.dtype) for each in call["tensors"]]
    return call.scope.emit("Concat", *parts, axis=call.axis(of="first"))


@operator("stack")
def _stack(call: Call) -> str:
    scope = call.scope
    at = call["dim"] % (call["tensors"][0].rank + 1)
    parts = [
        scope.emit("Unsqueeze", scope.operand(each, call.dtype), scope.ints([at])) for each in call["tensors"]
    ]
    return scope.emit("Concat", *parts, axis=at)


@operator("split_with_sizes")
def _split(call: Call) -> list[str]:
    sizes = call["split_sizes"]
    return call.scope.emit_many(
        "Split", len(sizes), call.tensor("self").name, call.scope.shape(sizes), axis=call.axis()
    )


@operator("split.Tensor", "chunk", "unsafe_chunk")
def _split_evenly(call: Call) -> list[str]:
    """As many parts as the captured program has, and sizes."""
    sizes: list[Any] = call["result_sizes"]
    return call.scope.emit_many(
        "Split", len(sizes), call.tensor("self").name, call.scope.ints(sizes), axis=call.axis()
    )


@operator("unbind")
def _unbind(call: Call) -> list[str]:
    scope, at, x = call.scope, call.axis(), call.tensor("self").name
    count = len(call["result_sizes"])
    return [scope.emit("Gather", x, scope.number(each, torch.int64), axis=at) for each in range(count)]


@operator("pad", "constant_pad_nd")
def _pad(call: Call) -> str:
    """Torch counts from the last dimension, and ONNX has all beginnings before all ends."""
    scope, x, pads = call.scope, call.tensor("self"), list(call["pad"])
    if call.get("mode", "constant") != "constant":
        raise NotImplementedError("a pad that repeats what is there")
    pads += [0] * (2 * x.rank - len(pads))
    pairs = [(pads[at], pads[at + 1]) for at in range(0, len(pads), 2)][::-1]
    both = scope.shape([*(before for before, _ in pairs), *(after for _, after in pairs)])
    return scope.emit("Pad", x.name, both, scope.operand(call.get("value", 0), x.dtype))


@operator("flip")
def _flip(call: Call) -> str:
    scope, dims = call.scope, call["dims"]
    back = (scope.ints([-1] * len(dims)), scope.ints([-TO_THE_END] * len(dims)))
    return scope.emit(
        "Slice", call.tensor("self").name, *back, scope.ints(dims), scope.ints([-1] * len(dims))
    )


@operator("tril", "triu")
def _triangle(call: Call) -> str:
    scope, x = call.scope, call.tensor("self")
    whole = x.dtype == torch.bool
    name = scope.cast(x.name, torch.int64) if whole else x.name
    upper = int(call["is_upper"])
    cut = scope.emit("Trilu", name, scope.operand(call["diagonal"], torch.int64), upper=upper)
    return scope.cast(cut, torch.bool) if whole else cut


@operator("arange")
def _arange(call: Call) -> str:
    scope = call.scope
    bounds = (call.get("start", 0), call["end"], call.get("step", 1))
    return scope.emit("Range", *(scope.operand(each, call.dtype) for each in bounds))


def _filled(call: Call, sizes: str, value: Any) -> str:
    return call.scope.emit("Expand", call.scope.operand(value, call.dtype), sizes)


@operator("zeros", "ones", "full", "new_zeros", "new_ones", "new_full", "empty", "new_empty")
def _full(call: Call) -> str:
    return _filled(call, call.scope.shape(call["size"]), call["filling"])


@operator("zeros_like", "ones_like", "full_like", "empty_like")
def _full_like(call: Call) -> str:
    return _filled(call, call.scope.emit("Shape", call.tensor("self").name), call["filling"])


@operator("scalar_tensor")
def _scalar_tensor(call: Call) -> str:
    return call.scope.operand(call["s"], call.dtype)

"""Layers: products with weights, normalisation, convolution, attention."""

from __future__ import annotations

import math

import torch

from engine.exporting.onnx_graph.operators.table import Call, operator
from engine.exporting.onnx_graph.scope import Scope, Value


@operator("matmul", "mm", "bmm", "mv", "dot")
def _matmul(call: Call) -> str:
    right = next(name for name in ("other", "mat2", "vec", "tensor") if name in call.arguments)
    return call.scope.emit("MatMul", call.tensor("self").name, call.tensor(right).name)


@operator("addmm")
def _addmm(call: Call) -> str:
    names = (call.tensor(name).name for name in ("mat1", "mat2", "self"))
    return call.scope.emit("Gemm", *names, alpha=float(call["alpha"]), beta=float(call["beta"]))


@operator("baddbmm")
def _baddbmm(call: Call) -> str:
    scope = call.scope
    product = scope.emit("MatMul", call.tensor("batch1").name, call.tensor("batch2").name)
    scaled = scope.emit("Mul", product, scope.operand(call["alpha"], call.dtype))
    added = scope.emit("Mul", call.tensor("self").name, scope.operand(call["beta"], call.dtype))
    return scope.emit("Add", scaled, added)


@operator("linear")
def _linear(call: Call) -> str:
    """x W' + b: one product for rows; for more dimensions the weights are kept the other way round."""
    scope, x, weight = call.scope, call.tensor("input"), call.tensor("weight")
    bias = call.get("bias")
    if x.rank == 2:
        return scope.emit("Gemm", x.name, weight.name, *([bias.name] if bias else []), transB=1)
    product = scope.emit("MatMul", x.name, _turned(scope, weight))
    return scope.emit("Add", product, bias.name) if bias else product


def _turned(scope: Scope, weight: Value) -> str:
    if weight.constant is None:
        return scope.emit("Transpose", weight.name, perm=[1, 0])
    return scope.weight(f"{weight.name}.T", weight.constant.T)


@operator("layer_norm")
def _layer_norm(call: Call) -> str:
    scope, x, shape = call.scope, call.tensor("input"), call["normalized_shape"]
    gain = call.get("weight")
    parts = [gain.name if gain else scope.weight(scope.fresh("ones"), torch.ones(shape, dtype=x.dtype))]
    if bias := call.get("bias"):
        parts.append(bias.name)
    return scope.emit("LayerNormalization", x.name, *parts, axis=-len(shape), epsilon=float(call["eps"]))


@operator("batch_norm")
def _batch_norm(call: Call) -> str:
    names = (call.tensor(name).name for name in ("input", "weight", "bias", "running_mean", "running_var"))
    return call.scope.emit("BatchNormalization", *names, epsilon=float(call["eps"]))


@operator("conv1d", "conv2d")
def _convolution(call: Call) -> str:
    """Any number of dimensions; padding in numbers."""
    bias = call.get("bias")
    width = call.tensor("weight").rank - 2
    stride, padding, dilation = (_each(call[name], width) for name in ("stride", "padding", "dilation"))
    return call.scope.emit(
        "Conv",
        call.tensor("input").name,
        call.tensor("weight").name,
        *([bias.name] if bias else []),
        strides=stride,
        pads=[*padding, *padding],
        dilations=dilation,
        group=int(call["groups"]),
    )


def _each(given: object, width: int) -> list[int]:
    if not isinstance(given, list):
        raise NotImplementedError(f"a convolution with padding “{given}”")
    return given * width if len(given) == 1 else given


@operator("max_pool1d", "max_pool2d")
def _max_pool(call: Call) -> str:
    kernel = call["kernel_size"]
    width = len(kernel)
    padding = _each(call["padding"], width)
    return call.scope.emit(
        "MaxPool",
        call.tensor("self").name,
        kernel_shape=kernel,
        strides=_each(call.get("stride") or kernel, width),
        pads=[*padding, *padding],
        dilations=_each(call["dilation"], width),
    )


@operator("scaled_dot_product_attention")
def _attention(call: Call) -> str:
    """softmax(q k' / sqrt(d) + mask) v; a row that sees nothing gives zeros, as in torch."""
    scope, dtype = call.scope, call.dtype
    query, key = call.tensor("query"), call.tensor("key")
    turned = scope.emit("Transpose", key.name, perm=[*range(key.rank - 2), key.rank - 1, key.rank - 2])
    scores = scope.emit("MatMul", _scaled(call, query), turned)
    if call.get("is_causal", False):
        ones = scope.emit("Expand", scope.number(1, torch.int64), scope.emit("Shape", scores))
        sees = scope.cast(scope.emit("Trilu", ones, upper=0), torch.bool)
        scores = scope.emit("Where", sees, scores, scope.number(-math.inf, dtype))
    mask = call.get("attn_mask")
    if mask is not None and mask.dtype == torch.bool:
        scores = scope.emit("Where", mask.name, scores, scope.number(-math.inf, dtype))
    elif mask is not None:
        scores = scope.emit("Add", scores, mask.name)
    weights = scope.emit("Softmax", scores, axis=-1)
    if mask is not None:
        weights = scope.emit("Where", scope.emit("IsNaN", weights), scope.number(0.0, dtype), weights)
    return scope.emit("MatMul", weights, call.tensor("value").name)


def _scaled(call: Call, query: Value) -> str:
    scope, scale = call.scope, call.get("scale")
    if scale is not None:
        return scope.emit("Mul", query.name, scope.number(float(scale), call.dtype))
    width = scope.emit("Shape", query.name, start=query.rank - 1, end=query.rank)
    root = scope.emit("Sqrt", scope.cast(scope.emit("Squeeze", width, scope.ints([0])), call.dtype))
    return scope.emit("Div", query.name, root)

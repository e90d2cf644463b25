"""Operators that look at one place at a time."""

from __future__ import annotations

import math
from typing import Any

import torch

from engine.exporting.onnx_graph.operators.table import Call, Operator, operator
from engine.exporting.onnx_graph.scope import Value

ARITHMETIC = {"add": "Add", "sub": "Sub", "mul": "Mul", "div": "Div", "maximum": "Max", "minimum": "Min"}
COMPARISONS = {"eq": "Equal", "lt": "Less", "le": "LessOrEqual", "gt": "Greater", "ge": "GreaterOrEqual"}
FUNCTIONS = {
    "neg": "Neg",
    "exp": "Exp",
    "log": "Log",
    "sqrt": "Sqrt",
    "abs": "Abs",
    "reciprocal": "Reciprocal",
    "sin": "Sin",
    "cos": "Cos",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "relu": "Relu",
    "erf": "Erf",
    "softplus": "Softplus",
}
TRUTHS = {"and": "And", "or": "Or", "xor": "Xor"}


def _arithmetic(op: str) -> Operator:
    def write(call: Call) -> str:
        left, right = call["self"], call["other"]
        scale = call.get("alpha", 1)
        to = call.scope.operand(right, call.dtype)
        if scale != 1:
            to = call.scope.emit("Mul", to, call.scope.operand(scale, call.dtype))
        return call.scope.emit(op, call.scope.operand(left, call.dtype), to)

    return write


def common_type(left: Any, right: Any) -> torch.dtype:
    """The type in which torch compares two operands."""
    tensors = [each for each in (left, right) if isinstance(each, Value) and not each.is_size]
    if len(tensors) == 2:
        return torch.promote_types(tensors[0].dtype, tensors[1].dtype)
    other = right if tensors[0] is left else left
    dtype = tensors[0].dtype
    is_whole = isinstance(other, Value) or float(other).is_integer()
    return dtype if dtype.is_floating_point or is_whole else torch.float32


def _comparison(op: str, *, negated: bool = False) -> Operator:
    def write(call: Call) -> str:
        left, right = call["self"], call["other"]
        dtype = common_type(left, right)
        result = call.scope.emit(op, call.scope.operand(left, dtype), call.scope.operand(right, dtype))
        return call.scope.emit("Not", result) if negated else result

    return write


def _function(op: str) -> Operator:
    return lambda call: call.scope.emit(op, call.scope.operand(call["self"], call.dtype))


def _truth(op: str) -> Operator:
    return lambda call: call.scope.emit(
        op, *(call.scope.operand(call[side], torch.bool) for side in ("self", "other"))
    )


for _name, _op in ARITHMETIC.items():
    operator(_name)(_arithmetic(_op))
for _name, _op in COMPARISONS.items():
    operator(_name)(_comparison(_op))
operator("ne")(_comparison("Equal", negated=True))
for _name, _op in FUNCTIONS.items():
    operator(_name)(_function(_op))
for _name, _op in TRUTHS.items():
    operator(f"logical_{_name}", f"bitwise_{_name}", f"__{_name}__")(_truth(_op))


@operator("logical_not", "bitwise_not")
def _not(call: Call) -> str:
    return call.scope.emit("Not", call.scope.operand(call["self"], torch.bool))


@operator("rsub")
def _rsub(call: Call) -> str:
    scope = call.scope
    return scope.emit(
        "Sub", scope.operand(call["other"], call.dtype), scope.operand(call["self"], call.dtype)
    )


@operator("square")
def _square(call: Call) -> str:
    x = call.tensor("self").name
    return call.scope.emit("Mul", x, x)


@operator("rsqrt")
def _rsqrt(call: Call) -> str:
    return call.scope.emit("Reciprocal", call.scope.emit("Sqrt", call.tensor("self").name))


@operator("pow")
def _pow(call: Call) -> str:
    scope = call.scope
    return scope.emit(
        "Pow", scope.operand(call["self"], call.dtype), scope.operand(call["exponent"], call.dtype)
    )


@operator("clamp", "clamp_min", "clamp_max")
def _clamp(call: Call) -> str:
    x = call.scope.operand(call["self"], call.dtype)
    for bound, op in (("min", "Max"), ("max", "Min")):
        if call.get(bound) is not None:
            x = call.scope.emit(op, x, call.scope.operand(call[bound], call.dtype))
    return x


@operator("gelu")
def _gelu(call: Call) -> str:
    """x Phi(x), or the approximation with tanh."""
    scope, x, dtype = call.scope, call.tensor("self").name, call.dtype
    if call.get("approximate", "none") == "tanh":
        cube = scope.emit("Mul", x, scope.emit("Mul", x, x))
        inner = scope.emit("Add", x, scope.emit("Mul", cube, scope.number(0.044715, dtype)))
        share = scope.emit("Tanh", scope.emit("Mul", inner, scope.number(math.sqrt(2 / math.pi), dtype)))
    else:
        share = scope.emit("Erf", scope.emit("Div", x, scope.number(math.sqrt(2), dtype)))
    twice = scope.emit("Mul", x, scope.emit("Add", share, scope.number(1.0, dtype)))
    return scope.emit("Mul", twice, scope.number(0.5, dtype))


@operator("silu")
def _silu(call: Call) -> str:
    x = call.tensor("self").name
    return call.scope.emit("Mul", x, call.scope.emit("Sigmoid", x))


@operator("leaky_relu")
def _leaky_relu(call: Call) -> str:
    return call.scope.emit("LeakyRelu", call.tensor("self").name, alpha=float(call["negative_slope"]))


@operator("elu")
def _elu(call: Call) -> str:
    return call.scope.emit("Elu", call.tensor("self").name, alpha=float(call["alpha"]))


@operator("lerp")
def _lerp(call: Call) -> str:
    scope = call.scope
    start, end = call.tensor("self").name, call.tensor("end").name
    way = scope.emit("Mul", scope.emit("Sub", end, start), scope.operand(call["weight"], call.dtype))
    return scope.emit("Add", start, way)


@operator("addcmul")
def _addcmul(call: Call) -> str:
    scope = call.scope
    product = scope.emit("Mul", call.tensor("tensor1").name, call.tensor("tensor2").name)
    scaled = scope.emit("Mul", product, scope.operand(call["value"], call.dtype))
    return scope.emit("Add", call.tensor("self").name, scaled)


@operator("where")
def _where(call: Call) -> str:
    scope = call.scope
    chosen = (scope.operand(call[side], call.dtype) for side in ("self", "other"))
    return scope.emit("Where", call.tensor("condition").name, *chosen)


@operator("masked_fill")
def _masked_fill(call: Call) -> str:
    scope = call.scope
    filling = scope.operand(call["value"], call.dtype)
    return scope.emit("Where", call.tensor("mask").name, filling, call.tensor("self").name)


@operator("clone", "contiguous", "detach", "alias", "dropout", "lift_fresh_copy", "detach_copy")
def _same(call: Call) -> Value:
    return call.tensor("input" if "input" in call.arguments else "self")


@operator("_to_copy", "to", "type_as")
def _converted(call: Call) -> str | Value:
    x = call.tensor("self")
    return x if x.dtype == call.dtype else call.scope.cast(x.name, call.dtype)

"""An ONNX graph in the making, and what the operators of a captured program are written into it with."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor

ONNX_TYPES = {
    torch.float32: onnx.TensorProto.FLOAT,
    torch.float64: onnx.TensorProto.DOUBLE,
    torch.int64: onnx.TensorProto.INT64,
    torch.int32: onnx.TensorProto.INT32,
    torch.bool: onnx.TensorProto.BOOL,
}


@dataclass(frozen=True)
class Value:
    """A tensor of the graph, or a size as an int64 tensor of one number.

    Attributes:
        name: in the graph.
        dtype: torch's.
        rank: number of dimensions.
        constant: what it holds, for weights.
        is_size: stands for a number of Python that depends on the inputs' sizes.
    """

    name: str
    dtype: torch.dtype
    rank: int
    constant: Tensor | None = None
    is_size: bool = False


@dataclass
class Scope:
    """The nodes of one graph; the body of a loop is a scope inside another, and sees all that is outside."""

    outer: Scope | None = None
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    _weights: dict[str, onnx.TensorProto] = field(default_factory=dict)
    _numbers: dict[tuple[object, ...], str] = field(default_factory=dict)
    _count: Iterator[int] = field(default_factory=itertools.count)

    def inside(self) -> Scope:
        """A scope for the body of a loop."""
        return Scope(outer=self, _count=self._count)

    def fresh(self, hint: str) -> str:
        """A name that nothing has."""
        return f"{hint}_{next(self._count)}"

    def emit(self, op: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output, and return the name of that."""
        return self.emit_many(op, 1, *inputs, **attributes)[0]

    def emit_many(self, op: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        """Add a node, and return the names of its outputs."""
        names = [self.fresh(op.lower()) for _ in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, name=names[0], **attributes))
        return names

    def weight(self, name: str, tensor: Tensor) -> str:
        """A constant tensor under a name of its own; kept once, outside all loops."""
        if self.outer is not None:
            return self.outer.weight(name, tensor)
        if name not in self._weights:
            array = tensor.detach().cpu().contiguous().numpy()
            self._weights[name] = numpy_helper.from_array(array, name)
        return name

    def number(self, value: float | bool, dtype: torch.dtype) -> str:
        """A constant scalar."""
        return self._small(torch.tensor(value, dtype=dtype))

    def ints(self, values: Sequence[int]) -> str:
        """A constant list of int64: axes, sizes, pads."""
        return self._small(torch.tensor(list(values), dtype=torch.int64))

    def _small(self, tensor: Tensor) -> str:
        if self.outer is not None:
            return self.outer._small(tensor)
        key = (tensor.dtype, tuple(tensor.shape), np.asarray(tensor).tobytes())
        if key not in self._numbers:
            self._numbers[key] = self.weight(self.fresh("constant"), tensor)
        return self._numbers[key]

    def cast(self, name: str, dtype: torch.dtype) -> str:
        """The tensor in another type."""
        return self.emit("Cast", name, to=ONNX_TYPES[dtype])

    def operand(self, argument: Any, dtype: torch.dtype) -> str:
        """A tensor, a number or a size as an operand of this type."""
        if not isinstance(argument, Value):
            return self.number(argument, dtype)
        name = self.scalar(argument) if argument.is_size else argument.name
        return name if argument.dtype == dtype else self.cast(name, dtype)

    def scalar(self, size: Value) -> str:
        """A size without a dimension."""
        return self.emit("Squeeze", size.name, self.ints([0]))

    def shape(self, sizes: Sequence[Any]) -> str:
        """Numbers and sizes in a list, as int64."""
        if not any(isinstance(size, Value) for size in sizes):
            return self.ints(sizes)
        parts = [size.name if isinstance(size, Value) else self.ints([size]) for size in sizes]
        return parts[0] if len(parts) == 1 else self.emit("Concat", *parts, axis=0)

    def used(self, outputs: Sequence[str]) -> list[onnx.NodeProto]:
        """The nodes that these outputs need, in order."""
        needed, kept = set(outputs), []
        for node in reversed(self.nodes):
            if needed & set(node.output):
                kept.append(node)
                needed |= _read_by(node)
        return kept[::-1]

    def weights_of(self, nodes: Sequence[onnx.NodeProto]) -> list[onnx.TensorProto]:
        """The constants that these nodes read, those of bodies too."""
        read = set().union(*(_read_by(node) for node in nodes))
        return [weight for name, weight in self._weights.items() if name in read]


def _read_by(node: onnx.NodeProto) -> set[str]:
    """The names that a node reads, also in its body."""
    bodies = [attribute.g for attribute in node.attribute if attribute.type == onnx.AttributeProto.GRAPH]
    inner = [_read_by(each) for body in bodies for each in body.node]
    returned = [output.name for body in bodies for output in body.output]
    return set(node.input).union(returned, *inner)

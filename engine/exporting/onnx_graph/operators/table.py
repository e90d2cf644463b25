"""The operators by the names that torch has for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import fx

from engine.exporting.onnx_graph.scope import Scope, Value


@dataclass(frozen=True)
class Call:
    """One call in a captured program.

    Attributes:
        scope: where its nodes go.
        dtype: of its first result.
        arguments: by the names of torch's schema, defaults included.
    """

    scope: Scope
    dtype: torch.dtype
    arguments: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]

    def get(self, name: str, default: Any = None) -> Any:
        """An argument that not every overload has."""
        value = self.arguments.get(name)
        return default if value is None else value

    def tensor(self, name: str) -> Value:
        """An argument that is a tensor."""
        value = self.arguments[name]
        assert isinstance(value, Value)
        return value

    def axis(self, name: str = "dim", of: str = "self") -> int:
        """A dimension, counted from the front."""
        at, rank = int(self.arguments[name]), self.tensor(of).rank
        return at + rank if at < 0 else at


Operator = Callable[[Call], "str | list[str] | Value"]
"""The name of the result, of several results, or a value that was there before."""

OPERATORS: dict[str, Operator] = {}


def operator(*names: str) -> Callable[[Operator], Operator]:
    """Registers what writes the operators of these names: `add`, or `max.dim` for one overload alone."""

    def register(write: Operator) -> Operator:
        for name in names:
            OPERATORS[name] = write
        return write

    return register


def find_operator(node: fx.Node) -> Operator | None:
    """What writes a call; None where nothing does."""
    name = str(node.target).removeprefix("aten.")
    return OPERATORS.get(name) or OPERATORS.get(name.partition(".")[0])

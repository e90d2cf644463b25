"""A network as a program that can be kept: its inputs and outputs by name, and what torch captures of it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, fx, nn
from torch._ops import OpOverload
from torch.export import Dim, ExportedProgram, ShapesCollection, export
from torch.hub import tqdm  # type: ignore[attr-defined]

from engine.errors import EngineError

EXAMPLE_SIZES = {"batch": 3, "width": 11, "samples": 5}
"""Of each dimension that may differ from call to call, while the program is captured: all different, so that
none is taken for another."""


@dataclass(frozen=True)
class Port:
    """An input or output.

    Attributes:
        dims: a name for each dimension that may differ from call to call, a number for the others.
        meaning: in a sentence.
        default: what an input is where it is left out.
    """

    name: str
    dtype: torch.dtype
    dims: tuple[str | int, ...]
    meaning: str
    default: Tensor | None = None

    @property
    def described(self) -> str:
        """The type and shape as people write them."""
        return f"{str(self.dtype).removeprefix('torch.')} [{', '.join(str(dim) for dim in self.dims)}]"

    def example(self) -> Tensor:
        """Some input."""
        sizes = [dim if isinstance(dim, int) else EXAMPLE_SIZES[dim] for dim in self.dims]
        return torch.ones(sizes, dtype=self.dtype)


@dataclass(frozen=True)
class Program:
    """A module whose `forward` takes the inputs in their order.

    Attributes:
        name: of its file.
        doc: what it computes, in a sentence or two.
        outputs: of `forward`.
        ranks: its one output has a score for every item.
    """

    name: str
    doc: str
    module: nn.Module
    inputs: Sequence[Port]
    outputs: Sequence[Port]
    ranks: bool = False

    def run(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """What the module gives, without gradients."""
        with torch.inference_mode():
            found: Tensor | tuple[Tensor, ...] = self.module(*inputs)
        return found


def capture(program: Program) -> ExportedProgram:
    """The program as a graph of torch's own operators, for any batch.

    Raises:
        EngineError: the network does what depends on more than the sizes of its inputs.
    """
    dims = {name: Dim(name, min=1) for name in EXAMPLE_SIZES}
    examples, shapes = tuple(port.example() for port in program.inputs), ShapesCollection()  # type: ignore[no-untyped-call]
    for port, example in zip(program.inputs, examples, strict=True):
        shapes[example] = {at: dims[dim] for at, dim in enumerate(port.dims) if isinstance(dim, str)}
    kept = shapes.dynamic_shapes(program.module, examples)  # type: ignore[no-untyped-call]
    try:
        with _quietly(), torch.no_grad():
            captured = export(program.module.eval(), examples, dynamic_shapes=kept, strict=False)
            return captured.run_decompositions({}) if _writes_over(captured) else captured
    except (RuntimeError, ValueError, TypeError, torch._dynamo.exc.TorchDynamoException) as error:
        raise EngineError(
            "This model cannot be captured as a program.",
            f"{type(error).__name__}: {str(error).strip().splitlines()[0]}",
            "Export it as a bundle.",
        ) from error


@contextmanager
def _quietly() -> Iterator[None]:
    """With the operators that other programs know, and no thread that watches over bars of progress."""
    fast_path = torch.backends.mha.get_fastpath_enabled()
    watched = getattr(tqdm, "monitor_interval", 0)
    # One operator for a whole layer of attention is none that other programs know.
    torch.backends.mha.set_fastpath_enabled(False)
    tqdm.monitor_interval = 0
    try:
        with warnings.catch_warnings():
            # Of the weights that torch's own recurrent layers list anew, and of torch's own old calls.
            warnings.simplefilter("ignore")
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast_path)
        tqdm.monitor_interval = watched


def _writes_over(captured: ExportedProgram) -> bool:
    """Whether an operator changes its operand: what comes from it has to be told apart from what was."""
    graphs = [each for each in captured.graph_module.modules() if isinstance(each, fx.GraphModule)]
    targets = [node.target for each in graphs for node in each.graph.nodes]
    return any(isinstance(target, OpOverload) and target._schema.is_mutable for target in targets)

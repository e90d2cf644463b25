"""What goes with exported programs, for whoever finds them without this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.exporting.item_tables import ITEMS_TSV
from engine.exporting.markdown import cell, table
from engine.exporting.parity import Agreement
from engine.exporting.programs.program import Port, Program

CARD = "README.md"
NOISE_FILE = "noise.npy"

POLICIES = {
    "exclude": "No item of the history is recommended: it has minus infinity. The others add up to 1.",
    "keep": "Items of the history may be recommended again.",
}


@dataclass(frozen=True)
class Kind:
    """A kind of files.

    Attributes:
        name: of the kind, as folders are called after it.
        title: what people call it.
        needs: what is needed to use the files, in a sentence or two.
        inputs, outputs: of a program's file.
    """

    name: str
    title: str
    needs: str
    inputs: Callable[[Program], Sequence[Port]]
    outputs: Callable[[Program], Sequence[Port]]
    ending: str = ".onnx"


def card(kind: Kind, about: Mapping[str, str], programs: Sequence[Program], found: Agreement) -> str:
    """The card as Markdown."""
    parts = [
        f"# {cell(about['run'])} as {kind.title}",
        f"The model `{about['model']}` of run {about['run_number']}, trained on {cell(about['data_set'])}; "
        f"written by AREAL {about['version']}. {kind.needs}",
        f"Items are called by their numbers: row n of `{ITEMS_TSV}` (after its header) is item n, with its "
        f"id in the log. {POLICIES[about['policy']]}",
        "## Agreement with the engine",
        agreement_text(kind, found),
        *(_file(kind, program) for program in programs),
    ]
    if "times" in about:
        parts.append(_noise(about))
    facts = [(f"`{name}`", text) for name, text in about.items()]
    parts += ["## In every file", table(("metadata", ""), facts)]
    return "\n\n".join(parts) + "\n"


def agreement_text(kind: Kind, found: Agreement) -> str:
    """How the check went, in words."""
    parts = "".join(
        f" `{name}{kind.ending}` alone differs by up to {apart:.1e}." for name, apart in found.parts.items()
    )
    return (
        f"Checked when it was written, with {found.runtime}, on {found.tried}. {found.text} "
        f"{found.same:.1%} of the lists have the very same items in the very same order.{parts}"
    )


def _file(kind: Kind, program: Program) -> str:
    def rows(ports: Sequence[Port], side: str) -> list[tuple[str, str, str, str]]:
        return [(side, f"`{port.name}`", port.described, port.meaning) for port in ports]

    inputs, outputs = kind.inputs(program), kind.outputs(program)
    best = "" if outputs is program.outputs else " Of these it gives the k best of each row."
    listed = table(("", "", "type", ""), [*rows(inputs, "input"), *rows(outputs, "output")])
    return f"## {program.name}{kind.ending}\n\n{program.doc}{best}\n\n{listed}"


def _noise(about: Mapping[str, str]) -> str:
    return (
        f"## Noise\n\n`{NOISE_FILE}` is what the program itself draws: with it the lists are the program's. "
        "Another draw is `numpy.random.default_rng(seed).standard_normal(shape).astype(numpy.float32)`, with "
        f"the shape of that file; its second dimension may be any number of samples ({about['samples']} in "
        "the program). More samples cost more time and make lists steadier."
    )

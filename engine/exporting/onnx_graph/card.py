"""What goes with the ONNX files, for whoever finds them without this program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.exporting.item_tables import ITEMS_TSV
from engine.exporting.markdown import cell, table
from engine.exporting.onnx_graph.files import NOISE_FILE, inputs_of, outputs_of
from engine.exporting.onnx_graph.model import OPSET
from engine.exporting.onnx_graph.parity import Agreement
from engine.exporting.programs.program import Port, Program

CARD = "README.md"

POLICIES = {
    "exclude": "No item of the history is recommended: it has minus infinity. The others add up to 1.",
    "keep": "Items of the history may be recommended again.",
}


def card(about: Mapping[str, str], programs: Sequence[Program], found: Agreement) -> str:
    """The card as Markdown."""
    parts = [
        f"# {cell(about['run'])} as ONNX",
        f"The model `{about['model']}` of run {about['run_number']}, trained on {cell(about['data_set'])}; "
        f"written by AREAL {about['version']}. Opset {OPSET}: any runtime of ONNX 1.13 (onnxruntime 1.14) "
        "or later. `python example.py ID ID ID` needs numpy and onnxruntime alone, and shows how to call it.",
        f"Items are called by their numbers: row n of `{ITEMS_TSV}` (after its header) is item n, with its "
        f"id in the log. {POLICIES[about['policy']]}",
        "## Agreement with the engine",
        agreement_text(found),
        *(_file(program) for program in programs),
    ]
    if "times" in about:
        parts.append(_noise(about))
    parts += [
        "## In every file",
        table(("metadata", ""), [(f"`{name}`", text) for name, text in about.items()]),
    ]
    return "\n\n".join(parts) + "\n"


def agreement_text(found: Agreement) -> str:
    """How the check went, in words."""
    parts = "".join(
        f" `{name}.onnx` alone differs by up to {apart:.1e}." for name, apart in found.parts.items()
    )
    return (
        f"Checked when it was written, with {found.runtime}, on {found.histories} histories of the log: "
        f"{found.text} {found.same:.1%} of the lists have the very same items in the very same order.{parts}"
    )


def _file(program: Program) -> str:
    def rows(ports: Sequence[Port], kind: str) -> list[tuple[str, str, str, str]]:
        return [(kind, f"`{port.name}`", port.described, port.meaning) for port in ports]

    listed = [*rows(inputs_of(program), "input"), *rows(outputs_of(program), "output")]
    best = " Of these it gives the k best of each row." if program.ranks else ""
    return f"## {program.name}.onnx\n\n{program.doc}{best}\n\n{table(('', '', 'type', ''), listed)}"


def _noise(about: Mapping[str, str]) -> str:
    return (
        f"## Noise\n\n`{NOISE_FILE}` is what the program itself draws: with it the lists are the program's. "
        "Another draw is `numpy.random.default_rng(seed).standard_normal(shape).astype(numpy.float32)`, with "
        f"the shape of that file; its second dimension may be any number of samples ({about['samples']} in "
        "the program). More samples cost more time and make lists steadier."
    )

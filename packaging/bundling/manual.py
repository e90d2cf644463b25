"""Manual pages, made from the parsers of the command line, so that they say what the program understands."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

AS_MODULE, INSTALLED = "python -m engine", "areal"
"""What the command line is called in a checkout, and where there is a manual page of it."""


@dataclass(frozen=True)
class Page:
    """What the parser does not know.

    Attributes:
        name: of the program.
        summary: half a line for `apropos`.
        date: of the release, as 2026-11-29.
        files: places worth knowing, and what is there.
        see_also: other pages.
    """

    name: str
    summary: str
    version: str
    date: str
    files: tuple[tuple[str, str], ...] = ()
    see_also: tuple[str, ...] = ()


def manual(page: Page, parser: argparse.ArgumentParser) -> str:
    """The page in the language of man(7)."""
    lines = [
        f'.TH {page.name.upper()} 1 "{page.date}" "AREAL {page.version}" "User Commands"',
        ".SH NAME",
        f"{escaped(page.name)} \\- {escaped(page.summary)}",
        ".SH SYNOPSIS",
        *_synopsis(page.name, parser),
        ".SH DESCRIPTION",
        escaped(parser.description or ""),
    ]
    lines += [".SH OPTIONS", *_options(parser)]
    verbs = list(_verbs(parser))
    if verbs:
        lines += [
            ".SH COMMANDS",
            *(line for name, says, verb in verbs for line in _command(name, says, verb)),
        ]
    if parser.epilog:
        lines += [".SH NOTES", *_paragraphs(parser.epilog)]
    if page.files:
        lines += [".SH FILES", *(line for place, says in page.files for line in _entry(place, says))]
    if page.see_also:
        lines += [".SH SEE ALSO", ", ".join(f"\\fB{escaped(name)}\\fR(1)" for name in page.see_also)]
    text = "\n".join(lines) + "\n"
    return text.replace(escaped(AS_MODULE), INSTALLED)


def escaped(text: str) -> str:
    """A text that man(7) shows as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in text.split("\n"))


def _synopsis(name: str, parser: argparse.ArgumentParser) -> list[str]:
    usage = " ".join(parser.format_usage().split())
    return [f"\\fB{escaped(name)}\\fR{escaped(usage.removeprefix(f'usage: {parser.prog}'))}"]


def _verbs(
    parser: argparse.ArgumentParser, before: str = ""
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Each command with what it is for; commands of commands by both names."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            says = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, verb in action.choices.items():
                yield f"{before}{name}", says.get(name, ""), verb
                yield from _verbs(verb, f"{before}{name} ")


def _command(name: str, says: str, verb: argparse.ArgumentParser) -> list[str]:
    usage = " ".join(verb.format_usage().split()).removeprefix("usage: ")
    heading = [f'.SS "{escaped(name)}"', escaped(_sentence(says)), ".PP", f"\\fB{escaped(usage)}\\fR"]
    return [*heading, *_options(verb)]


def _options(parser: argparse.ArgumentParser) -> list[str]:
    lines: list[str] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        value = _value(action)
        names = [f"{name} {value}".strip() for name in action.option_strings] or [value]
        lines += _entry(", ".join(names), _help(parser, action))
    return lines


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    metavar = action.metavar if isinstance(action.metavar, str) else None
    choices = "|".join(map(str, action.choices)) if action.choices else ""
    name = metavar or choices or action.dest.upper()
    return {"*": f"[{name} ...]", "+": f"{name} ...", "?": f"[{name}]"}.get(str(action.nargs), name)


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    return parser._get_formatter()._expand_help(action) if action.help else ""


def _entry(name: str, says: str) -> list[str]:
    return [".TP", f"\\fB{escaped(name)}\\fR", escaped(_sentence(says)) or "\\&"]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text and not text.endswith(".") else text


def _paragraphs(text: str) -> list[str]:
    return [line for part in text.split("\n") for line in (escaped(part), ".br")][:-1]

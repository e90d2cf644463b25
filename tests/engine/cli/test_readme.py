"""The README tells of every verb, and only of options that there are."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from engine.cli.parser import build_parser

README = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
GRAMMAR = re.findall(r"^python -m engine \[--workspace DIR\] (.*)$", README, re.MULTILINE)
EXAMPLES = re.findall(r"^python -m engine (?!\[)(.*)$", README, re.MULTILINE)


def verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the verbs below a parser, by name."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(below[0].choices) if below else {}


def parser_of(line: str) -> argparse.ArgumentParser:
    parser = build_parser()
    for word in line.split():
        parser = verbs(parser).get(word.partition("|")[0], parser)  # of alike ones the first
    return parser


def test_every_verb_is_in_the_readme() -> None:
    told = {(line.split()[0], word) for line in GRAMMAR for word in line.split()[1].split("|")}
    for name, verb in verbs(build_parser()).items():
        assert name in {words[0] for words in told}
        for action in verbs(verb):
            assert (name, action) in told


@pytest.mark.parametrize("line", GRAMMAR)
def test_its_options_are_there(line: str) -> None:
    known = parser_of(line)._option_string_actions
    assert [option for option in re.findall(r"--[a-z-]+", line) if option not in known] == []


def test_every_option_of_import_is_told_somewhere() -> None:
    options = [name for name in parser_of("import")._option_string_actions if name.startswith("--")]
    assert [name for name in options if name not in README and name != "--help"] == []


@pytest.mark.parametrize("line", EXAMPLES)
def test_its_examples_are_taken(line: str) -> None:
    build_parser().parse_args(line.split())

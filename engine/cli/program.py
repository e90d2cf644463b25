"""The program: arguments in, an exit code out."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence

from engine.cli.console import Console
from engine.cli.operation import cancelled_by_signals
from engine.cli.parser import parse
from engine.errors import BadInput, BadSetting, EngineError, NotFound
from engine.events import Cancelled, CancelToken

DONE, CRASHED, WRONG_USAGE, BAD_INPUT, CANCELLED, READER_GONE = 0, 1, 2, 3, 130, 141

Command = Callable[[argparse.Namespace, Console, CancelToken], None]

COMMANDS = {
    "import": ("imports", "import_files"),
    "datasets": ("datasets", "datasets"),
    "card": ("card", "card"),
    "models": ("models", "models"),
    "train": ("train", "train_model"),
    "estimate": ("estimate", "estimate"),
    "resume": ("train", "resume_run"),
    "queue": ("queue", "queue"),
    "runs": ("runs", "runs"),
    "evaluate": ("evaluate", "evaluate"),
    "compare": ("compare", "compare"),
    "study": ("study", "study"),
    "recommend": ("recommend", "recommend"),
    "trajectory": ("recommend", "trajectory"),
    "export": ("export", "export"),
    "import-bundle": ("bundles", "import_from_bundle"),
    "check": ("safety", "check"),
    "backup": ("safety", "backup"),
}
"""Verb: module of this package, and its function."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _speak_utf8()
    arguments = parse(argv)
    console = Console(json=arguments.json)
    try:
        with cancelled_by_signals() as cancel:
            command_of(arguments.verb)(arguments, console, cancel)
            return CANCELLED if cancel.cancelled else DONE
    except (Cancelled, KeyboardInterrupt):
        console.say("Cancelled.")
        return CANCELLED
    except BrokenPipeError:
        return _reader_gone()
    except EngineError as error:
        console.error(error)
        return WRONG_USAGE if isinstance(error, (BadSetting, NotFound)) else BAD_INPUT
    except OSError as error:
        console.error(_from_system(error))
        return BAD_INPUT
    except Exception:
        console.say(traceback.format_exc())
        console.say("Error: this is a fault of the program; the lines above say where.")
        return CRASHED


def command_of(verb: str) -> Command:
    """The function behind a verb. Only its module is imported: some take seconds, most do not."""
    module, function = COMMANDS[verb]
    command: Command = getattr(importlib.import_module(f"engine.cli.{module}"), function)
    return command


def _speak_utf8() -> None:
    """Ids and titles are written as they are, whatever the locale; stray bytes in names are escaped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _reader_gone() -> int:
    """End quietly, as `| head` expects: nothing is left to be flushed into the closed pipe at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return READER_GONE


def _from_system(error: OSError) -> EngineError:
    """A failure of the file system in the form of every other error."""
    what, advice = {
        errno.ENOSPC: ("The disk is full.", "Make room on it and try again."),
        errno.EACCES: ("A file or folder is not open to you.", "Choose another, or change its permissions."),
        errno.EROFS: ("A disk cannot be written to.", "Choose a place on another one."),
    }.get(error.errno or 0, ("A file or folder cannot be used.", ""))
    where = f"{error.filename}: " if error.filename else ""
    return BadInput(what, f"{where}{error.strerror or error}.", advice)

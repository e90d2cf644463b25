"""What a person needs to know of an error: what happened, why, what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.errors import EngineError


def problem_parts(error: Exception) -> tuple[str, str, str]:
    """What happened, why, and what to do; some of them may be empty."""
    if isinstance(error, EngineError):
        return error.what, error.why, error.advice
    return (
        _tr("Something unexpected happened."),
        f"{type(error).__name__}: {error}" if str(error) else type(error).__name__,
        _tr("Try it once more. If it happens again, copy the report for whoever looks after AREAL."),
    )


def problem_text(error: Exception) -> str:
    """The same in one go."""
    parts = [part for part in problem_parts(error) if part]
    return " ".join(part if part[-1] in ".!?…:" else f"{part}." for part in parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ErrorDialog", text)

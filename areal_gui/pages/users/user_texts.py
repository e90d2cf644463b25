"""Who is shown, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, day
from areal_gui.pages.users.inspection import Inspection
from areal_gui.pages.users.typed_history import TypedHistory


def name_text(inspection: Inspection) -> str:
    """What stands above the history."""
    if isinstance(inspection.user, TypedHistory):
        return inspection.name
    return _tr("User {id}").format(id=inspection.name)


def facts_text(inspection: Inspection) -> str:
    """How much the log has of the user, how much of that the run counts, and when that was."""
    user = inspection.user
    if isinstance(user, TypedHistory):
        return _facts_of_typed(user, inspection.unknown)
    events = _tr("1 event") if user.n == 1 else _tr("{n} events").format(n=count(user.n))
    counted = len(inspection.history)
    # What a log gained since is not in the run either.
    some = _tr("{n} of them count for this run").format(n=count(counted)) if counted < user.n else ""
    days = list(dict.fromkeys(filter(None, (day(user.first_ts), day(user.last_ts)))))
    return ", ".join(filter(None, (events, some, " – ".join(days))))


def _facts_of_typed(user: TypedHistory, unknown: int) -> str:
    n = len(user.items)
    some = _tr("1 item") if n == 1 else _tr("{n} items").format(n=count(n))
    not_known = _tr("{n} not known to this run").format(n=count(unknown)) if unknown else ""
    return ", ".join(filter(None, (_tr("typed"), some if n else _tr("no items"), not_known)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("UserTexts", text)

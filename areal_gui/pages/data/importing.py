"""Running an import in the background, and telling what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui import formats, loading
from areal_gui.context import AppContext
from areal_gui.tasks import Task
from engine.events import CancelToken, Event

if TYPE_CHECKING:
    from engine.importing.load import DatasetImported
    from engine.importing.recipe import Recipe

IMPORT = "import"
"""The kind of the tasks that import."""


def start_import(context: AppContext, paths: Sequence[Path], recipe: Recipe) -> Task:
    """Import files as one log, then show the new data set."""
    name = paths[0].name

    def operation(cancel: CancelToken) -> Iterator[Event]:
        with loading.one_at_a_time:
            from engine.importing.load import import_log

        return import_log(context.workspace, paths, recipe, cancel)

    titled: list[str] = []

    def note(event: Event) -> None:
        from engine.importing.load import ItemTitlesJoined

        if isinstance(event, ItemTitlesJoined):
            matched, total = formats.count(event.matched), formats.count(event.total)
            titled.append(_tr("Titles were found for {0} of {1} items.").format(matched, total))

    def done(imported: DatasetImported) -> None:
        rejected = _tr(", {0} rejected").format(formats.count(imported.rejected)) if imported.rejected else ""
        said = _tr("{0}: {1} interactions imported{2}.").format(
            imported.name, formats.count(imported.interactions), rejected
        )
        context.notify.success(" ".join([said, *titled]))
        context.settings.dataset = imported.dataset_id
        context.datasets_changed.emit()
        context.dataset_chosen.emit(imported.dataset_id)
        context.page_wanted.emit("data")

    return context.tasks.start(
        _tr("Importing {0}").format(name),
        operation,
        kind=IMPORT,
        on_event=note,
        on_finished=done,
        on_failed=lambda error: context.notify.error(error, _tr("{0} was not imported").format(name)),
        on_cancelled=lambda: context.notify.info(_tr("The import of {0} was cancelled.").format(name)),
    )


def import_demo(context: AppContext) -> None:
    """Import the demo log without questions; it is marked as synthetic."""

    def recipe() -> Recipe:
        from engine.importing.recipe import Recipe
        from engine.importing.sniff import sniff
        from resources.demo import demo_items, demo_log

        return Recipe.from_preview(
            sniff(demo_log()), name=_tr("Demo shop (synthetic)"), items_file=str(demo_items()), synthetic=True
        )

    def start(made: Recipe) -> None:
        from resources.demo import demo_log

        start_import(context, [demo_log()], made)

    context.tasks.query(recipe, start)


def _tr(text: str) -> str:
    return QCoreApplication.translate("importing", text)

"""Running an import in the background, and telling what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from areal_gui import formats, loading
from areal_gui.context import AppContext
from areal_gui.pages.data.import_texts import grown_text
from areal_gui.pages.data.rejected_question import ask_about_rejected
from areal_gui.tasks import Operation, Task
from engine.events import CancelToken, Event

if TYPE_CHECKING:
    from areal_gui.pages.data.import_draft import EarlierSet
    from engine.importing.growth import DatasetGrown
    from engine.importing.load import DatasetImported
    from engine.importing.recipe import Recipe

IMPORT = "import"
"""The kind of the tasks that import."""


def start_import(
    context: AppContext, paths: Sequence[Path], recipe: Recipe, *, accept_rejected: bool = False
) -> Task:
    """Import files as one log, then show the new data set; where most rows cannot be read, ask first."""

    def operation(cancel: CancelToken) -> Iterator[Event]:
        with loading.one_at_a_time:
            from engine.importing.load import import_log

        return import_log(context.workspace, paths, recipe, cancel, accept_rejected=accept_rejected)

    titled: list[str] = []

    def done(imported: DatasetImported) -> None:
        rejected = _tr(", {0} rejected").format(formats.count(imported.rejected)) if imported.rejected else ""
        said = _tr("{0}: {1} interactions imported{2}.").format(
            imported.name, formats.count(imported.interactions), rejected
        )
        context.notify.success(" ".join([said, *titled]))
        _show(context, imported.dataset_id)

    return _run(
        context,
        paths[0].name,
        operation,
        on_event=lambda event: titled.extend(_titles_found(event)),
        on_finished=done,
        anyway=lambda: start_import(context, paths, recipe, accept_rejected=True),
    )


def start_growing(
    context: AppContext,
    target: EarlierSet,
    paths: Sequence[Path],
    recipe: Recipe,
    *,
    accept_rejected: bool = False,
) -> Task:
    """Add a newer file to a data set, then show the set and say what was new."""

    def operation(cancel: CancelToken) -> Iterator[Event]:
        with loading.one_at_a_time:
            from engine.sequences.growing import grow

        return grow(context.workspace, target.id, paths, recipe, cancel, accept_rejected=accept_rejected)

    def done(grown: DatasetGrown) -> None:
        context.notify.success(grown_text(target.name, grown, _tr))
        _show(context, target.id)

    return _run(
        context,
        paths[0].name,
        operation,
        on_finished=done,
        anyway=lambda: start_growing(context, target, paths, recipe, accept_rejected=True),
    )


def _run(
    context: AppContext,
    name: str,
    operation: Operation,
    *,
    on_finished: Callable[[Any], None],
    anyway: Callable[[], object],
    on_event: Callable[[Event], None] | None = None,
) -> Task:
    """Run an import; `anyway` starts it again for one who wants the rows that can be read."""

    def failed(error: Exception) -> None:
        from engine.importing.load import MostRowsRejected

        if isinstance(error, MostRowsRejected):
            ask_about_rejected(error, anyway, cancelled, _window(context))
        else:
            context.notify.error(error, _tr("{0} was not imported").format(name))

    def cancelled() -> None:
        context.notify.info(_tr("The import of {0} was cancelled.").format(name))

    return context.tasks.start(
        _tr("Importing {0}").format(name),
        operation,
        kind=IMPORT,
        on_event=on_event,
        on_finished=on_finished,
        on_failed=failed,
        on_cancelled=cancelled,
    )


def _titles_found(event: Event) -> list[str]:
    from engine.importing.load import ItemTitlesJoined

    if not isinstance(event, ItemTitlesJoined):
        return []
    counts = map(formats.count, (event.matched, event.total))
    return [_tr("Titles were found for {0} of {1} items.").format(*counts)]


def _window(context: AppContext) -> QWidget:
    window = context.parent()
    assert isinstance(window, QWidget)
    return window


def _show(context: AppContext, dataset_id: int) -> None:
    context.settings.dataset = dataset_id
    context.datasets_changed.emit()
    context.dataset_chosen.emit(dataset_id)
    context.page_wanted.emit("data")


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

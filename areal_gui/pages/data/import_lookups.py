"""What the import dialog looks up in the background; of each kind of question only the last is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from areal_gui import loading
from areal_gui.components.problem_text import problem_text
from areal_gui.context import AppContext
from areal_gui.pages.data.import_draft import Form, ImportDraft
from areal_gui.pages.data.import_look import ItemsLook, look_again, look_at_items, shelf_for
from areal_gui.pages.data.live_estimate import LiveEstimate
from areal_gui.tasks import Task
from engine.events import CancelToken

if TYPE_CHECKING:
    from engine.importing.preview import Preview
    from engine.importing.recipe import Recipe


class Lookups(QObject):
    """Brings what is found into the draft, and says so."""

    changed = Signal()
    """The draft knows something new."""
    recipe_loaded = Signal(object)
    items_seen = Signal(object)

    def __init__(self, context: AppContext, draft: ImportDraft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._draft = context, draft
        self._tasks: dict[str, Task] = {}
        self._token = CancelToken()
        self._events_of: object = None
        self._items_of: object = None
        self.estimate = LiveEstimate(context.tasks, self)

    def stop(self) -> None:
        """Nothing is delivered any more."""
        self._token.cancel()
        self.estimate.stop()
        for task in self._tasks.values():
            task.cancel()

    # The file --------------------------------------------------------------------------------------------

    def read_again(self, then: Callable[[], object] | None = None) -> None:
        """Read the file in the form that the draft says now."""
        draft, form, store = self._draft, self._draft.form, self._context.workspace.store

        def take(found: tuple[Preview, Any]) -> None:
            preview, draft.shelf = found
            draft.take(preview)
            if then is not None:
                then()
            self.changed.emit()

        def read() -> tuple[Preview, Any]:
            preview = look_again(draft.source, form)
            return preview, shelf_for(store, preview.shape)

        def refuse(error: Exception) -> None:
            draft.refuse(problem_text(error))
            self.changed.emit()

        self._query("read", read, take, refuse)

    def follow(self) -> None:
        """Look up what the draft's choices ask for: the estimate, the kinds of events, the items."""
        draft = self._draft
        if draft.preview is None or not {"user", "item"} <= set(draft.roles):
            self.estimate.stop()
            return
        self.estimate.ask(draft.paths, draft.recipe())
        self._count_events()
        self._look_at_items()

    def _count_events(self) -> None:
        column, preview = self._draft.column_of("event"), self._draft.preview
        if preview is None or column is None or self._events_of == (preview.form, column):
            return
        form, token = preview.form, self._token
        self._events_of = (form, column)

        def count() -> dict[str, int]:
            with loading.one_at_a_time:
                from engine.importing.event_kinds import event_kinds

            return event_kinds(form, column, token)

        def take(kinds: dict[str, int]) -> None:
            self._draft.counts.show_kinds(kinds)
            self.changed.emit()

        self._query("events", count, take, self._tell_about(self.tr("The kinds of events were not counted")))

    def _look_at_items(self) -> None:
        draft = self._draft
        if draft.items is None or draft.preview is None:
            return
        asked = (draft.items, draft.items_key, draft.items_title, draft.column_of("item"), draft.preview.form)
        if asked == self._items_of:
            return
        self._items_of = asked
        items, recipe, ids = draft.items, draft.recipe(), draft.sampled_items()
        fail = self._tell_about(self.tr("The file of items was not read"))
        self._query("items", lambda: look_at_items(items, recipe, ids), self._show_items, fail)

    def _show_items(self, look: ItemsLook) -> None:
        self.items_seen.emit(look)

    # Recipes ---------------------------------------------------------------------------------------------

    def load_recipe(self, path: Path) -> None:
        """Read a recipe, and the file in the form that it says."""

        def read() -> Recipe:
            from engine.importing.recipe_file import read_recipe

            return read_recipe(path)

        def take(recipe: Recipe) -> None:
            self._draft.form = Form(recipe.delimiter, recipe.has_header, recipe.encoding)
            self.read_again(lambda: self.recipe_loaded.emit(recipe))

        self._query("recipe", read, take, self._tell_about(self.tr("The settings were not loaded")))

    def save_recipe(self, path: Path) -> None:
        """Write the draft's recipe, without the name of the set: it is for the next file as well."""
        recipe = self._draft.recipe().model_copy(update={"name": None})

        def write() -> None:
            from engine.importing.recipe_file import write_recipe

            write_recipe(path, recipe)

        said = self.tr("The settings were saved to {0}.").format(path.name)
        fail = self._tell_about(self.tr("The settings were not saved"))
        self._query("recipe", write, lambda _: self._context.notify.success(said), fail)

    def _tell_about(self, title: str) -> Callable[[Exception], None]:
        """The window's own place for it is behind the dialog."""
        return lambda error: self._context.notify.error(error, title)

    def _query(
        self,
        name: str,
        function: Callable[[], Any],
        on_result: Callable[[Any], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        self._tasks[name] = self._context.tasks.query(function, on_result, on_failed, key=f"import.{name}")

"""An import before it starts: what the file is, what the user changed, and what still stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from areal_gui.pages.data import items_file
from areal_gui.pages.data.import_answers import Answers
from areal_gui.pages.data.import_filters import FilterDraft
from areal_gui.pages.data.import_name import free_name, proposed_name

if TYPE_CHECKING:
    from engine.importing.form import Delimiter
    from engine.importing.preview import Preview
    from engine.importing.questions import Question
    from engine.importing.recipe import Recipe
    from engine.importing.roles import Role

ROLES: tuple[Role, ...] = ("user", "item", "time", "order", "value", "event", "split", "ignored")
ENCODINGS = ("utf-8", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
USUAL_PAUSE = 30.0
"""Minutes without a click after which web analytics begin a new session."""
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Form:
    """What the user insists on about the form of the file; None is as detected."""

    delimiter: Delimiter | None = None
    has_header: bool | None = None
    encoding: str | None = None
    table: str | None = None


@dataclass(frozen=True)
class EarlierSet:
    """A data set that was read from files of the same shape."""

    id: int
    name: str
    recipe: Recipe


@dataclass(frozen=True)
class Shelf:
    """The data sets that exist: all names, and those of the same shape, newest first."""

    names: frozenset[str] = frozenset()
    similar: tuple[EarlierSet, ...] = ()


class ImportDraft:
    """The state of the import dialog, without the dialog.

    Attributes:
        paths: the log's files.
        source: where they were found: the first of them, or the folder or zip they are in.
        form: what the user changed about the form.
        preview: what the first file is, read in that form; None while it cannot be read so.
        trouble: why it cannot.
        roles: what each column is.
        name: of the new data set.
        items: the file with the items' titles; its columns `items_key` and `items_title`, None as detected.
        shelf: the data sets that exist.
        target: the set the log is added to; None for a new one.
        pause: minutes after which a user's next row begins a new sequence; None: one sequence a user.
        answers: what the user said to the questions.
        counts: what of the log counts for training.
    """

    def __init__(
        self,
        paths: list[Path],
        preview: Preview,
        shelf: Shelf | None = None,
        *,
        items: Path | None = None,
        source: Path | None = None,
    ) -> None:
        self.paths, self.source = list(paths), source or paths[0]
        self.form = Form()
        self.shelf = shelf or Shelf()
        self.trouble = ""
        self.items: Path | None = items or preview.items_form or items_file.beside(self.paths[0])
        self.items_key: str | None = None
        self.items_title: str | None = None
        self.name = free_name(proposed_name(self.paths[0]), self.shelf.names)
        self.target: EarlierSet | None = None
        self.pause: float | None = None
        self.answers = Answers()
        self.counts = FilterDraft()
        self.preview: Preview | None = None
        self.roles: list[Role] = []
        self._base: Recipe | None = None
        self._offers(preview)

    def take(self, preview: Preview) -> None:
        """The file was read again, in another form, or another of its tables."""
        if self.form.table is not None and preview.form.table is None:  # a file of the folder or zip
            self.paths = [self.source / self.form.table]
        same_columns = self.preview is not None and self.preview.form.columns == preview.form.columns
        if same_columns:
            self.preview, self.trouble = preview, ""
        else:
            self._offers(preview)

    def refuse(self, trouble: str) -> None:
        """The file cannot be read in the form the user chose."""
        self.preview, self.trouble = None, trouble

    def use(self, recipe: Recipe) -> None:
        """Choose everything as a recipe says, for a file that was read in its form.

        Raises:
            BadInput: the file has not the columns that it names.
        """
        if self.preview is None:
            raise ValueError(self.trouble)
        columns = recipe.columns_of(self.preview.form)
        self._base = recipe
        self.roles = ["ignored"] * len(self.preview.form.columns)
        for role, column in columns.items():
            self.roles[column] = cast("Role", role)
        self.pause = recipe.session_gap_minutes
        self.answers = Answers(recipe.day_first, recipe.time_zone, recipe.serial_days)
        self.counts.take(recipe.filters)
        if recipe.items_file is not None:
            self._use_items(Path(recipe.items_file), recipe)

    def _use_items(self, file: Path, recipe: Recipe) -> None:
        """Take the titles from the recipe's file, unless the new log came with one: that is newer."""
        if self.items is None and file.exists():
            self.items = file
        if self.items is not None and self.items.name == file.name:
            self.items_key, self.items_title = _text(recipe.items_key), _text(recipe.items_title)

    def set_role(self, column: int, role: Role) -> None:
        """Give a column a role; the column that had it is ignored from now on."""
        if role != "ignored":
            self.roles = ["ignored" if known == role else known for known in self.roles]
        self.roles[column] = role

    def column_of(self, role: Role) -> int | None:
        """Where the column of a role is."""
        return self.roles.index(role) if role in self.roles else None

    @property
    def follows_recipe(self) -> bool:
        """Whether the choices were taken from a recipe."""
        return self._base is not None

    @property
    def table(self) -> str | None:
        """The sheet, table or member that is read; None where there is no choice."""
        if self.preview is None or len(self.preview.tables) < 2:
            return None
        form = self.preview.form
        inside = form.member or (form.path.name if form.path != self.source else None)
        return self.form.table or form.table or inside

    @property
    def asks_table(self) -> bool:
        """Whether it is a guess which table is the log."""
        preview = self.preview
        if preview is None or preview.known is not None or len(self.paths) > 1:
            return False
        items = self.items.name if self.items is not None else None
        return len([table for table in preview.tables if Path(table).name != items]) > 1

    def sampled_items(self) -> list[str]:
        """Ids of some of the log's items."""
        at = self.column_of("item")
        if self.preview is None or at is None:
            return []
        return sorted({row[at].strip() for row in (*self.preview.rows, *self.preview.samples)})

    def questions(self) -> list[Question]:
        """What must be answered; what is asked of a column only while that column is used."""
        if self.preview is None:
            return []
        at = self.column_of("time")
        times = None if at is None else self.preview.form.columns[at]
        return [
            question
            for question in self.preview.questions
            if question.kind == "mostly_unreadable" or question.column == times
        ]

    def problem(self, tr: Translate) -> str:
        """Why it cannot be imported yet, and what to do; empty when it can."""
        if self.preview is None:
            return self.trouble
        if "user" not in self.roles:
            return tr("Say which column holds the users or sessions.")
        if "item" not in self.roles:
            return tr("Say which column holds the items.")
        if open_questions := [each for each in self.questions() if not self.answers.settles(each)]:
            one = len(open_questions) == 1
            return tr("Answer the question at the top.") if one else tr("Answer the questions at the top.")
        if self.counts.nothing_counts(with_events="event" in self.roles):
            return tr("Choose at least one kind of event that counts.")
        return self._problem_of_target(tr)

    def order_text(self, tr: Translate) -> str:
        """What decides the order within a sequence."""
        if "time" in self.roles:
            return tr("Ordered by time.")
        if "order" in self.roles:
            return tr("Ordered by the order column.")
        return tr("No time and no order column: the order of the lines counts.")

    def recipe(self) -> Recipe:
        """What the engine is asked to do."""
        from engine.importing.filters import Filters
        from engine.importing.recipe import Recipe

        if self.preview is None:
            raise ValueError(self.trouble)
        plain = Recipe.from_preview(
            replace(self.preview, roles=self.roles),
            name=self.name.strip() if self.target is None else self.target.name,
            items_file=str(self.items) if self.items is not None else None,
        )
        with_time = "time" in self.roles
        return plain.model_copy(
            update={
                "items_key": self.items_key if self.items is not None else None,
                "items_title": self.items_title if self.items is not None else None,
                "session_gap_minutes": self.pause if with_time else None,
                "time_zone": self.answers.time_zone if with_time else None,
                "day_first": self.answers.day_first if with_time else None,
                "serial_days": self.answers.serial_days if with_time else None,
                "filters": self.counts.filters(
                    with_events="event" in self.roles,
                    with_values="value" in self.roles,
                    base=self._base.filters if self._base is not None else Filters(),
                ),
            }
        )

    def _offers(self, preview: Preview) -> None:
        """Propose what the first look says of a file, and what goes with a log that was recognised."""
        self.preview, self.trouble = preview, ""
        self.roles = list(preview.roles)
        suggested = preview.suggested
        self.pause = suggested.get("session_gap_minutes", self.pause)
        self.answers.time_zone = suggested.get("time_zone", self.answers.time_zone)
        self.answers.day_first = suggested.get("day_first", self.answers.day_first)
        self.answers.serial_days = suggested.get("serial_days", self.answers.serial_days)
        if "filters" in suggested:
            from engine.importing.filters import Filters

            self.counts.take(Filters.model_validate(suggested["filters"]))

    def _problem_of_target(self, tr: Translate) -> str:
        if self.target is None and not self.name.strip():
            return tr("Give the data set a name.")
        if self.target is None and self.name.strip() in self.shelf.names:
            return tr("A data set with this name exists already; choose another name.")
        if self.items is not None and not _is_there(self.items):
            return tr("The file with titles does not exist.")
        return ""


def _text(reference: str | int | None) -> str | None:
    return None if reference is None else str(reference)


def _is_there(items: Path) -> bool:
    """Whether a file, or the zip it is a member of, exists."""
    return items.is_file() or any(parent.is_file() for parent in items.parents)

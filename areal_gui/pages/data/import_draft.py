"""An import before it starts: what the file is, what the user changed, and what still stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from areal_gui.pages.data import items_file

if TYPE_CHECKING:
    from engine.importing.form import Delimiter
    from engine.importing.recipe import Recipe
    from engine.importing.roles import Role
    from engine.importing.sniff import Preview

ROLES: tuple[Role, ...] = ("user", "item", "time", "order", "value", "split", "event", "ignored")
ENCODINGS = ("utf-8", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
GENERIC_NAMES = frozenset(
    (
        "ratings",
        "interactions",
        "transactions",
        "events",
        "clicks",
        "log",
        "logs",
        "data",
        "sessions",
        "train",
    )
)
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Form:
    """What the user insists on about the form of the file; None is as detected."""

    delimiter: Delimiter | None = None
    has_header: bool | None = None
    encoding: str | None = None


class ImportDraft:
    """The state of the import dialog, without the dialog.

    Attributes:
        paths: the log's files.
        form: what the user changed about the form.
        preview: what the first file is, read in that form; None while it cannot be read so.
        trouble: why it cannot.
        roles: what each column is.
        name: of the new data set.
        items: the file with the items' titles.
        known_names: of the data sets that exist.
    """

    def __init__(
        self, paths: list[Path], preview: Preview, known_names: frozenset[str] = frozenset()
    ) -> None:
        self.paths, given_items = items_file.separate(paths)
        self.form = Form()
        self.known_names = known_names
        self.trouble = ""
        self.offered = given_items or items_file.beside(self.paths[0])
        self.items: Path | None = self.offered
        self.name = _free_name(_proposed_name(self.paths[0]), known_names)
        self.preview: Preview | None = preview
        self.roles: list[Role] = list(preview.roles)

    def take(self, preview: Preview) -> None:
        """The file was read again, in another form."""
        same_columns = self.preview is not None and self.preview.form.columns == preview.form.columns
        self.preview, self.trouble = preview, ""
        if not same_columns:
            self.roles = list(preview.roles)

    def refuse(self, trouble: str) -> None:
        """The file cannot be read in the form the user chose."""
        self.preview, self.trouble = None, trouble

    def set_role(self, column: int, role: Role) -> None:
        """Give a column a role; the column that had it is ignored from now on."""
        if role != "ignored":
            self.roles = ["ignored" if known == role else known for known in self.roles]
        self.roles[column] = role

    def problem(self, tr: Translate) -> str:
        """Why it cannot be imported yet, and what to do; empty when it can."""
        if self.preview is None:
            return self.trouble
        if "user" not in self.roles:
            return tr("Say which column holds the users or sessions.")
        if "item" not in self.roles:
            return tr("Say which column holds the items.")
        if not self.name.strip():
            return tr("Give the data set a name.")
        if self.name.strip() in self.known_names:
            return tr("A data set with this name exists already; choose another name.")
        if self.items is not None and not self.items.is_file():
            return tr("The file with titles does not exist.")
        return ""

    def order_text(self, tr: Translate) -> str:
        """What decides the order within a sequence."""
        if "time" in self.roles:
            return tr("Ordered by time.")
        if "order" in self.roles:
            return tr("Ordered by the order column.")
        return tr("No time and no order column: the order of the lines counts.")

    def recipe(self) -> Recipe:
        """What the engine is asked to do."""
        from engine.importing.recipe import Recipe

        if self.preview is None:
            raise ValueError(self.trouble)
        return Recipe.from_preview(
            replace(self.preview, roles=self.roles),
            name=self.name.strip(),
            items_file=str(self.items) if self.items is not None else None,
        )


def _proposed_name(path: Path) -> str:
    """The file's name without its endings, or its folder's where every log is called so."""
    stem = path.name.split(".")[0] or path.name
    folder = path.absolute().parent
    if stem.lower() not in GENERIC_NAMES or not folder.name:
        return stem
    return f"{folder.parent.name} {folder.name}" if folder.name[0].isdigit() else folder.name


def _free_name(name: str, taken: frozenset[str]) -> str:
    candidates = [name, *(f"{name} {number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)

"""The states of a workspace that every page must survive."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.workspace import Workspace

ARABIC = "سجل مشتريات المتجر الإلكتروني الكبير"
HEBREW = "יומן רכישות"
LONG = "Everything that was clicked, put aside, bought, returned and bought again since the shop opened " * 3
HUGE = 987_654_321_012


def import_file(workspace: Workspace, log: Path, items: Path | None = None, name: str | None = None) -> int:
    """Import a log as it is proposed, with its items.

    Returns:
        The id of the data set.
    """
    from engine.events import CancelToken
    from engine.importing.load import DatasetImported, import_log
    from engine.importing.recipe import Recipe
    from engine.importing.sniff import sniff

    recipe = Recipe.from_preview(sniff(log), name=name, items_file=str(items) if items else None)
    events = list(import_log(workspace, [log], recipe, CancelToken()))
    (imported,) = (event for event in events if isinstance(event, DatasetImported))
    return imported.dataset_id


def _write_log(folder: Path, rows: list[tuple[str, int, str]], titles: dict[str, str] | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    log = folder / "log.csv"
    lines = [f"{user},{1_700_000_000 + time},{item}" for user, time, item in rows]
    log.write_text("\n".join(["user_id,timestamp,item_id", *lines, ""]), encoding="utf-8")
    if titles:
        named = [f'{item},"{title}"' for item, title in titles.items()]
        (folder / "items.csv").write_text("\n".join(["item_id,title", *named, ""]), encoding="utf-8")
    return log


def empty(workspace: Workspace, folder: Path) -> None:
    """Nothing was ever imported."""


def one_row(workspace: Workspace, folder: Path) -> None:
    """The smallest log there is."""
    import_file(workspace, _write_log(folder, [("u1", 0, "i1")]))


def ordinary(workspace: Workspace, folder: Path) -> None:
    """A small log, without titles."""
    rows = [
        (f"u{user:03}", 100 * user + step, f"i{(user + step) % 23:02}")
        for user in range(60)
        for step in range(6)
    ]
    import_file(workspace, _write_log(folder, rows), name="Small log")


def strange_names(workspace: Workspace, folder: Path) -> None:
    """Names and titles that are very long, or run from right to left."""
    titles = {"i1": LONG.strip(), "i2": ARABIC, "i3": HEBREW, "i4": "𝕌𝕟𝕚𝕔𝕠𝕕𝕖 & <b>bold</b>"}
    users = [LONG.replace(",", "").strip(), ARABIC, HEBREW, "007"]
    rows = [
        (user, 10 * place + step, item)
        for place, user in enumerate(users)
        for step, item in enumerate(titles)
    ]
    log = _write_log(folder, rows, titles)
    import_file(workspace, log, folder / "items.csv", name=LONG.strip()[:200])
    import_file(workspace, log, folder / "items.csv", name=ARABIC)


def huge_counts(workspace: Workspace, folder: Path) -> None:
    """Figures with twelve digits: more than a test can import, so they are written into the store."""
    ordinary(workspace, folder)
    with closing(sqlite3.connect(workspace.root / "store.sqlite")) as store, store:
        columns = ("n_users", "n_items", "n_interactions", "n_rejected", "max_length")
        store.execute(f"UPDATE dataset SET {', '.join(f'{name} = {HUGE}' for name in columns)}")


def trained(workspace: Workspace, folder: Path) -> None:
    """A log with one finished training."""
    from engine.events import CancelToken
    from engine.training.presets import preset
    from engine.training.settings import with_settings
    from engine.training.trainer import train

    ordinary(workspace, folder)
    small = {"training.epochs": 2, "model.embedding_size": 16, "device": "cpu"}
    for _ in train(workspace, "1", with_settings(preset("quick"), small), CancelToken(), preset="quick"):
        pass


def imported(workspace: Workspace, folder: Path) -> None:
    """A run that came in a bundle from another workspace, beside a log that it knows, under a long name."""
    from engine.events import CancelToken
    from engine.exporting.bundle_import import import_bundle

    bundle = exported_bundle(folder / "elsewhere")
    ordinary(workspace, folder)
    for _ in import_bundle(workspace, bundle, CancelToken()):
        pass


def exported_bundle(folder: Path, name: str = LONG.strip()[:200]) -> Path:
    """The bundle of a small training in a workspace of its own, with a run of this name."""
    from engine.events import CancelToken
    from engine.exporting.bundle import export_bundle
    from engine.store.runs import rename_run
    from engine.workspace import Workspace

    with Workspace.open(folder / "workspace") as workspace:
        trained(workspace, folder / "source")
        rename_run(workspace.store, 1, name)
        *_, done = export_bundle(workspace, 1, folder / "bundles", CancelToken())
    return Path(done.path)  # type: ignore[attr-defined]


State = Callable[["Workspace", Path], None]
STATES: dict[str, State] = {
    state.__name__: state
    for state in (empty, one_row, ordinary, strange_names, huge_counts, trained, imported)
}


def workspace_in(state: str, folder: Path, cache: Path) -> Path:
    """A workspace folder in one of the states, copied from the one that was made first."""
    from engine.workspace import Workspace

    made = cache / state
    if not made.exists():
        with Workspace.open(made) as workspace:
            STATES[state](workspace, cache / f"{state}-source")
    return Path(shutil.copytree(made, folder))

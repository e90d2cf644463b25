"""Taking what the page shows of a user away: the list, the trajectory, a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from areal_gui import loading
from areal_gui.exporting.dialog import ask_export
from areal_gui.pages.users.insight import chain_of
from areal_gui.pages.users.report_sections import report_sections
from areal_gui.pages.users.user_view import UserView
from areal_gui.saving import ask_file, saved
from engine.file_names import file_name

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from areal_gui.pages.users.inspection import Inspection
    from engine.recommending.recommender import Recommender

FOLDER_SETTING = "users.export_folder"


class UserExports(QObject):
    """The entries of the export menu; files are written in the background, whole or not at all."""

    def __init__(self, context: AppContext, view: UserView) -> None:
        super().__init__(view)
        self._context, self._view = context, view
        self.recommender: Recommender | None = None
        self.inspection: Inspection | None = None
        menu = QMenu(view.top.export_button)
        menu.addAction(self.tr("The list…"), self._ask_list)
        self.trajectory_action = menu.addAction(self.tr("The trajectory (NPZ)…"), self._ask_trajectory)
        menu.addAction(self.tr("A report of this user (HTML)…"), self._ask_report)
        menu.addSeparator()
        menu.addAction(self.tr("The model, or the lists of all users…"), self._ask_model)
        view.top.export_button.setMenu(menu)

    def show_model(self, recommender: Recommender) -> None:
        """Offer what another model has to give, from the next user on."""
        self.recommender, self.inspection = recommender, None
        self.trajectory_action.setEnabled(chain_of(recommender) is not None)

    def save_list(self, path: Path) -> None:
        """Write the list as it is shown: filtered where it is."""
        lines = self._view.top.listed

        def write() -> None:
            from engine.exporting.lists import save_list

            save_list(path, lines)

        self._write(path, write)

    def save_trajectory(self, path: Path) -> None:
        """Write the chain that is shown."""
        mapped = self._view.trajectory.mapped
        chain = None if self.recommender is None else chain_of(self.recommender)
        if chain is None or mapped is None:
            return

        def write() -> None:
            with loading.one_at_a_time:
                from engine.exporting.trajectories import save_trajectory

            save_trajectory(path, chain, mapped.trajectory)

        self._write(path, write)

    def save_report(self, path: Path) -> None:
        """Write everything that is shown of the user into one file."""
        if self.recommender is None or self.inspection is None:
            return
        run = self.recommender.run
        title = self._view.heading
        facts = self.tr("{data}; model of run {number}, “{name}”").format(
            data=run.dataset_name, number=run.id, name=run.name
        )
        sections = report_sections(self._view)

        def write() -> None:
            from engine.exporting.user_report import save_report

            save_report(path, title, facts, sections)

        self._write(path, write)

    def _write(self, path: Path, write: Callable[[], None]) -> None:
        self._context.tasks.query(
            write,
            lambda _done: saved(self._context, path, remembered=FOLDER_SETTING),
            lambda error: self._context.notify.error(
                error, self.tr("{name} was not written").format(name=path.name)
            ),
        )

    # -- asking where to

    def _ask_model(self) -> None:
        if self.recommender is not None:
            ask_export(self._context, self._view, self.recommender.run.id)

    def _ask_list(self) -> None:
        kinds = {".csv": "CSV (*.csv)", ".parquet": "Parquet (*.parquet)", ".json": "JSON (*.json)"}
        self._ask(self.tr("Save the list"), "list", kinds, self.save_list)

    def _ask_trajectory(self) -> None:
        self._ask(
            self.tr("Save the trajectory"), "trajectory", {".npz": "NumPy (*.npz)"}, self.save_trajectory
        )

    def _ask_report(self) -> None:
        self._ask(self.tr("Save the report"), "report", {".html": "HTML (*.html)"}, self.save_report)

    def _ask(self, title: str, what: str, kinds: Mapping[str, str], save: Callable[[Path], None]) -> None:
        if self.inspection is None:
            return
        name = file_name(self._view.heading, what, next(iter(kinds)), otherwise="user")
        path = ask_file(self._context, self._view, title, name, kinds, remembered=FOLDER_SETTING)
        if path is not None:
            save(path)

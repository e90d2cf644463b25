"""How long the form of the train page takes to open, and a typed letter to be judged and shown.

Run by hand: `python -m tests.benchmarks.training_form`. Writes medians into RESULTS.md.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS, LETTERS = 7, 60


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

    from areal_gui import theme
    from areal_gui.commands import CommandRegistry
    from areal_gui.context import AppContext
    from areal_gui.notify import Notifier
    from areal_gui.pages.train.exchange import SettingsExchange
    from areal_gui.pages.train.form_model import FormModel
    from areal_gui.pages.train.setup_view import SetupView
    from areal_gui.settings import Settings
    from areal_gui.style import Style
    from areal_gui.tasks import TaskRunner
    from engine.workspace import Workspace
    from tests.benchmarks.results import machine, write_section
    from tests.support.dataset_rows import dataset_row

    application = QApplication.instance() or QApplication([])
    application.setStyle(Style())  # type: ignore[attr-defined]
    theme.apply("light")
    folder = Path(tempfile.mkdtemp(prefix="form-"))
    workspace = Workspace.open(folder)
    window = QMainWindow()
    window.resize(1280, 832)
    tasks = TaskRunner(window)
    context = AppContext(
        workspace, Settings(folder / "w.json"), tasks, Notifier(window), CommandRegistry(window), window
    )

    def opened() -> SetupView:
        model = FormModel()
        model.set_dataset(dataset_row())
        view = SetupView(model, context, SettingsExchange(context, model))
        window.setCentralWidget(view)
        window.show()
        application.processEvents()
        return view

    opening = [_seconds(opened) for _ in range(ROUNDS)]
    view = opened()
    view.filters.refresh = view.outlook.refresh = lambda: None  # type: ignore[method-assign]
    for group in view.form.groups.values():
        group.set_open(True)
    application.processEvents()
    editor = view.form.fields["training.epochs"].editor
    assert isinstance(editor, QLineEdit)

    def typed(text: str) -> None:
        editor.setText(text)
        editor.textEdited.emit(text)
        application.processEvents()

    typing = [_seconds(lambda text=str(n): typed(text)) for n in range(100, 100 + LETTERS)]
    searching = [
        _seconds(lambda text=text: (view.form.search.setText(text), application.processEvents()))
        for text in ("s", "sa", "sam", "samp", "sampl", "")
    ]
    rows = [
        ("the form opens, s", opening, 1),
        ("a letter is judged and shown, all groups open, ms", typing, 1000),
        ("a letter of the search, ms", searching, 1000),
    ]
    table = "".join(f"| {name} | {_shown(v, by)} | {_shown([max(v)], by)} |\n" for name, v, by in rows)
    write_section(
        "The training form",
        f"{ROUNDS} times opened, {LETTERS} letters, offscreen; processor time of the window's thread. Asked: "
        "open under 0.3 s, typing without lag.\n\n"
        f"| | median | worst |\n|---|---|---|\n{table}\n{machine()}",
    )
    tasks.stop()
    workspace.close()


def _seconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _shown(values: list[float], by: int) -> str:
    return f"{by * statistics.median(values):.{2 if by == 1 else 1}f}"


if __name__ == "__main__":
    main()
